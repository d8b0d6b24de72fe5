import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import type { FaultKind } from '../../../src/simulator/faults.ts'
import { type World, openWorld, refundOf } from './runner-fixture.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(async () => {
  await world.close()
})

async function codeOf(job: Promise<unknown>): Promise<string> {
  const error: unknown = await job.catch((caught: unknown) => caught)
  return error instanceof CounterfoilError ? error.failure.code : `no failure: ${JSON.stringify(error)}`
}

describe('a refund', () => {
  it('is journalled, sent once with our key, and tells the mirror what changed', async () => {
    const charge = await world.pay()
    const { runner, touched } = world.console()
    const operation = await runner.run(refundOf(charge, 1200))
    const [refund] = await world.refundsOf(charge.id)
    expect(operation).toMatchObject({ state: 'succeeded', result: refund?.id, sends: 1, target: charge.id })
    expect(refund).toMatchObject({
      amount: 1200,
      reason: 'requested_by_customer',
      metadata: { counterfoil_operation: operation.id },
    })
    expect(operation.answers).toMatchObject([{ send: 1, outcome: 'done', status: 200 }])
    expect(operation.answers[0]?.requestId).toMatch(/^req_/)
    expect(touched).toEqual([charge.id, refund?.id])
  })

  it('is one refund for one attempt, repeated or at the same time', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    const request = refundOf(charge, 700)
    const [first, second] = await Promise.all([runner.run(request), runner.run(request)])
    const third = await runner.run(request)
    expect([second.id, third.id]).toEqual([first.id, first.id])
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
    expect(await codeOf(runner.run(refundOf(charge, 800, request.attempt)))).toBe('operation_in_progress')
  })

  it('asks before a like one is made, and then makes it with a key of its own', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    const first = await runner.run(refundOf(charge, 500))
    expect(await codeOf(runner.run(refundOf(charge, 500)))).toBe('similar_operation')
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
    const second = await runner.run(refundOf(charge, 500, randomUUID(), true))
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey)
    expect(await world.refundsOf(charge.id)).toHaveLength(2)
  })

  it('is refused, with nothing sent, where the payment does not allow it', async () => {
    const { runner } = world.console()
    const charge = await world.pay(5000)
    expect(await codeOf(runner.run(refundOf(charge, 5001)))).toBe('refund_exceeds_remaining')
    await runner.run(refundOf(charge, 5000))
    expect(await codeOf(runner.run(refundOf(charge, 1)))).toBe('already_refunded')
    const disputed = await world.pay(3000, 'usd', 'pm_card_createDispute')
    expect(await codeOf(runner.run(refundOf(disputed, 100)))).toBe('payment_disputed')
    const yen = await world.pay(500, 'jpy')
    const wrong = { ...refundOf(yen, 100), amount: { amount: 100, currency: 'usd' } }
    expect(await codeOf(runner.run(wrong))).toBe('amount_invalid')
    expect(runner.list({ offset: 0, limit: 10 }).total).toBe(1)
  })

  it('is refused while Stripe cannot be reached, and may be tried again in the same dialog', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    world.fault('permission_missing')
    const request = refundOf(charge, 300)
    expect(await codeOf(runner.run(request))).toBe('permission_missing')
    const operation = await runner.run(request)
    expect(operation.state).toBe('succeeded')
    expect(
      runner
        .list({ offset: 0, limit: 10 })
        .rows.map(({ state }) => state)
        .toSorted(),
    ).toEqual(['failed', 'succeeded'])
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
  })
})

/** What a single fault of each kind on the refund's request leads to. */
const FAULTS: readonly (readonly [kind: FaultKind, expected: string, refunds: number])[] = [
  ['reset_before', 'succeeded', 1],
  ['reset_after', 'proved', 1],
  ['truncated_body', 'proved', 1],
  ['malformed_json', 'proved', 1],
  ['html_body', 'proved', 1],
  ['rate_limit', 'succeeded', 1],
  ['lock_timeout', 'succeeded', 1],
  ['status_500_before', 'succeeded', 1],
  ['status_500_after', 'proved', 1],
  ['status_502_before', 'succeeded', 1],
  ['status_502_after', 'proved', 1],
  ['status_503_before', 'succeeded', 1],
  ['status_503_after', 'proved', 1],
  ['conflict_lock', 'succeeded', 1],
  ['key_revoked', 'key_invalid', 0],
  ['permission_missing', 'permission_missing', 0],
  ['timeout_before', 'unknown', 0],
  ['timeout_after', 'unknown', 1],
  ['slow_drip', 'unknown', 1],
]

