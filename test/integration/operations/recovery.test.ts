import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import { ServerClock } from '../../../src/main/operations/server-clock.ts'
import { crash, reopened } from './crash.ts'
import { type World, openWorld, refundOf } from './runner-fixture.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(async () => {
  await world.close()
})

const moneyCalls = () =>
  world.simulator.requests.list().filter(({ method, path }) => method === 'POST' && path === '/v1/refunds')

describe('after kill -9', () => {
  it.each([
    ['intent', 'succeeded', 0],
    ['sending', 'succeeded', 0],
    ['answered', 'proved', 1],
  ])('at %s the refund is made once and ends as %s', async (label, state, sentBefore) => {
    const folder = world.folder()
    const charge = await world.pay()
    expect(await crash(world, label, folder, refundOf(charge, 600))).toBe('SIGKILL')
    expect(moneyCalls()).toHaveLength(sentBefore)
    const { runner, ledger } = await reopened(world, folder)
    expect(ledger.pragma('synchronous', { simple: true })).toBe(2)
    expect(runner.list({ offset: 0, limit: 10 }).rows).toMatchObject([{ state }])
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
    expect(new Set(moneyCalls().map((call) => call.idempotency_key)).size).toBe(1)
  })

  it('an intent that never left is not sent late where the payment has changed meanwhile', async () => {
    const folder = world.folder()
    const charge = await world.pay()
    await crash(world, 'intent', folder, refundOf(charge, 600))
    await world.stripe.refunds.create({ charge: charge.id, amount: 600 })
    const { runner } = await reopened(world, folder)
    expect(runner.list({ offset: 0, limit: 10 }).rows).toMatchObject([{ state: 'abandoned', sends: 0 }])
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
  })

  it('resumes by itself', async () => {
    const folder = world.folder()
    const charge = await world.pay()
    await crash(world, 'sending', folder, refundOf(charge, 600))
    const settled = await new Promise((resolve) => {
      const { runner } = world.console(folder, {
        onChange: (operation) => {
          if (operation.settledAt !== null) resolve(operation.state)
        },
      })
      runner.resume()
    })
    expect(settled).toBe('succeeded')
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
  })
})

describe('when the key may be forgotten', () => {
  it('nothing is sent again; two looks ten minutes apart leave it to a person', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    world.fault('timeout_before')
    const { id } = await runner.run(refundOf(charge, 400))
    world.simulator.world.advance(21 * 3600)
    expect((await runner.lookUp(id)).state).toBe('unknown')
    expect((await runner.lookUp(id)).state).toBe('unknown')
    world.simulator.world.advance(11 * 60)
    expect(await runner.lookUp(id)).toMatchObject({ state: 'needs_person', sends: 1 })
    const like: unknown = await runner.run(refundOf(charge, 100)).catch((error: unknown) => error)
    expect(like).toBeInstanceOf(CounterfoilError)
    expect((await runner.run(refundOf(charge, 400, randomUUID(), true))).state).toBe('succeeded')
    expect((await runner.lookUp(id)).state).toBe('needs_person')
  })

  it('what was made is still found', async () => {
    const charge = await world.pay()
    const { runner } = world.console()
    world.fault('timeout_after')
    const { id } = await runner.run(refundOf(charge, 400))
    world.simulator.world.advance(30 * 3600)
    expect(await runner.lookUp(id)).toMatchObject({ state: 'proved', sends: 1 })
  })

  it('a wrong clock of this machine does not widen the window', async () => {
    const charge = await world.pay()
    const folder = world.folder()
    const first = world.console(folder)
    world.fault('timeout_before')
    const { id } = await first.runner.run(refundOf(charge, 400))
    first.close()
    world.simulator.world.advance(21 * 3600)
    // this machine still believes it is a moment later; the look-up learns Stripe's time
    const again = world.console(folder)
    expect(await again.runner.lookUp(id)).toMatchObject({ state: 'unknown', sends: 1 })
  })

  it('a resend that is rejected settles it, once looking shows that the first did nothing either', async () => {
    const charge = await world.pay(5000)
    const { runner } = world.console()
    world.fault('timeout_before')
    const { id } = await runner.run(refundOf(charge, 400))
    await world.stripe.refunds.create({ charge: charge.id, amount: 5000 })
    expect(await runner.lookUp(id)).toMatchObject({ state: 'failed', sends: 2 })
    expect(runner.get(id).answers.map(({ outcome }) => outcome)).toEqual([
      'timeout',
      'not_found',
      'rejected',
      'not_found',
      'concluded_failed',
    ])
  })

  it('a computer that slept between two sends does not send again', async () => {
    const charge = await world.pay()
    let local = Math.floor(Date.now() / 1000)
    const { runner } = world.console(world.folder(), {
      clock: new ServerClock(() => local),
      sleep: () => {
        local += 25 * 3600
        world.simulator.world.advance(25 * 3600)
        return Promise.resolve()
      },
    })
    world.fault('conflict_lock', 1)
    const error: unknown = await runner.run(refundOf(charge, 400)).catch((caught: unknown) => caught)
    expect(moneyCalls()).toHaveLength(1)
    expect(await world.refundsOf(charge.id)).toHaveLength(0)
    expect(error).toBeInstanceOf(CounterfoilError)
  })

  it('nothing is sent again before Stripe has told its time', async () => {
    const charge = await world.pay()
    const deaf = new ServerClock()
    deaf.observe = () => undefined
    const { runner } = world.console(world.folder(), { clock: deaf })
    world.fault('timeout_before')
    const { id } = await runner.run(refundOf(charge, 400))
    expect(await runner.lookUp(id)).toMatchObject({ state: 'unknown', sends: 1 })
  })
})

