import type { Database } from 'better-sqlite3'
import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import type { BulkBatch, BulkRow } from '../../shared/features/bulk-refunds/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import {
  batch,
  batchRows,
  batchState,
  listQueued,
  listRunning,
  listUnsettled,
  moveBatch,
  nextRow,
  recordRow,
} from './batches.ts'
import { outcomeOf, stopsTheBatch, waitsInQueue } from './row-outcome.ts'

/** What the queue says of an attempt: it waits there, was taken out of it, or came to nothing. */
export type QueueStanding =
  | { readonly state: 'waiting' }
  | { readonly state: 'canceled' }
  | { readonly state: 'failed'; readonly failure: Failure }

export interface BulkRunnerOptions {
  readonly ledger: Database
  /** Runs one refund; the same attempt is the same operation, however often it is run. */
  readonly runRefund: (attempt: string, row: BulkRow) => Promise<Operation>
  /** The newest operation of an attempt, also one that failed; null where none was journalled. */
  readonly findOperation: (attempt: string) => Operation | null
  /** How an attempt stands in the queue of holds and approvals. */
  readonly queueStanding: (attempt: string) => QueueStanding
  /** Takes an attempt out of that queue, where it still waits. */
  readonly withdraw: (attempt: string, operator: string) => void
  /** Rows begun in a second; requests are paced by the rate gate besides. */
  readonly perSecond: number
  /** Rows under way at the same time, never two on one charge. */
  readonly concurrency: number
  /** Seconds UTC. */
  readonly now: () => number
  readonly milliseconds?: () => number
  readonly sleep?: (milliseconds: number) => Promise<void>
  readonly onProgress: (batch: string) => void
  readonly onError: (message: string, error: unknown) => void
}

/**
 * Runs batches row by row, each row through the journal under its own attempt. After a crash a row whose operation
 * exists is settled by it and never sent again; one whose operation does not exist never left.
 */
export class BulkRefundRunner {
  readonly #options: BulkRunnerOptions
  readonly #drives = new Map<string, Promise<void>>()
  #nextAt = 0

  constructor(options: BulkRunnerOptions) {
    this.#options = options
  }

