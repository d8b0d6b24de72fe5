import { randomUUID } from 'node:crypto'
import { CounterfoilError } from '../../shared/errors.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import type { Money } from '../../shared/money.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { canonicalJson, digest } from './canonical.ts'
import type { JournalFilter } from './journal.ts'
import { publicOperation } from './journal-entry.ts'
import { keyBase } from './key.ts'
import { KeyedLock } from './keyed-lock.ts'
import {
  type BoundOperation,
  type Guarded,
  LOG_METADATA,
  OPERATION_METADATA,
  PROPOSAL_METADATA,
} from './operation-kind.ts'
import { OperationRecord, type RunnerOptions, isOpen } from './operation-record.ts'
import { resolveOperation } from './resolver.ts'
import { RetryTimers } from './retry-timers.ts'
import { sendOperation } from './sender.ts'

export interface OperationRequest {
  readonly kind: Operation['kind']
  /** The same for every repetition of one click. */
  readonly attempt: string
  readonly amount: Money
  /** Without the operation's id, which is added to `metadata` here. */
  readonly params: object
  /** The operator has seen that a like operation exists. */
  readonly acceptSimilar: boolean
  /** Like ones up to then are known and accepted, seconds UTC: the order was confirmed at that time. */
  readonly similarSince?: number
  /** The signed proposal that asks for it, and when that was made, seconds UTC; each is sent once, by whichever machine. */
  readonly proposal?: { readonly id: string; readonly made: number } | null
  /** Who is at the desk. */
  readonly operator?: string
  /** Runs in the transaction that records the intent, and throws where it may not be sent, as above a limit. */
  readonly admit?: () => void
}

const DAY = 86_400
/** What keeps an operation from its target: nothing is known to have come of it yet. */
const PENDING = new Set<Operation['state']>(['intent', 'sending', 'unknown'])
const NOTHING_MOVED = new Set<Operation['state']>(['failed', 'absent', 'abandoned'])

/**
 * Sends money operations exactly once. The intent is on the disk before a byte leaves; an answer is believed only as
 * far as the answer table goes; what stays open is settled by looking and, within twenty hours, by the same request
 * with the same key.
 *
 * To run one: `openLedger(folder)`, a `Journal` on it, `operationKindTable`, a client of `createStripe` whose
 * `onRequest` tells the `ServerClock`, and `new OperationsRunner({…})`; then `resume()` for what an earlier run left.
 */
export class OperationsRunner {
  readonly #record: OperationRecord
  readonly #locks = new KeyedLock()
  readonly #running = new Map<string, Promise<Operation>>()
  readonly #busy = new Set<Promise<unknown>>()
  readonly #timers: RetryTimers
  #closed = false