describe('two consoles on one account', () => {
  it('that act on the same state of a payment make one refund', async () => {
    const charge = await world.pay(5000)
    const consoles = [world.console(), world.console()]
    const outcomes = await Promise.all(
      consoles.map(({ runner }, index) =>
        runner.run(refundOf(charge, 1000 + index * 500)).then(
          ({ state }) => state,
          (error: unknown) => (error instanceof CounterfoilError ? error.failure.code : String(error)),
        ),
      ),
    )
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
    expect(outcomes.toSorted()).toEqual(['object_changed', 'succeeded'])
  })

  it('one after the other make two only where the second has seen the first', async () => {
    const charge = await world.pay(5000)
    await world.console().runner.run(refundOf(charge, 1000))
    const other = world.console().runner
    await expect(other.run(refundOf(charge, 1000))).rejects.toMatchObject({
      failure: { code: 'similar_operation' },
    })
    expect((await other.run(refundOf(charge, 900))).state).toBe('succeeded')
    expect((await other.run(refundOf(charge, 1000, randomUUID(), true))).state).toBe('succeeded')
    expect((await world.refundsOf(charge.id)).map(({ amount }) => amount)).toEqual([1000, 900, 1000])
  })
})

describe('a disk that does not take the intent', () => {
  it.each([
    ['full', 'disk_full', 'max_page_count'],
    ['read-only', 'disk_read_only', 'query_only'],
  ])('because it is %s lets no request leave', async (_name, code, pragma) => {
    const charge = await world.pay()
    const { runner, ledger } = world.console()
    const pages = Number(ledger.pragma('page_count', { simple: true }))
    ledger.pragma(pragma === 'query_only' ? 'query_only = 1' : `max_page_count = ${pages}`)
    const request = refundOf(charge, 100)
    const big = { ...request, params: { ...request.params, metadata: { note: 'x'.repeat(20_000) } } }
    const error: unknown = await runner.run(big).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ failure: { code } })
    expect(moneyCalls()).toHaveLength(0)
    ledger.pragma('query_only = 0')
    ledger.pragma('max_page_count = 1000000')
    expect((await runner.run(request)).state).toBe('succeeded')
  })
})

describe('a disk that takes the intent and then nothing', () => {
  it('has it given up: what was said to be unsent is not sent later', async () => {
    const charge = await world.pay()
    let full = true
    const { runner, ledger } = world.console(world.folder(), {
      checkpoint: (label) => {
        if (label === 'intent' && full) ledger.pragma('query_only = 1')
      },
      onError: () => undefined,
    })
    const request = refundOf(charge, 100)
    await expect(runner.run(request)).rejects.toMatchObject({ failure: { code: 'disk_read_only' } })
    const [{ id } = { id: '' }] = runner.list({ offset: 0, limit: 1 }).rows
    full = false
    ledger.pragma('query_only = 0')
    expect(await runner.lookUp(id)).toMatchObject({ state: 'abandoned', sends: 0 })
    expect(moneyCalls()).toHaveLength(0)
    expect((await runner.run(request)).state).toBe('succeeded')
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
  })
})

describe('a disk that takes the intent and not the answer', () => {
  it('leaves it under way, never said to be unsent, until the answer is found', async () => {
    const charge = await world.pay()
    const reports: string[] = []
    const { runner, ledger } = world.console(world.folder(), {
      checkpoint: (label) => {
        if (label === 'answered') ledger.pragma('query_only = 1')
      },
      onError: (line) => reports.push(line),
    })
    const sent = await runner.run(refundOf(charge, 100))
    expect(sent).toMatchObject({ state: 'sending', sends: 1 })
    expect(reports).toHaveLength(1)
    ledger.pragma('query_only = 0')
    expect(await runner.lookUp(sent.id)).toMatchObject({ state: 'proved', sends: 1 })
    expect(await world.refundsOf(charge.id)).toHaveLength(1)
  })
})