  /** After a start of the program: settles what was under way, and leaves going on to the operator. */
  recover(): void {
    for (const id of listUnsettled(this.#options.ledger)) this.#settle(id)
    for (const id of listRunning(this.#options.ledger)) {
      moveBatch(this.#options.ledger, id, ['running'], 'paused', this.#by(id))
    }
  }

  /** Starts a batch or goes on with it. */
  run(id: string, operator: string): BulkBatch {
    const { ledger, now, onError } = this.#options
    const started = moveBatch(ledger, id, ['ready', 'paused'], 'running', { operator, now: now() })
    // Rows of an earlier drive may still be under way; only then can what it left be settled.
    const drive = (this.#drives.get(id) ?? Promise.resolve())
      .then(() => this.#drive(id))
      .catch((error: unknown) => {
        onError(`bulk refund ${id} stopped`, error)
        this.#pause(id, { code: 'internal', message: String(error), params: {}, field: null, stripe: null })
      })
      .finally(() => {
        if (this.#drives.get(id) === drive) this.#drives.delete(id)
      })
    this.#drives.set(id, drive)
    return started
  }

  /** Begins no further row; those under way are seen through. */
  pause(id: string, operator: string): BulkBatch {
    const { ledger, now } = this.#options
    return moveBatch(ledger, id, ['running'], 'paused', { operator, now: now() })
  }

  /** Begins no further row, ever. */
  cancel(id: string, operator: string): BulkBatch {
    const { ledger, now, withdraw } = this.#options
    moveBatch(ledger, id, ['ready', 'running', 'paused'], 'canceled', { operator, now: now() })
    const { rows } = batchRows(ledger, id, { states: ['queued'], offset: 0, limit: -1 })
    for (const { attempt } of rows) withdraw(attempt, operator)
    this.queueChanged()
    return batch(ledger, id)
  }

  /** Resolves once nothing of the batch is under way. */
  async idle(id: string): Promise<void> {
    await this.#drives.get(id)
  }

  /** Takes over what became of an operation whose outcome was not known, or that has come back since. */
  operationChanged(operation: Operation): void {
    const { ledger, onProgress } = this.#options
    const row = ledger
      .prepare<[string], { batch: string; attempt: string }>(
        `SELECT batch, attempt FROM bulk_rows WHERE state IN ('queued', 'unresolved', 'done')
           AND attempt = (SELECT attempt FROM operations WHERE id = ?)`,
      )
      .get(operation.id)
    if (row === undefined) return
    recordRow(ledger, row.attempt, outcomeOf(operation))
    onProgress(row.batch)
  }

  /** Takes over what became of rows that left the queue without being sent. */
  queueChanged(): void {
    const { ledger, onProgress } = this.#options
    for (const id of listQueued(ledger)) {
      this.#settle(id, ['queued'])
      onProgress(id)
    }
  }

  async #drive(id: string): Promise<void> {
    const { ledger, concurrency, now } = this.#options
    this.#settle(id)
    const underWay = new Map<string, Promise<void>>()
    try {
      while (batchState(ledger, id) === 'running') {
        const row = underWay.size < concurrency ? nextRow(ledger, id, [...underWay.keys()]) : null
        if (row === null && underWay.size === 0) {
          moveBatch(ledger, id, ['running'], 'finished', this.#by(id))
          this.#options.onProgress(id)
        } else if (row === null) {
          await Promise.race(underWay.values())
        } else if (await this.#mayLeave(id)) {
          recordRow(ledger, row.attempt, { ...unsettled, state: 'running' })
          const sent = this.#send(id, row, now).finally(() => underWay.delete(row.charge))
          // Awaited below; a failure before that must not go unhandled.
          sent.catch(() => undefined)
          underWay.set(row.charge, sent)
        }
      }
    } finally {
      await Promise.all(underWay.values())
    }
  }

  /** Waits for the row's turn; false where the batch was stopped in the meantime. */
  async #mayLeave(id: string): Promise<boolean> {
    const { ledger, perSecond, milliseconds = Date.now, sleep = wait } = this.#options
    const at = milliseconds()
    const turn = Math.max(at, this.#nextAt)
    this.#nextAt = turn + 1000 / perSecond
    if (turn > at) await sleep(turn - at)
    return batchState(ledger, id) === 'running'
  }

  async #send(id: string, row: BulkRow, now: () => number): Promise<void> {
    const { ledger, runRefund, findOperation, onProgress } = this.#options
    try {
      recordRow(ledger, row.attempt, outcomeOf(await runRefund(row.attempt, row)))
    } catch (error) {
      if (!(error instanceof CounterfoilError)) throw error
      const made = findOperation(row.attempt)
      const { failure } = error
      const outcome = made === null ? null : outcomeOf(made)
      const cameToNothing = outcome === null || outcome.state === 'failed'
      if (made === null && waitsInQueue(failure)) this.#queued(id, row, now)
      else if (cameToNothing && stopsTheBatch(failure)) this.#putBack(id, row, failure)
      else if (outcome !== null) recordRow(ledger, row.attempt, outcome)
      else recordRow(ledger, row.attempt, { ...unsettled, state: 'failed', failure, settledAt: now() })
    }
    onProgress(id)
  }

  /** Where the batch was canceled meanwhile, it does not stay in the queue either. */
  #queued(id: string, row: BulkRow, now: () => number): void {
    const { ledger, withdraw } = this.#options
    const { state, operator } = batch(ledger, id)
    if (state === 'canceled') {
      withdraw(row.attempt, operator)
      recordRow(ledger, row.attempt, { ...unsettled, state: 'canceled', settledAt: now() })
    } else recordRow(ledger, row.attempt, { ...unsettled, state: 'queued' })
  }

  #putBack(id: string, row: BulkRow, failure: Failure): void {
    const { ledger, now } = this.#options
    const isCanceled = batchState(ledger, id) === 'canceled'
    recordRow(ledger, row.attempt, {
      ...unsettled,
      state: isCanceled ? 'canceled' : 'waiting',
      failure,
      settledAt: isCanceled ? now() : null,
    })
    this.#pause(id, failure)
  }

  #pause(id: string, failure: Failure): void {
    const { ledger, onProgress } = this.#options
    if (batchState(ledger, id) !== 'running') return
    moveBatch(ledger, id, ['running'], 'paused', { ...this.#by(id), failure })
    onProgress(id)
  }

  /** Rows that were under way or queued when the program ended, or whose outcome was not known then. */
  #settle(id: string, states: readonly BulkRow['state'][] = ['running', 'queued', 'unresolved']): void {
    const { ledger, findOperation, queueStanding, now } = this.#options
    const { rows } = batchRows(ledger, id, { states, offset: 0, limit: -1 })
    for (const row of rows) {
      const made = findOperation(row.attempt)
      if (made !== null) recordRow(ledger, row.attempt, outcomeOf(made))
      else if (row.state === 'running') recordRow(ledger, row.attempt, { ...unsettled, state: 'waiting' })
      else if (row.state === 'queued') {
        const standing = queueStanding(row.attempt)
        if (standing.state === 'waiting') continue
        recordRow(ledger, row.attempt, {
          ...unsettled,
          state: standing.state,
          failure: standing.state === 'failed' ? standing.failure : null,
          settledAt: now(),
        })
      }
    }
  }

  #by(id: string): { readonly operator: string; readonly now: number } {
    return { operator: batch(this.#options.ledger, id).operator, now: this.#options.now() }
  }
}

const unsettled = { operation: null, result: null, failure: null, settledAt: null } as const

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
