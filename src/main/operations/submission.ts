import type { Database } from 'better-sqlite3'
import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import { type Operation, outgoingKindSchema } from '../../shared/features/operations/contract.ts'
import type { Money } from '../../shared/money.ts'
import { isApproved, listApprovals, proposalOf, requestApproval } from '../approvals/approvals.ts'
import { type LimitDecision, checkLimits } from '../limits/check-limits.ts'
import { holdOf, listHolds, placeHold } from '../limits/holds.ts'
import type { MoneyIntent } from '../limits/intent.ts'
import { limitError } from '../limits/limit-error.ts'
import { journalSpending } from '../limits/spending.ts'
import { mapStripeError } from '../stripe/errors.ts'
import type { Guarded } from './operation-kind.ts'
import type { OperationsRunner } from './runner.ts'
import { refuseWithdrawn } from './withdrawn.ts'

/** What the operator is asked before real money moves. */
export interface MoneyQuestion {
  readonly kind: Operation['kind']
  readonly amount: Money
  /** Who pays or is paid, as Stripe names them; unsafe to show as it is. */
  readonly subject: string | null
  readonly target: string
  readonly connectedAccount: string | null
}

/** An intent as an operator gives it, with what they have seen and typed. */
export interface Submission extends MoneyIntent {
  readonly typedAmount: Money | null
  readonly acceptSimilar: boolean
  /** When it was confirmed, where that was earlier; seconds UTC. */
  readonly similarSince?: number
}

export interface SubmissionOptions {
  readonly ledger: Database
  readonly runner: OperationsRunner
  /** Seconds UTC, by Stripe's clock. */
  readonly now: () => number
  readonly livemode: boolean
  /** Who is at the desk, for the record. */
  readonly operator: () => string
  /** Throws where operators have PINs and none of them is at the desk: nobody could tell who prepared what. */
  readonly requireOperator: () => void
  /** Asks in a dialog of main's own; false means no. Only asked where real money moves. */
  readonly confirm: (question: MoneyQuestion) => Promise<boolean>
  /** Something was put into the queue. */
  readonly onQueued: () => void
}

/**
 * The way of every order for money: fresh read, like ones, limits, confirmation, then approval or hold where one is
 * due, and at last the journal, where the limits are checked once more with the record of the intent.
 */
export class Submissions {
  readonly #options: SubmissionOptions
  readonly #running = new Map<string, Promise<Operation>>()

  constructor(options: SubmissionOptions) {
    this.#options = options
  }

