import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountContext } from '../../../src/main/features/context.ts'
import { refundsHandlers } from '../../../src/main/features/refunds/handlers.ts'
import { type MoneyQuestion, Submissions } from '../../../src/main/operations/submission.ts'
import type { AccountMode } from '../../../src/shared/features/accounts/contract.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import { type World, openWorld } from '../operations/runner-fixture.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(async () => {
  await world.close()
})

function handlers(mode: AccountMode, answer = true) {
  const questions: MoneyQuestion[] = []
  const { runner, ledger, clock } = world.console()
  const submissions = new Submissions({
    ledger,
    runner,
    now: () => clock.now(),
    livemode: mode === 'live',
    operator: () => 'Ada',
    requireOperator: () => {},
    confirm: (question) => {
      questions.push(question)
      return Promise.resolve(answer)
    },
    onQueued: () => {},
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what these handlers use of an account
  const context = {
    profile: { mode, name: 'Shop' },
    operations: runner,
    money: { submissions },
    stripe: () => world.stripe,
  } as unknown as AccountContext
  const made = refundsHandlers(() => Promise.resolve(context))
  return { ...made, questions }
}

const input = (payment: string, amount: number, currency = 'usd') => ({
  account: 'test',
  attempt: randomUUID(),
  payment,
  amount: { amount, currency },
  reason: null,
  acceptSimilar: false,
  typedAmount: null,
  refundApplicationFee: false,
  reverseTransfer: false,
})

async function codeOf(job: Promise<unknown>): Promise<unknown> {
  const error: unknown = await job.catch((caught: unknown) => caught)
  return error instanceof CounterfoilError ? error.failure.code : error
}

const moneyCalls = () =>
  world.simulator.requests.list().filter(({ method, path }) => method === 'POST' && path === '/v1/refunds')
    .length

describe('a preview', () => {
  it('says what is left, what the fee was and what is available, by either id', async () => {
    await world.pay(90_000)
    const charge = await world.pay(10_000)
    const { preview, create } = handlers('test')
    const payment = typeof charge.payment_intent === 'string' ? charge.payment_intent : ''
    await create(input(payment, 4000))
    const shown = await preview({ account: 'test', payment })
    expect(shown).toMatchObject({
      charge: charge.id,
      captured: { amount: 10_000, currency: 'usd' },
      alreadyRefunded: { amount: 4000 },
      remaining: { amount: 6000 },
      blockers: [],
      warnings: ['recent_similar'],
    })
    expect(shown.feeKept?.amount).toBeGreaterThan(0)
    const { available } = await world.stripe.balance.retrieve()
    expect(shown.available?.amount).toBe(available.find(({ currency }) => currency === 'usd')?.amount)
    expect(await preview({ account: 'test', payment: charge.id })).toMatchObject({
      remaining: { amount: 6000 },
    })
  })

  it('warns where the balance is short', async () => {
    const paid = await world.pay(10_000)
    const [mine] = (await world.stripe.balance.retrieve()).available
    await world.stripe.payouts.create({ amount: mine?.amount ?? 0, currency: 'usd' })
    const shown = await handlers('test').preview({ account: 'test', payment: paid.id })
    expect(shown).toMatchObject({ fundedFrom: 'available', available: { amount: 0 }, blockers: [] })
    expect(shown.warnings).toContain('balance_short')
  })

  it.each([
    ['available', 'pm_card_bypassPending'],
    ['pending', 'pm_card_visa'],
  ] as const)('says that %s money pays, and it is that balance which falls', async (from, method) => {
    await world.pay(20_000)
    await world.pay(20_000, 'usd', 'pm_card_visa')
    const { id: payment } = await world.pay(10_000, 'usd', method)
    const { preview, create } = handlers('test')
    const before = await preview({ account: 'test', payment })
    expect(before).toMatchObject({ fundedFrom: from, warnings: [] })
    await create(input(payment, 4000))
    const after = await preview({ account: 'test', payment })
    const fallen = {
      available: (before.available?.amount ?? 0) - (after.available?.amount ?? 0),
      pending: (before.pendingBalance?.amount ?? 0) - (after.pendingBalance?.amount ?? 0),
    }
    expect(fallen).toEqual({ available: 0, pending: 0, [from]: 4000 })
  })

  it('blocks what cannot be refunded, and says why', async () => {
    const { preview, create } = handlers('test')
    const unpaid = await world.stripe.paymentIntents.create({ amount: 900, currency: 'usd' })
    const held = await world.stripe.paymentIntents.create({
      amount: 900,
      currency: 'usd',
      capture_method: 'manual',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
    const whole = await world.pay(900)
    await create(input(whole.id, 900))
    const disputed = await world.pay(900, 'usd', 'pm_card_createDispute')
    const codes = async (payment: string) =>
      (await preview({ account: 'test', payment })).blockers.map(({ code, params }) => [
        code,
        params['reason'],
      ])
    expect(await codes(unpaid.id)).toEqual([['payment_not_refundable', 'requires_payment_method']])
    expect(await codes(held.id)).toEqual([['payment_not_refundable', 'uncaptured']])
    expect(await codes(whole.id)).toEqual([['already_refunded', undefined]])
    expect(await codes(disputed.id)).toEqual([['payment_disputed', undefined]])
    for (const payment of [unpaid.id, held.id]) {
      expect(await codeOf(Promise.resolve(create(input(payment, 1))))).toBe('payment_not_refundable')
    }
    expect(await codeOf(Promise.resolve(preview({ account: 'test', payment: 'pi_nowhere1' })))).toBe(
      'object_not_found',
    )
  })
})

describe('a refund', () => {
  it('of real money is asked about once, also for a double click, and shows whose and what', async () => {
    const charge = await world.pay(5000)
    const { create, questions } = handlers('live')
    const same = input(charge.id, 700)
    const made = await Promise.all([create(same), create(same)])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(questions).toMatchObject([
      { target: charge.payment_intent, amount: { amount: 700, currency: 'usd' } },
    ])
    expect(moneyCalls()).toBe(1)
  })

  it('of real money that is declined sends nothing', async () => {
    const charge = await world.pay(5000)
    const { create } = handlers('live', false)
    expect(await codeOf(Promise.resolve(create(input(charge.id, 700))))).toBe('confirmation_declined')
    expect(moneyCalls()).toBe(0)
  })

  it.each(['test', 'demo'] as const)('in %s mode needs no dialog', async (mode) => {
    const charge = await world.pay(5000)
    const { create, questions } = handlers(mode)
    expect(await create(input(charge.id, 700))).toMatchObject({ state: 'succeeded' })
    expect(questions).toEqual([])
  })

  it('that is too much is refused before anybody is asked', async () => {
    const charge = await world.pay(5000)
    const { create, questions } = handlers('live')
    expect(await codeOf(Promise.resolve(create(input(charge.id, 5001))))).toBe('refund_exceeds_remaining')
    expect(questions).toEqual([])
  })
})
