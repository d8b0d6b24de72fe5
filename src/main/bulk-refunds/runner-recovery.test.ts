import { beforeEach, describe, expect, it } from 'vitest'
import { batch, batchRows } from './batches.ts'
import { BulkRefundRunner } from './runner.ts'
import { BATCH, ledgerOf, makeBatch, type Point, World } from './test-support.ts'

let world: World
beforeEach(() => {
  world = new World(ledgerOf())
})

describe('a bulk refund', () => {
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
})