  /**
   * Submits what an operator ordered. Calls of one attempt at the same time are one call, so that a double click is
   * asked about once. Throws what the guards throw, `typed_amount_needed`, `confirmation_declined`, and
   * `approval_needed` or `operation_held` once it is in the queue.
   */
  submit(submission: Submission): Promise<Operation> {
    return this.#once(submission, async () => {
      if (this.#options.runner.attempted(submission.attempt) === null) await this.#ask(submission)
      return await this.#proceed(submission)
    })
  }

  /** Submits what a second operator approved; they are asked as the first was. */
  approved(intent: MoneyIntent): Promise<Operation> {
    const { ledger, now } = this.#options
    const asked = listApprovals(ledger, now()).find(({ attempt }) => attempt === intent.attempt)
    const similarSince = asked?.createdAt ?? 0
    return this.submit({ ...intent, typedAmount: intent.amount, acceptSimilar: false, similarSince })
  }

  /** Submits a held intent whose time has come; it was confirmed when it was held. */
  release(intent: MoneyIntent): Promise<Operation> {
    const similarSince = holdOf(this.#options.ledger, intent.attempt)?.placedAt ?? 0
    const submission = { ...intent, typedAmount: null, acceptSimilar: false, similarSince }
    return this.#once(intent, () => this.#proceed(submission))
  }

  /**
   * Submits one row of a bulk refund, which was confirmed as a whole. What must be held or approved first is put into
   * the queue, as by `submit`.
   */
  row(intent: MoneyIntent): Promise<Operation> {
    const submission = { ...intent, typedAmount: intent.amount, acceptSimilar: true }
    return this.#once(intent, async () => {
      if (this.#decide(submission).decision === 'needs_approval') this.#options.requireOperator()
      return await this.#proceed(submission)
    })
  }

  /** Reads afresh what an intent would act on, and says what stands in its way and what is like it. */
  async check(intent: Omit<MoneyIntent, 'attempt'>): Promise<{
    readonly similar: readonly Operation[]
    readonly blockers: readonly Failure[]
    readonly guarded: Guarded | null
  }> {
    const { runner } = this.#options
    const { target } = runner.describe(intent.kind, intent.amount, intent.params)
    const similar = runner.onTarget(target)
    try {
      return { similar, blockers: [], guarded: await runner.check(intent) }
    } catch (error) {
      const { failure } = mapStripeError(error)
      if (PASSING.has(failure.code)) throw error
      return { similar, blockers: [failure], guarded: null }
    }
  }

  /** Everything that is checked before the operator is asked, so that nobody confirms what cannot be. */
  async #ask(submission: Submission): Promise<void> {
    const { runner, livemode, confirm } = this.#options
    const { kind, amount, params } = submission
    const { target, connectedAccount } = runner.describe(kind, amount, params)
    runner.refuseSimilar(target, submission)
    this.#refuseQueued(target, submission)
    const { subject, shownAs = target, similar } = await runner.check(submission)
    if (similar !== null && similar.at > (submission.similarSince ?? 0) && !submission.acceptSimilar) {
      throw new CounterfoilError('similar_operation', `${similar.id} is like this one`, {
        params: { object: similar.id, at: similar.at },
      })
    }
    const decision = this.#decide(submission)
    if (decision.decision === 'refused' || decision.decision === 'needs_typed_amount')
      throw limitError(decision)
    if (decision.decision === 'needs_approval') this.#options.requireOperator()
    if (livemode && !(await confirm({ kind, amount, subject, target: shownAs, connectedAccount }))) {
      throw new CounterfoilError('confirmation_declined', 'Not confirmed; nothing was sent')
    }
  }

  async #proceed(submission: Submission): Promise<Operation> {
    const { ledger, now, operator, onQueued, runner } = this.#options
    if (runner.attempted(submission.attempt) === null) {
      const decision = this.#decide(submission)
      if (decision.decision === 'needs_approval') {
        requestApproval(ledger, plain(submission), operator(), now())
        onQueued()
        throw limitError(decision)
      }
      if (decision.decision === 'hold') {
        const by = { operator: operator(), now: now() }
        const { state } = placeHold(ledger, plain(submission), decision.until, by)
        if (state === 'canceled') throw new CounterfoilError('object_changed', 'This attempt was undone')
        onQueued()
        throw limitError(decision)
      }
    }
    return await this.#send(submission)
  }

  async #send(submission: Submission): Promise<Operation> {
    const { ledger, runner, operator } = this.#options
    return await runner.run({
      ...plain(submission),
      acceptSimilar: submission.acceptSimilar,
      similarSince: submission.similarSince ?? 0,
      operator: operator(),
      proposal: proposalOf(ledger, submission.attempt),
      admit: () => {
        refuseWithdrawn(ledger, submission.attempt)
        const decision = this.#decide(submission)
        if (decision.decision !== 'allowed') throw limitError(decision)
      },
    })
  }

  #decide(submission: MoneyIntent & Pick<Submission, 'typedAmount'>): LimitDecision {
    const { ledger, now } = this.#options
    if (!outgoingKindSchema.safeParse(submission.kind).success) return { decision: 'allowed' }
    return checkLimits(ledger, plain(submission), {
      typedAmount: submission.typedAmount,
      spending: journalSpending(ledger, now),
      isApproved: (intent) => isApproved(ledger, intent, now()),
      now: now(),
    })
  }

  /** The same amount to the same place that still waits is as good as sent. */
  #refuseQueued(target: string, submission: Submission): void {
    if (submission.acceptSimilar) return
    const { ledger, runner, now } = this.#options
    const waiting = [
      ...listHolds(ledger)
        .filter(({ state }) => state === 'waiting' || state === 'releasing')
        .map(({ params, ...hold }) => ({ ...hold, params: parseParams(params), at: hold.placedAt })),
      ...listApprovals(ledger, now())
        .filter(({ state }) => state === 'waiting')
        .map((approval) => ({ ...approval, at: approval.createdAt })),
    ]
    const like = waiting.find(
      ({ attempt, kind, amount, params, at }) =>
        attempt !== submission.attempt &&
        at > (submission.similarSince ?? 0) &&
        kind === submission.kind &&
        amount.amount === submission.amount.amount &&
        amount.currency === submission.amount.currency &&
        runner.describe(kind, amount, params).target === target,
    )
    if (like === undefined) return
    throw new CounterfoilError('similar_operation', `${like.attempt} waits and is like this one`, {
      params: { attempt: like.attempt, at: like.at },
    })
  }

  #once(intent: MoneyIntent, job: () => Promise<Operation>): Promise<Operation> {
    const running = this.#running.get(intent.attempt)
    if (running !== undefined) return running
    const mine = job().finally(() => this.#running.delete(intent.attempt))
    this.#running.set(intent.attempt, mine)
    return mine
  }
}

const PASSING = new Set<Failure['code']>([
  'offline',
  'rate_limited',
  'stripe_unavailable',
  'key_missing',
  'key_invalid',
  'key_expired',
  'permission_missing',
])

function plain({ attempt, kind, amount, params }: MoneyIntent): MoneyIntent {
  return { attempt, kind, amount, params }
}

function parseParams(json: string): object {
  const value: unknown = JSON.parse(json)
  return typeof value === 'object' && value !== null ? value : {}
}
