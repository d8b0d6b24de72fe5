import { userInfo } from 'node:os'
import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import type { BulkBatch } from '../../shared/features/bulk-refunds/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import { approvalState, withdrawApproval } from '../approvals/approvals.ts'
import { listOperators } from '../approvals/operators.ts'
import { batch } from '../bulk-refunds/batches.ts'
import { BulkRefundRunner, type QueueStanding } from '../bulk-refunds/runner.ts'
import type { Desk } from '../features/approvals/handlers.ts'
import { cancelHold, holdOf } from '../limits/holds.ts'
import { HoldTimer } from '../operations/hold-timer.ts'
import type { OperationsRunner } from '../operations/runner.ts'
import { type MoneyQuestion, Submissions } from '../operations/submission.ts'

/** What main tells and asks while money is ordered. */
export interface MoneyDeskListener {
  /** Asks in a dialog of main's own; false means no. */
  readonly confirm: (profile: AccountProfile, question: MoneyQuestion) => Promise<boolean>
  readonly onQueue: () => void
  readonly onBulk: (batch: BulkBatch) => void
}

interface MoneyDeskOptions {
  readonly ledger: Database
  readonly runner: OperationsRunner
  readonly profile: () => AccountProfile
  readonly now: () => number
  readonly listener: MoneyDeskListener
  readonly onError: (line: string, error: unknown) => void
}

/** Everything by which money is ordered on one account, besides the runner itself. */
export interface MoneyDesk {
  readonly ledger: Database
  readonly now: () => number
  readonly desk: Desk
  /** The name of who is at the desk; the machine's user while nobody has given a PIN. */
  readonly operator: () => string
  /** Throws `operator_needed` where nobody at the desk has given a PIN. */
  readonly requireOperator: () => void
  readonly submissions: Submissions
  readonly bulk: BulkRefundRunner
  /** The queue of drafts, holds and approvals changed. */
  readonly queueChanged: () => void
  /** Takes up what an earlier run left: held intents, and batches, which then wait for the operator. */
  readonly resume: () => void
  readonly operationChanged: (operation: Operation) => void
  readonly close: () => void
}

/** Rows of a bulk refund begun in a second; their requests pass the rate gate besides. */
const ROWS_PER_SECOND = { live: 15, test: 4, demo: 25 } as const
const ROWS_AT_ONCE = 4

export function openMoneyDesk(options: MoneyDeskOptions): MoneyDesk {
  const { ledger, runner, now, listener, onError } = options
  const { mode } = options.profile()
  let current: string | null = null
  const atDesk = () => listOperators(ledger).find(({ id }) => id === current)
  const operator = (): string => atDesk()?.name ?? userInfo().username
  const requireOperator = (): void => {
    if (atDesk() !== undefined) return
    throw new CounterfoilError('operator_needed', 'Nobody has signed in with a PIN')
  }
  const submissions = new Submissions({
    ledger,
    runner,
    now,
    livemode: mode === 'live',
    operator,
    requireOperator,
    confirm: (question) => listener.confirm(options.profile(), question),
    onQueued: () => queued(),
  })
  const holds = new HoldTimer({
    ledger,
    now,
    submit: (intent) => submissions.release(intent),
    onReleased: () => queueChanged(),
    onError,
  })
  const queued = (): void => {
    holds.schedule()
    listener.onQueue()
  }
  const queueChanged = (): void => {
    bulk.queueChanged()
    queued()
  }
  const bulk = new BulkRefundRunner({
    ledger,
    runRefund: (attempt, { charge, amount, reason }) =>
      submissions.row({
        attempt,
        kind: 'refund',
        amount,
        params: { charge, amount: amount.amount, ...(reason === null ? {} : { reason }) },
      }),
    findOperation: (attempt) => runner.latestOf(attempt),
    queueStanding: (attempt) => standingOf(ledger, attempt, now()),
    withdraw: (attempt, by) => withdraw(ledger, attempt, { operator: by, now: now() }),
    perSecond: ROWS_PER_SECOND[mode],
    concurrency: ROWS_AT_ONCE,
    now,
    onProgress: (id) => listener.onBulk(batch(ledger, id)),
    onError,
  })
  return {
    ledger,
    now,
    desk: {
      current: () => current,
      take: (next) => {
        current = next
      },
    },
    operator,
    requireOperator,
    submissions,
    bulk,
    queueChanged,
    resume: () => {
      bulk.recover()
      holds.schedule()
    },
    operationChanged: (operation) => bulk.operationChanged(operation),
    close: () => holds.close(),
  }
}

/** A hold may follow an approval: what still waits in either waits. */
function standingOf(ledger: Database, attempt: string, now: number): QueueStanding {
  const hold = holdOf(ledger, attempt)
  const approval = approvalState(ledger, attempt, now)
  if (hold?.state === 'failed' && hold.failure !== null) return { state: 'failed', failure: hold.failure }
  const isOut = hold?.state === 'canceled' || approval === 'declined' || approval === 'expired'
  return { state: isOut ? 'canceled' : 'waiting' }
}

function withdraw(ledger: Database, attempt: string, by: { operator: string; now: number }): void {
  if (holdOf(ledger, attempt)?.state === 'waiting') cancelHold(ledger, attempt, by)
  withdrawApproval(ledger, attempt, by)
}