  constructor(options: RunnerOptions) {
    this.#record = new OperationRecord(options)
    this.#timers = new RetryTimers(options.retryAfter, (id) => {
      if (this.#closed) return
      this.#resolve(id).catch((error: unknown) => {
        options.onError(`operation ${id} could not be settled`, error)
        this.#timers.schedule(id)
      })
    })
  }

  list(filter: JournalFilter): {
    readonly rows: Operation[]
    readonly total: number
    readonly unresolved: number
  } {
    const { rows, total } = this.#record.options.journal.list(filter)
    return { rows: rows.map(publicOperation), total, unresolved: this.unresolvedCount() }
  }

  get(id: string): Operation {
    return publicOperation(this.#record.entry(id))
  }

  counts(): ReadonlyMap<string, number> {
    return this.#record.options.journal.counts()
  }

  unresolvedCount(): number {
    return this.#record.options.journal.unresolvedCount()
  }

  /** Operations on a target within the last day that did or may still come to something, and open ones of any age. */
  onTarget(target: string): Operation[] {
    return this.#record.options.journal
      .onTarget(target, this.#record.now() - DAY)
      .filter((entry) => !NOTHING_MOVED.has(entry.state))
      .map(publicOperation)
  }

  /** The operation of an attempt that did or may still come to something. */
  attempted(attempt: string): Operation | null {
    const entry = this.#record.options.journal.liveByAttempt(attempt)
    return entry === null ? null : publicOperation(entry)
  }

  /** The newest operation of an attempt, also one that came to nothing. */
  latestOf(attempt: string): Operation | null {
    const entry = this.#record.options.journal.latestByAttempt(attempt)
    return entry === null ? null : publicOperation(entry)
  }

  /** Where an operation with these parameters would go; throws `invalid_input` where they are none. */
  describe(kind: Operation['kind'], amount: Money, params: object): BoundOperation {
    return this.#bind({ kind, amount, params }, randomUUID())
  }

  /** Reads afresh what an operation would act on; throws what stands in its way. */
  async check(request: Pick<OperationRequest, 'kind' | 'amount' | 'params'>): Promise<Guarded> {
    return await this.#guard(this.#bind(request, randomUUID()), request.amount)
  }

  /**
   * Journals and sends one operation; the same attempt again is the same operation. Resolves when it succeeded or when
   * its outcome is not known yet; throws what was refused, in which case no money moved.
   */
  run(request: OperationRequest): Promise<Operation> {
    const running = this.#running.get(request.attempt)
    if (running !== undefined) return running
    const mine = this.#track(this.#run(request)).finally(() => this.#running.delete(request.attempt))
    this.#running.set(request.attempt, mine)
    return mine
  }

  /** Throws what speaks against one more operation on this target: one still open, or a like one not accepted. */
  refuseSimilar(
    target: string,
    request: Pick<OperationRequest, 'amount' | 'acceptSimilar' | 'similarSince'>,
  ): void {
    const others = this.onTarget(target)
    const open = others.find((other) => PENDING.has(other.state))
    if (open !== undefined) {
      throw inProgress(open.id)
    }
    const like = others.find(
      (other) =>
        other.createdAt > (request.similarSince ?? 0) &&
        (other.state === 'needs_person' || other.amount.amount === request.amount.amount),
    )
    if (like === undefined || request.acceptSimilar) return
    throw new CounterfoilError('similar_operation', `Operation ${like.id} is like this one`, {
      params: { operation: like.id, at: like.createdAt },
    })
  }

  /** Looks at Stripe again for an open operation. Throws `operation_not_resolvable` for one that is settled. */
  async lookUp(id: string): Promise<Operation> {
    const entry = this.#record.entry(id)
    if (!isOpen(entry)) {
      throw new CounterfoilError('operation_not_resolvable', `Operation ${id} is ${entry.state} already`)
    }
    const failure = await this.#resolve(id)
    if (failure !== null) throw failure
    return this.get(id)
  }

  /** Closes what could not be proved with what a person found out. Throws `operation_not_resolvable`. */
  closeUnproved(
    id: string,
    found: { readonly outcome: 'moved' | 'not_moved'; readonly reason: string; readonly operator: string },
  ): Operation {
    const closed = this.#record.options.journal.close(id, { ...found, at: this.#record.now() })
    if (!closed) {
      throw new CounterfoilError('operation_not_resolvable', `Operation ${id} does not wait for a person`)
    }
    this.#record.tell(id)
    return this.get(id)
  }

  /** Takes up whatever an earlier run of the program left open. */
  resume(): void {
    for (const entry of this.#record.options.journal.unresolved()) this.#timers.schedule(entry.id, 0)
  }

  /** Tries open operations now, as when Stripe can be reached again. */
  retryNow(): void {
    this.#timers.reset()
    this.resume()
  }

  /** Starts nothing more by itself. */
  close(): void {
    this.#closed = true
    this.#timers.close()
  }

  /** Resolves once nothing is being sent or looked up, or after so many milliseconds; true where nothing is left. */
  async idle(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const bound = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), milliseconds)
    })
    const done = Promise.allSettled(this.#busy).then(() => true)
    const finished = await Promise.race([done, bound])
    clearTimeout(timer)
    return finished
  }

  async #run(request: OperationRequest): Promise<Operation> {
    const { journal, stripeAccount, livemode, checkpoint } = this.#record.options
    const paramsHash = digest(canonicalJson([request.kind, request.amount, request.params]))
    const known = journal.liveByAttempt(request.attempt)
    if (known !== null) {
      if (known.paramsHash === paramsHash) return publicOperation(known)
      throw new CounterfoilError(
        'operation_in_progress',
        'This attempt has already been made with other values',
        {
          params: { operation: known.id },
        },
      )
    }
    const id = randomUUID()
    const proposal = request.proposal ?? null
    const bound = this.#bind(request, id)
    const { target, reason, connectedAccount } = bound
    return await this.#locks.run(target, async () => {
      this.refuseSimilar(target, request)
      const { state, similar } = await this.#guard(bound, request.amount)
      if (proposal !== null) await this.#refuseUsed(request, proposal)
      if (similar !== null && similar.at > (request.similarSince ?? 0) && !request.acceptSimilar) {
        throw new CounterfoilError('similar_operation', `${similar.id} is like this one`, {
          params: { object: similar.id, at: similar.at },
        })
      }
      const base = keyBase({ stripeAccount, livemode }, request.kind, state)
      journal.insert(
        {
          id,
          attempt: request.attempt,
          kind: request.kind,
          stripeAccount,
          livemode,
          target,
          connectedAccount,
          operator: request.operator ?? '',
          amount: request.amount,
          reason,
          params: (logHead) =>
            canonicalJson(withMetadata(request.params, namesOf(id, logHead, proposal?.id ?? null))),
          paramsHash,
          idempotencyKey: `${base}_${journal.keysLike(base)}`,
          at: this.#record.now(),
        },
        () => {
          // Two ways may lead to one place, as a bank account by its id and as the default one.
          const open = journal.openLike(base)
          if (open !== null) throw inProgress(open)
          request.admit?.()
        },
      )
      checkpoint?.('intent')
      this.#record.tell(id)
      try {
        const failure = await sendOperation(this.#record, id)
        await this.#resolveAtOnce(id)
        return this.#conclude(id, failure)
      } catch (error) {
        return this.#underWay(id, error)
      } finally {
        if (isOpen(this.#record.entry(id))) this.#timers.schedule(id)
      }
    })
  }

  /**
   * What failed after a request had left, as a disk that does not take the answer: the operation as it is journalled,
   * because it may have happened. Where nothing left, the intent is given up and the failure thrown, so that nothing
   * is sent later of which the operator was told that it was not.
   */
  #underWay(id: string, error: unknown): Operation {
    const entry = this.#record.entry(id)
    if (!isOpen(entry)) throw error
    if (entry.sends === 0) {
      this.#record.giveUp(id)
      throw error
    }
    this.#record.options.onError(`operation ${id} was sent, and its answer could not be taken`, error)
    return publicOperation(entry)
  }

  /** Another machine that took in the same proposal may have sent it: what it made carries the proposal's id. */
  async #refuseUsed(
    { kind, params }: OperationRequest,
    { id, made }: NonNullable<OperationRequest['proposal']>,
  ): Promise<void> {
    const { kinds, stripe } = this.#record.options
    const bound = kinds[kind].bind(withMetadata(params, { [PROPOSAL_METADATA]: id }))
    const used = await bound.lookUp(stripe(), made - DAY).catch((error: unknown) => {
      throw mapStripeError(error)
    })
    if (used !== null) throw new CounterfoilError('proposal_used', `Proposal ${id} has made ${used.id}`)
  }

  /** A broken answer is often cleared up by one look, which spares the operator the wait. */
  async #resolveAtOnce(id: string): Promise<void> {
    const entry = this.#record.entry(id)
    const last = entry.answers.at(-1)?.outcome
    if (entry.state !== 'unknown' || last === 'timeout') return
    await resolveOperation(this.#record, id)
  }

  #conclude(id: string, failure: CounterfoilError | null): Operation {
    const operation = this.get(id)
    if (operation.state === 'failed') {
      throw failure ?? new CounterfoilError('stripe_error', `Operation ${id} was refused`)
    }
    if (operation.state === 'absent') {
      throw new CounterfoilError('object_changed', 'Another operator acted on the same at the same time', {
        params: { operation: id },
      })
    }
    return operation
  }

  async #resolve(id: string): Promise<CounterfoilError | null> {
    const { target } = this.#record.entry(id)
    const failure = await this.#track(this.#locks.run(target, () => resolveOperation(this.#record, id)))
    if (isOpen(this.#record.entry(id))) this.#timers.schedule(id)
    return failure
  }

  #bind(
    { kind, amount, params }: Pick<OperationRequest, 'kind' | 'amount' | 'params'>,
    id: string,
  ): BoundOperation {
    refuseOtherAmount(amount, params)
    return this.#record.options.kinds[kind].bind(withMetadata(params, namesOf(id, '', null)))
  }

  async #guard(bound: BoundOperation, amount: Money): Promise<Guarded> {
    try {
      return await bound.guard(this.#record.options.stripe(), { amount, now: this.#record.now() })
    } catch (error) {
      throw mapStripeError(error)
    }
  }

  async #track<T>(job: Promise<T>): Promise<T> {
    this.#busy.add(job)
    try {
      return await job
    } finally {
      this.#busy.delete(job)
    }
  }
}

function inProgress(operation: string): CounterfoilError {
  return new CounterfoilError(
    'operation_in_progress',
    `The outcome of operation ${operation} is not known yet`,
    { params: { operation } },
  )
}

function withMetadata(params: object, names: Readonly<Record<string, string>>): object {
  const own = 'metadata' in params && typeof params.metadata === 'object' ? { ...params.metadata } : {}
  return { ...params, metadata: { ...own, ...names } }
}

/** What an operation is known by at Stripe. */
function namesOf(id: string, logHead: string, proposal: string | null): Readonly<Record<string, string>> {
  const names = { [OPERATION_METADATA]: id, [LOG_METADATA]: logHead }
  return proposal === null ? names : { ...names, [PROPOSAL_METADATA]: proposal }
}

/** What the operator confirmed and what is sent are one amount. */
function refuseOtherAmount(amount: Money, params: object): void {
  const same =
    'amount' in params &&
    params.amount === amount.amount &&
    (!('currency' in params) || params.currency === amount.currency)
  if (same) return
  throw new CounterfoilError('amount_invalid', 'The parameters name another amount', { field: 'amount' })
}