describe('one fault', () => {
  it.each(FAULTS)('of kind %s ends as %s with %i refunds', async (kind, expected, refunds) => {
    const charge = await world.pay()
    const { runner } = world.console()
    world.fault(kind)
    const outcome = await runner.run(refundOf(charge, 900)).then(
      ({ state }) => state,
      (error: unknown) => (error instanceof CounterfoilError ? error.failure.code : String(error)),
    )
    expect(outcome).toBe(expected)
    expect(await world.refundsOf(charge.id)).toHaveLength(refunds)
  })

  it.each(['timeout_before', 'timeout_after', 'slow_drip'] as const)(
    'of kind %s is settled by a later look',
    async (kind) => {
      const charge = await world.pay()
      const { runner } = world.console()
      world.fault(kind)
      const { id, state } = await runner.run(refundOf(charge, 900))
      expect(state).toBe('unknown')
      expect(['succeeded', 'proved']).toContain((await runner.lookUp(id)).state)
      expect(await world.refundsOf(charge.id)).toHaveLength(1)
    },
  )

  it('that also hides the look-up leaves the outcome unknown and blocks another refund until it is cleared up', async () => {
    const charge = await world.pay()
    let hidden = false
    const { runner } = world.console(undefined, {
      checkpoint: (label) => {
        if (label !== 'answered' || hidden) return
        hidden = true
        world.fault('status_503_before', 1, 'GET')
      },
    })
    world.fault('reset_after')
    const operation = await runner.run(refundOf(charge, 400))
    expect(operation.state).toBe('unknown')
    expect(operation.answers.map(({ outcome }) => outcome)).toEqual(['lost', 'look_up_failed'])
    expect(await codeOf(runner.run(refundOf(charge, 999)))).toBe('operation_in_progress')
    expect(runner.unresolvedCount()).toBe(1)
    world.simulator.faults.clear()
    expect(await runner.lookUp(operation.id)).toMatchObject({ state: 'proved', sends: 1 })
    expect(await codeOf(runner.lookUp(operation.id))).toBe('operation_not_resolvable')
    expect((await runner.run(refundOf(charge, 999))).state).toBe('succeeded')
    expect(await world.refundsOf(charge.id)).toHaveLength(2)
  })

  it('is found among more refunds than one page holds, made since by others', {
    timeout: 30_000,
  }, async () => {
    const charge = await world.pay(50_000)
    const { runner } = world.console()
    world.fault('timeout_after')
    const { id } = await runner.run(refundOf(charge, 400))
    for (let n = 0; n < 101; n += 1) await world.stripe.refunds.create({ charge: charge.id, amount: 100 })
    expect(await runner.lookUp(id)).toMatchObject({ state: 'proved', sends: 1 })
  })

  it.each(['rate_limit', 'key_revoked', 'permission_missing'] as const)(
    'of kind %s on a resend says nothing about the first send',
    async (kind) => {
      const charge = await world.pay()
      const { runner } = world.console()
      world.fault('timeout_before')
      const operation = await runner.run(refundOf(charge, 400))
      expect(operation.state).toBe('unknown')
      world.fault(kind, 20)
      await Promise.allSettled([runner.lookUp(operation.id)])
      expect(runner.get(operation.id).state).toBe('unknown')
      world.simulator.faults.clear()
      expect((await runner.lookUp(operation.id)).state).toBe('succeeded')
      expect(await world.refundsOf(charge.id)).toHaveLength(1)
    },
  )

  it('of 500 that Stripe keeps repeating is never sent a third time and goes to a person', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    world.fault('status_500_before', 9)
    const operation = await runner.run(refundOf(charge, 400))
    expect(operation).toMatchObject({ state: 'unknown', sends: 2 })
    world.simulator.world.advance(11 * 60)
    expect(await runner.lookUp(operation.id)).toMatchObject({ state: 'needs_person', sends: 2 })
    expect(await world.refundsOf(charge.id)).toHaveLength(0)
  })
})
