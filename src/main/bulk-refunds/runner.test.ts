import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError, type ErrorCode } from '../../shared/errors.ts'
import type { BulkRow, BulkSource } from '../../shared/features/bulk-refunds/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import { money } from '../../shared/money.ts'
import { Journal } from '../operations/journal.ts'
import { verifyLog } from '../operator-log/log.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { batch, batchOfSource, batchRows, createBatch, reservedOn } from './batches.ts'
import { totalsOf } from './dry-run.ts'
import { resultCsv } from './result-csv.ts'
import { type BulkRunnerOptions, BulkRefundRunner } from './runner.ts'

const T0 = 1_790_000_000
const BATCH = '5f0e8c1e-7a39-4f0f-9a53-0d8f3a0b6c11'

function ledgerOf(image?: Buffer): Database.Database {
  const db = new Database(image ?? ':memory:')
  migrate(db, ledgerMigrations)
  return db
}

function makeBatch(ledger: Database.Database, count: number, perCharge = 1, source?: BulkSource): void {
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
type Point = 'before the journal' | 'journalled' | 'sent' | 'answered'

/** Stripe, and a runner of operations over the real journal, which can be killed at any point of any row. */
class World {
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

let world: World
beforeEach(() => {
  world = new World(ledgerOf())
})

describe('a bulk refund', () => {
  it('sends every row once and says so', async () => {
    makeBatch(world.ledger, 50)
    const runner = new BulkRefundRunner(world.options({ concurrency: 4 }))
    expect(runner.run(BATCH, 'Ada').state).toBe('running')
    await runner.idle(BATCH)
    const done = batch(world.ledger, BATCH)
    expect(done).toMatchObject({ state: 'finished', rows: 50, counts: { done: 50 } })
    expect(done.refunded).toEqual(done.totals)
    expect([...world.refunds.values()]).toEqual(Array.from({ length: 50 }, () => 1))
    expect(verifyLog(world.ledger, []).ok).toBe(true)
  })

  it.each<Point>(['before the journal', 'journalled', 'sent', 'answered'])(
    'killed at every one of 50 rows, %s, repeats none and misses none',
    async (point) => {
      makeBatch(world.ledger, 50)
      const image = world.ledger.serialize()
      for (let row = 1; row <= 50; row++) {
        const first = new World(ledgerOf(image))
        first.killAt = { row, point }
        const killed = new BulkRefundRunner(first.options())
        killed.run(BATCH, 'Ada')
        await killed.idle(BATCH)
        if (first.crashed === null) throw new Error('Not killed')

        first.ledger = ledgerOf(first.crashed)
        first.killAt = null
        const runner = new BulkRefundRunner(first.options())
        runner.recover()
        expect(batch(first.ledger, BATCH).state).toBe('paused')
        runner.run(BATCH, 'Ada')
        await runner.idle(BATCH)
        first.resolve(runner)
        expect(batch(first.ledger, BATCH)).toMatchObject({ state: 'finished', counts: { done: 50 } })
        expect(first.refunds.size).toBe(50)
        expect(first.repeated).toBe(0)
        expect(Math.max(...first.refunds.values())).toBe(1)
      }
    },
    60_000,
  )

  it('pauses, goes on and is canceled between rows', async () => {
    makeBatch(world.ledger, 10)
    const runner = new BulkRefundRunner(
      world.options({
        runRefund: (attempt, row) => {
          if (row.line === 4) runner.pause(BATCH, 'Ada')
          if (row.line === 8) runner.cancel(BATCH, 'Ada')
          return world.run(attempt, row)
        },
      }),
    )
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({ state: 'paused', counts: { done: 3, waiting: 7 } })
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({ state: 'canceled', counts: { done: 7, canceled: 3 } })
    expect(() => runner.run(BATCH, 'Ada')).toThrow(/is canceled/)
    expect(world.refunds.size).toBe(7)
  })

  it('goes on past a row that Stripe or a guard refuses, and names why', async () => {
    makeBatch(world.ledger, 5)
    world.fail = ({ line }) => (line === 3 ? 'already_refunded' : null)
    const runner = new BulkRefundRunner(world.options())
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({ state: 'finished', counts: { done: 4, failed: 1 } })
    expect(batchRows(world.ledger, BATCH, { states: ['failed'], offset: 0, limit: 10 }).rows).toMatchObject([
      { line: 3, failure: { code: 'already_refunded' } },
    ])
  })

  it.each<ErrorCode>(['offline', 'key_invalid', 'limit_exceeded', 'balance_insufficient', 'disk_full'])(
    'pauses at %s, keeps the row, and goes on when told to',
    async (code) => {
      makeBatch(world.ledger, 5)
      world.fail = ({ line }) => (line === 3 ? code : null)
      const runner = new BulkRefundRunner(world.options())
      runner.run(BATCH, 'Ada')
      await runner.idle(BATCH)
      expect(batch(world.ledger, BATCH)).toMatchObject({
        state: 'paused',
        failure: { code },
        counts: { done: 1, waiting: 4 },
      })
      world.fail = null
      runner.run(BATCH, 'Ada')
      await runner.idle(BATCH)
      expect(batch(world.ledger, BATCH)).toMatchObject({
        state: 'finished',
        failure: null,
        counts: { done: 5 },
      })
    },
  )

  it('pauses where Stripe refused a row for want of balance, and tries it anew when told to', async () => {
    makeBatch(world.ledger, 3)
    let refuse = true
    const runner = new BulkRefundRunner(
      world.options({
        runRefund: async (attempt, row) => {
          if (row.line !== 3 || !refuse) return await world.run(attempt, row)
          const { id } = await world.run(attempt, row)
          world.refunds.delete(attempt)
          world.ledger.prepare(`UPDATE operations SET state = 'failed' WHERE id = ?`).run(id)
          throw new CounterfoilError('balance_insufficient', 'short')
        },
      }),
    )
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({
      state: 'paused',
      failure: { code: 'balance_insufficient' },
      counts: { done: 1, waiting: 2 },
    })
    refuse = false
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({ state: 'finished', counts: { done: 3 } })
    expect([...world.refunds.values()]).toEqual([1, 1, 1])
  })

  it('pauses at a mistake of its own and leaves the row to be settled by its operation', async () => {
    makeBatch(world.ledger, 3)
    world.killAt = { row: 2, point: 'answered' }
    const errors: unknown[] = []
    const runner = new BulkRefundRunner(world.options({ onError: (_, error) => errors.push(error) }))
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(errors).toHaveLength(1)
    expect(batch(world.ledger, BATCH)).toMatchObject({
      state: 'paused',
      counts: { done: 1, running: 1, waiting: 1 },
    })
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({ state: 'finished', counts: { done: 3 } })
    expect(Math.max(...world.refunds.values())).toBe(1)
  })

  it('does not call a row done or failed before that is proved', async () => {
    makeBatch(world.ledger, 2)
    const runner = new BulkRefundRunner(
      world.options({
        runRefund: async (attempt, row) => {
          const made = await world.run(attempt, row)
          if (row.line === 3) return made
          world.ledger.prepare(`UPDATE operations SET state = 'unknown' WHERE id = ?`).run(made.id)
          return { ...made, state: 'unknown' }
        },
      }),
    )
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({
      state: 'finished',
      counts: { done: 1, unresolved: 1 },
    })
    world.resolve(runner)
    expect(batch(world.ledger, BATCH).counts).toMatchObject({ done: 2, unresolved: 0 })
  })

  it('takes over after a restart what was settled meanwhile, failed or not, and sends it no more', async () => {
    makeBatch(world.ledger, 3)
    const states = ['unknown', 'unknown', 'succeeded'] as const
    const runner = new BulkRefundRunner(
      world.options({
        runRefund: async (attempt, row) => {
          const made = await world.run(attempt, row)
          return { ...made, state: states[row.line - 2] ?? 'succeeded' }
        },
      }),
    )
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH).counts).toMatchObject({ done: 1, unresolved: 2 })
    const [first] = batchRows(world.ledger, BATCH, { offset: 0, limit: 1 }).rows
    world.ledger.prepare(`UPDATE operations SET state = 'failed' WHERE attempt = ?`).run(first?.attempt)
    new BulkRefundRunner(world.options()).recover()
    expect(batch(world.ledger, BATCH)).toMatchObject({
      state: 'finished',
      counts: { done: 2, failed: 1, unresolved: 0 },
    })
    expect(world.refunds.size).toBe(3)
  })

  it('has never two rows on one charge under way', async () => {
    makeBatch(world.ledger, 30, 3)
    const busy = new Set<string>()
    let most = 0
    const eight = Promise.withResolvers<void>()
    const runner = new BulkRefundRunner(
      world.options({
        concurrency: 8,
        runRefund: async (attempt, row) => {
          expect(busy.has(row.charge)).toBe(false)
          busy.add(row.charge)
          most = Math.max(most, busy.size)
          if (busy.size === 8) eight.resolve()
          await eight.promise
          const made = await world.run(attempt, row)
          busy.delete(row.charge)
          return made
        },
      }),
    )
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(batch(world.ledger, BATCH)).toMatchObject({ state: 'finished', counts: { done: 30 } })
    expect(most).toBe(8)
  })

  it('begins no more rows in a second than it may', async () => {
    makeBatch(world.ledger, 12)
    let clock = 0
    const begun: number[] = []
    const runner = new BulkRefundRunner(
      world.options({
        perSecond: 5,
        concurrency: 4,
        milliseconds: () => clock,
        sleep: (milliseconds) => {
          clock += milliseconds
          return Promise.resolve()
        },
        runRefund: (attempt, row) => {
          begun.push(clock)
          return world.run(attempt, row)
        },
      }),
    )
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(begun).toEqual(Array.from({ length: 12 }, (_, n) => n * 200))
  })

  it('is one batch under one id, reserves what it means to refund, and is known by its file again', async () => {
    const source: BulkSource = {
      type: 'csv',
      name: 'a.csv',
      bytes: new TextEncoder().encode('payment\nch_0\n'),
    }
    makeBatch(world.ledger, 4, 2, source)
    makeBatch(world.ledger, 4, 2, source)
    expect(batch(world.ledger, BATCH).rows).toBe(4)
    expect(reservedOn(world.ledger)('ch_0')).toBe(201)
    expect(batchOfSource(world.ledger, source)).toBeNull()
    const runner = new BulkRefundRunner(world.options())
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(reservedOn(world.ledger)('ch_0')).toBe(0)
    expect(batchOfSource(world.ledger, source)).toBe(BATCH)
    expect(
      batchOfSource(world.ledger, { ...source, bytes: new TextEncoder().encode('payment\nch_9\n') }),
    ).toBeNull()
  })

  it('writes a result in which nothing runs as a formula', async () => {
    makeBatch(world.ledger, 3)
    const formulas = ['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '=HYPERLINK("http://x","y")']
    const update = world.ledger.prepare('UPDATE bulk_rows SET target = ? WHERE line = 2')
    const runner = new BulkRefundRunner(world.options())
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    for (const formula of formulas) {
      update.run(formula)
      const text = [...resultCsv(world.ledger, BATCH)].join('')
      const rows: string[][] = parse(text, { bom: true })
      expect(rows).toHaveLength(4)
      expect(rows[1]?.[1]).toBe(`'${formula}`)
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/u.test(cell))).toEqual([])
      expect(rows[2]?.slice(0, 7)).toEqual(['3', 'order 1', 'ch_1', '101', 'JPY', 'duplicate', 'done'])
    }
  })
})
