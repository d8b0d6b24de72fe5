import { beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError, type ErrorCode } from '../../shared/errors.ts'
import { verifyLog } from '../operator-log/log.ts'
import { batch, batchRows } from './batches.ts'
import { BulkRefundRunner } from './runner.ts'
import { BATCH, ledgerOf, makeBatch, World } from './test-support.ts'

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
})
