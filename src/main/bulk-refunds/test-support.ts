import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import { CounterfoilError, type ErrorCode } from '../../shared/errors.ts'
import type { BulkRow, BulkSource } from '../../shared/features/bulk-refunds/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import { money } from '../../shared/money.ts'
import { Journal } from '../operations/journal.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { createBatch } from './batches.ts'
import { totalsOf } from './dry-run.ts'
import type { BulkRefundRunner, BulkRunnerOptions } from './runner.ts'

const T0 = 1_790_000_000
export const BATCH = '5f0e8c1e-7a39-4f0f-9a53-0d8f3a0b6c11'

export function ledgerOf(image?: Buffer): Database.Database {
  const db = new Database(image ?? ':memory:')
  migrate(db, ledgerMigrations)
  return db
}

export function makeBatch(
  ledger: Database.Database,
  count: number,
  perCharge = 1,
  source?: BulkSource,
): void {
  const rows = Array.from({ length: count }, (_, n) => ({
    line: n + 2,
    target: `order ${n}`,
    charge: `ch_${Math.floor(n / perCharge)}`,
    amount: money(100 + n, n % 2 === 0 ? 'usd' : 'jpy'),
    reason: 'duplicate' as const,
  }))
  const plan = { read: count, rows, problems: [], totals: totalsOf(rows.map(({ amount }) => amount)) }
  const from = source ?? { type: 'selection', targets: rows.map(({ charge }) => charge), reason: null }
  createBatch(ledger, { id: BATCH, source: from, plan, operator: 'Ada', now: T0 })
}

class Killed extends Error {}
export type Point = 'before the journal' | 'journalled' | 'sent' | 'answered'

/** Stripe, and a runner of operations over the real journal, which can be killed at any point of any row. */
export class World {
  /** Refunds that Stripe has made, by attempt. */
  readonly refunds = new Map<string, number>()
  /** Calls for an attempt that already had its operation. */
  repeated = 0
  ledger: Database.Database
  /** The disk at the moment of the kill. */
  crashed: Buffer | null = null
  killAt: { readonly row: number; readonly point: Point } | null = null
  fail: ((row: BulkRow) => ErrorCode | null) | null = null
  #rows = 0

  constructor(ledger: Database.Database) {
    this.ledger = ledger
  }

  get journal(): Journal {
    return new Journal(this.ledger, 'demo')
  }

  options(changes: Partial<BulkRunnerOptions> = {}): BulkRunnerOptions {
    return {
      ledger: this.ledger,
      runRefund: (attempt, row) => this.run(attempt, row),
      findOperation: (attempt) => this.newest(attempt),
      queueStanding: () => ({ state: 'waiting' }),
      withdraw: () => undefined,
      perSecond: Number.POSITIVE_INFINITY,
      concurrency: 1,
      now: () => T0,
      onProgress: () => undefined,
      onError: () => undefined,
      ...changes,
    }
  }

  newest(attempt: string): Operation | null {
    const id = this.ledger
      .prepare<[string], string>(
        'SELECT id FROM operations WHERE attempt = ? ORDER BY created_at DESC LIMIT 1',
      )
      .pluck()
      .get(attempt)
    return id === undefined ? null : this.journal.get(id)
  }

  async run(attempt: string, row: BulkRow) {
    const { journal } = this
    const code = this.fail?.(row) ?? null
    if (code !== null) throw new CounterfoilError(code, code)
    const known = journal.liveByAttempt(attempt)
    if (known !== null) {
      this.repeated++
      return known
    }
    this.#rows++
    this.#killed('before the journal')
    const id = randomUUID()
    journal.insert({
      id,
      attempt,
      kind: 'refund',
      stripeAccount: 'acct_1',
      livemode: false,
      target: row.charge,
      amount: row.amount,
      reason: row.reason,
      connectedAccount: null,
      operator: 'Ada',
      params: () => '{}',
      paramsHash: '',
      idempotencyKey: id,
      at: T0,
    })
    this.#killed('journalled')
    journal.sending(id, T0)
    await Promise.resolve()
    this.charge(attempt)
    this.#killed('sent')
    this.answer(id)
    this.#killed('answered')
    const made = journal.get(id)
    if (made === null) throw new Error('The journal lost an operation')
    return made
  }

  charge(attempt: string): void {
    this.refunds.set(attempt, (this.refunds.get(attempt) ?? 0) + 1)
  }

  answer(id: string): void {
    const answer = { at: T0, send: 1, outcome: 'done', status: 200, requestId: null, error: null }
    const result = { id: `re_${id.slice(0, 8)}`, status: 'succeeded' }
    this.journal.answered(id, answer, { state: 'succeeded', result, settledAt: T0 })
  }

  /** What the runner of operations does after a restart: an open intent is sent, an open send is looked up. */
  resolve(runner: BulkRefundRunner): void {
    for (const { id } of this.journal.unresolved()) {
      const attempt = this.ledger
        .prepare<[string], string>('SELECT attempt FROM operations WHERE id = ?')
        .pluck()
        .get(id)
      if (attempt !== undefined && !this.refunds.has(attempt)) this.charge(attempt)
      this.answer(id)
      const settled = this.journal.get(id)
      if (settled !== null) runner.operationChanged(settled)
    }
  }

  #killed(point: Point): void {
    if (this.killAt?.row !== this.#rows || this.killAt.point !== point) return
    this.crashed = this.ledger.serialize()
    throw new Killed()
  }
}
