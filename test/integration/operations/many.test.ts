import { randomUUID } from 'node:crypto'
import { env } from 'node:process'
import type { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import type { Operation } from '../../../src/shared/features/operations/contract.ts'
import { type Console, type World, openWorld, refundOf } from './runner-fixture.ts'

/** `OPERATIONS_N` multiplies how much is tried. */
const TIMES = Number(env['OPERATIONS_N'] ?? 1)
/** Milliseconds; many at once on a busy machine take longer than one. */
const PATIENT = 2500

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** What was answered, or null where it was refused. */
async function refusedOr(job: Promise<Operation> | undefined): Promise<Operation | null> {
  try {
    return (await job) ?? null
  } catch (error) {
    if (error instanceof CounterfoilError) return null
    throw error
  }
}

describe('keys older than 20 hours', () => {
  it('are never sent again', async () => {
    const folder = world.folder()
    const hasty = world.console(folder)
    const operations: Operation[] = []
    // A busy machine may not even reach Stripe in time; then nothing was sent, and it is tried anew.
    const sent = async (charge: Stripe.Charge): Promise<Operation> =>
      (await refusedOr(hasty.runner.run(refundOf(charge, 400)))) ?? (await sent(charge))
    for (let batch = 0; batch < 4 * TIMES; batch += 1) {
      const charges = await Promise.all(Array.from({ length: 5 }, () => world.pay()))
      world.fault('timeout_before', charges.length)
      operations.push(...(await Promise.all(charges.map(sent))))
    }
    expect(new Set(operations.map(({ state }) => state))).toEqual(new Set(['unknown']))
    hasty.close()
    world.simulator.world.advance(21 * 3600)
    const { runner } = world.console(folder, {}, PATIENT)
    for (const { id } of operations) {
      expect(await runner.lookUp(id)).toMatchObject({ state: 'unknown', sends: 1 })
    }
    const keys = world.simulator.requests
      .list()
      .filter(({ path, method }) => method === 'POST' && path === '/v1/refunds')
      .map((call) => call.idempotency_key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('two windows and two data folders', () => {
  it('never make a refund that nobody ordered', async () => {
    const folders = [world.folder(), world.folder()]
    const consoles: Console[] = folders.map((folder) => world.console(folder, {}, PATIENT))
    const next = random(7)
    let all = 0
    for (let schedule = 0; schedule < 25 * TIMES; schedule += 1) {
      const charge = await world.pay(5000)
      const orders = Array.from({ length: 3 }, () => ({
        at: consoles[next() < 0.5 ? 0 : 1],
        request: refundOf(charge, 500 + Math.floor(next() * 3) * 100, randomUUID(), true),
        twice: next() < 0.5,
      }))
      await Promise.all(
        orders.flatMap(({ at, request, twice }) =>
          Array.from({ length: twice ? 2 : 1 }, async () => await refusedOr(at?.runner.run(request))),
        ),
      )
      const journalled = consoles.map(({ runner }) =>
        runner.list({ target: charge.id, offset: 0, limit: 10 }),
      )
      // A busy machine may have lost an answer: what became of it is looked up, as it would be.
      for (const [index, { rows }] of journalled.entries())
        for (const { id, settledAt } of rows)
          if (settledAt === null) await refusedOr(consoles[index]?.runner.lookUp(id))
      const told = consoles.flatMap(({ runner }) =>
        runner
          .list({ target: charge.id, states: ['succeeded', 'proved'], offset: 0, limit: 10 })
          .rows.map(({ result }) => result),
      )
      const made = (await world.refundsOf(charge.id)).map(({ id }) => id)
      expect(new Set<string | null>(made)).toEqual(new Set(told))
      expect(told).toHaveLength(made.length)
      expect(made.length).toBeLessThanOrEqual(orders.length)
      all += made.length
    }
    expect(all).toBeGreaterThanOrEqual(25 * TIMES)
  })
})

describe('a journal of 10,000 operations', () => {
  it('lists the truth within 2 s of being opened', async () => {
    const folder = world.folder()
    const first = world.console(folder)
    const insert = first.ledger.prepare(
      `INSERT INTO operations (id, attempt, kind, state, stripe_account, livemode, target, amount, currency, params,
         params_hash, idempotency_key, created_at, first_sent_at, sends, operator)
       VALUES (?, ?, 'refund', ?, 'acct_1', 0, 'ch_' || ?, 100, 'usd', '{}', '', ?, ?, ?, 1, 'Ada')`,
    )
    first.ledger.transaction(() => {
      for (let n = 0; n < 10_000; n += 1) {
        const id = randomUUID()
        insert.run(
          id,
          id,
          n % 100 === 0 ? 'unknown' : 'succeeded',
          n,
          id,
          1_790_000_000 + n,
          1_790_000_000 + n,
        )
      }
    })()
    first.close()
    const started = performance.now()
    const { runner } = world.console(folder)
    const { rows, total, unresolved } = runner.list({ offset: 0, limit: 500 })
    const open = runner.list({ states: ['unknown'], offset: 0, limit: 500 })
    const counts = runner.counts()
    const seconds = (performance.now() - started) / 1000
    expect({ rows: rows.length, total, unresolved, open: open.total }).toEqual({
      rows: 500,
      total: 10_000,
      unresolved: 100,
      open: 100,
    })
    expect(counts.get('succeeded')).toBe(9900)
    expect(seconds).toBeLessThan(2)
  })
})

describe('what a person must judge', () => {
  it('is closed with a reason, once, and then stands in the way of nothing', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    world.fault('status_500_before', 9)
    const { id } = await runner.run(refundOf(charge, 400))
    const found = {
      outcome: 'not_moved',
      reason: 'Looked in the Dashboard: nothing.',
      operator: 'Ada',
    } as const
    expect(() => runner.closeUnproved(id, found)).toThrow(/does not wait/)
    world.simulator.world.advance(11 * 60)
    expect((await runner.lookUp(id)).state).toBe('needs_person')
    expect(runner.closeUnproved(id, found)).toMatchObject({
      state: 'closed',
      closing: { outcome: 'not_moved' },
    })
    expect(() => runner.closeUnproved(id, found)).toThrow(/does not wait/)
    world.simulator.faults.clear()
    expect((await runner.run(refundOf(charge, 300))).state).toBe('succeeded')
  })
})
