import { createHash, randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { CounterfoilError, type Failure, failureSchema } from '../../shared/errors.ts'
import {
  type BulkBatch,
  type BulkPlan,
  type BulkRow,
  type BulkSource,
  bulkBatchSchema,
  bulkRowSchema,
  bulkRowStates,
} from '../../shared/features/bulk-refunds/contract.ts'
import { appendLog } from '../operator-log/log.ts'

interface BatchRow {
  readonly id: string
  readonly name: string
  readonly state: BulkBatch['state']
  readonly operator: string
  readonly created_at: number
  readonly started_at: number | null
  readonly settled_at: number | null
  readonly failure: string | null
}

interface RowRow {
  readonly line: number
  readonly target: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
  readonly reason: string | null
  readonly attempt: string
  readonly state: BulkRow['state']
  readonly operation: string | null
  readonly result: string | null
  readonly failure: string | null
  readonly settled_at: number | null
}

export interface NewBatch {
  readonly id: string
  readonly source: BulkSource
  readonly plan: BulkPlan
  readonly operator: string
  readonly now: number
}

/** Stands for what a source says, so that the same file is recognised when it comes again. */
export function sourceHash(source: BulkSource): string {
  const content = source.type === 'csv' ? source.bytes : JSON.stringify([source.targets, source.reason])
  return createHash('sha256').update(content).digest('hex')
}

/** The newest batch made from the same source, unless it was canceled before anything was sent. */
export function batchOfSource(ledger: Database, source: BulkSource): string | null {
  return (
    ledger
      .prepare<[string], string>(
        `SELECT id FROM bulk_batches WHERE source_hash = ? AND started_at IS NOT NULL
         ORDER BY created_at DESC LIMIT 1`,
      )
      .pluck()
      .get(sourceHash(source)) ?? null
  )
}

/** What unfinished batches still mean to refund on a charge, in minor units of its currency. */
export function reservedOn(ledger: Database): (charge: string) => number {
  const sum = ledger
    .prepare<[string], number>(
      `SELECT coalesce(sum(amount), 0) FROM bulk_rows WHERE charge = ? AND state IN ('waiting', 'running', 'queued')`,
    )
    .pluck()
  return (charge) => sum.get(charge) ?? 0
}

/** Keeps a batch, each row with the attempt under which it will be sent. The same id again is the same batch. Logged. */
export function createBatch(ledger: Database, { id, source, plan, operator, now }: NewBatch): BulkBatch {
  ledger
    .transaction(() => {
      if (rowOf(ledger, id) !== undefined) return
      const name = source.type === 'csv' ? source.name : ''
      ledger
        .prepare(
          'INSERT INTO bulk_batches (id, name, source_hash, operator, created_at) VALUES (?, ?, ?, ?, ?)',
        )
        .run(id, name, sourceHash(source), operator, now)
      const insert = ledger.prepare(
        `INSERT INTO bulk_rows (batch, line, target, charge, amount, currency, reason, attempt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      for (const { line, target, charge, amount, reason } of plan.rows) {
        insert.run(id, line, target, charge, amount.amount, amount.currency, reason, randomUUID())
      }
      const totals = plan.totals.map(({ count, total }) => ({ count, ...total }))
      const details = { batch: id, name, source: sourceHash(source), totals }
      appendLog(ledger, { at: now, operator, action: 'bulk_refunds.create', details })
    })
    .immediate()
  return batch(ledger, id)
}

export function findBatch(ledger: Database, id: string): BulkBatch | null {
  const row = rowOf(ledger, id)
  return row === undefined ? null : batchOf(ledger, row)
}

/** Throws `object_not_found`. */
export function batch(ledger: Database, id: string): BulkBatch {
  const row = rowOf(ledger, id)
  if (row === undefined) throw new CounterfoilError('object_not_found', `No batch ${id}`)
  return batchOf(ledger, row)
}

/** Only the state, for whoever asks at every row. Throws `object_not_found`. */
export function batchState(ledger: Database, id: string): BulkBatch['state'] {
  const row = rowOf(ledger, id)
  if (row === undefined) throw new CounterfoilError('object_not_found', `No batch ${id}`)
  return row.state
}

/** Newest first. */
export function listBatches(
  ledger: Database,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): readonly BulkBatch[] {
  return ledger
    .prepare<[number, number], BatchRow>(
      'SELECT * FROM bulk_batches ORDER BY created_at DESC, id LIMIT ? OFFSET ?',
    )
    .all(limit, offset)
    .map((row) => batchOf(ledger, row))
}

export function listRunning(ledger: Database): readonly string[] {
  return ledger.prepare<[], string>(`SELECT id FROM bulk_batches WHERE state = 'running'`).pluck().all()
}

/** Batches with rows that were under way or queued, or whose outcome is not known. */
export function listUnsettled(ledger: Database): readonly string[] {
  return ledger
    .prepare<[], string>(
      `SELECT DISTINCT batch FROM bulk_rows WHERE state IN ('running', 'queued', 'unresolved')`,
    )
    .pluck()
    .all()
}

/** Rows by line; a limit of -1 is no limit. */
export function batchRows(
  ledger: Database,
  id: string,
  filter: {
    readonly states?: readonly BulkRow['state'][] | undefined
    readonly offset: number
    readonly limit: number
  },
): { readonly rows: readonly BulkRow[]; readonly total: number } {
  const states = JSON.stringify(filter.states ?? bulkRowStates)
  const where = 'WHERE batch = ? AND state IN (SELECT value FROM json_each(?))'
  const rows = ledger
    .prepare<[string, string, number, number], RowRow>(
      `SELECT * FROM bulk_rows ${where} ORDER BY line LIMIT ? OFFSET ?`,
    )
    .all(id, states, filter.limit, filter.offset)
    .map(bulkRowOf)
  const total =
    ledger
      .prepare<[string, string], number>(`SELECT count(*) FROM bulk_rows ${where}`)
      .pluck()
      .get(id, states) ?? 0
  return { rows, total }
}

/** Batches with rows that wait in the queue. */
export function listQueued(ledger: Database): readonly string[] {
  return ledger
    .prepare<[], string>(`SELECT DISTINCT batch FROM bulk_rows WHERE state = 'queued'`)
    .pluck()
    .all()
}

/** The next row to send, on none of the charges that are under way; null where there is none. */
export function nextRow(ledger: Database, id: string, busy: readonly string[]): BulkRow | null {
  const row = ledger
    .prepare<[string, string], RowRow>(
      `SELECT * FROM bulk_rows WHERE batch = ? AND state = 'waiting'
         AND charge NOT IN (SELECT value FROM json_each(?)) ORDER BY line LIMIT 1`,
    )
    .get(id, JSON.stringify(busy))
  return row === undefined ? null : bulkRowOf(row)
}

export interface RowOutcome {
  readonly state: BulkRow['state']
  readonly operation: string | null
  readonly result: string | null
  readonly failure: Failure | null
  readonly settledAt: number | null
}

export function recordRow(ledger: Database, attempt: string, outcome: RowOutcome): void {
  const { state, operation, result, failure, settledAt } = outcome
  ledger
    .prepare(
      'UPDATE bulk_rows SET state = ?, operation = ?, result = ?, failure = ?, settled_at = ? WHERE attempt = ?',
    )
    .run(state, operation, result, failure === null ? null : JSON.stringify(failure), settledAt, attempt)
}

/** Moves a batch on from one of `from`; throws `object_changed` where it is in none of them. Logged. */
export function moveBatch(
  ledger: Database,
  id: string,
  from: readonly BulkBatch['state'][],
  to: BulkBatch['state'],
  by: { readonly operator: string; readonly now: number; readonly failure?: Failure },
): BulkBatch {
  return ledger
    .transaction(() => {
      const state = batchState(ledger, id)
      if (!from.includes(state)) throw new CounterfoilError('object_changed', `Batch ${id} is ${state}`)
      const settledAt = to === 'finished' || to === 'canceled' ? by.now : null
      ledger
        .prepare(
          `UPDATE bulk_batches SET state = @to, failure = @failure, settled_at = @settledAt,
             started_at = CASE WHEN @to = 'running' THEN coalesce(started_at, @now) ELSE started_at END WHERE id = @id`,
        )
        .run({
          id,
          to,
          settledAt,
          now: by.now,
          failure: by.failure === undefined ? null : JSON.stringify(by.failure),
        })
      if (to === 'canceled') {
        ledger
          .prepare(
            `UPDATE bulk_rows SET state = 'canceled', settled_at = ? WHERE batch = ? AND state = 'waiting'`,
          )
          .run(by.now, id)
      }
      const moved = batch(ledger, id)
      const details = { batch: id, counts: moved.counts, ...(by.failure ? { failure: by.failure.code } : {}) }
      appendLog(ledger, { at: by.now, operator: by.operator, action: `bulk_refunds.${to}`, details })
      return moved
    })
    .immediate()
}

function rowOf(ledger: Database, id: string): BatchRow | undefined {
  return ledger.prepare<[string], BatchRow>('SELECT * FROM bulk_batches WHERE id = ?').get(id)
}

interface Sum {
  readonly state: BulkRow['state']
  readonly currency: string
  readonly count: number
  readonly amount: number
}

function batchOf(ledger: Database, row: BatchRow): BulkBatch {
  const sums = ledger
    .prepare<[string], Sum>(
      `SELECT state, currency, count(*) AS count, sum(amount) AS amount FROM bulk_rows WHERE batch = ?
       GROUP BY state, currency ORDER BY currency`,
    )
    .all(row.id)
  const countOf = (those: readonly Sum[]) => those.reduce((count, sum) => count + sum.count, 0)
  const totals = (those: readonly Sum[]) =>
    [...Map.groupBy(those, ({ currency }) => currency)].map(([currency, of]) => ({
      count: countOf(of),
      total: { amount: of.reduce((amount, sum) => amount + sum.amount, 0), currency },
    }))
  return bulkBatchSchema.parse({
    id: row.id,
    name: row.name,
    state: row.state,
    operator: row.operator,
    createdAt: row.created_at,
    startedAt: row.started_at,
    settledAt: row.settled_at,
    failure: row.failure === null ? null : failureSchema.parse(JSON.parse(row.failure)),
    rows: countOf(sums),
    counts: Object.fromEntries(
      bulkRowStates.map((state) => [state, countOf(sums.filter((sum) => sum.state === state))]),
    ),
    totals: totals(sums),
    refunded: totals(sums.filter(({ state }) => state === 'done')),
  })
}

function bulkRowOf(row: RowRow): BulkRow {
  return bulkRowSchema.parse({
    line: row.line,
    target: row.target,
    charge: row.charge,
    amount: { amount: row.amount, currency: row.currency },
    reason: row.reason,
    attempt: row.attempt,
    state: row.state,
    operation: row.operation,
    result: row.result,
    failure: row.failure === null ? null : failureSchema.parse(JSON.parse(row.failure)),
    settledAt: row.settled_at,
  })
}
