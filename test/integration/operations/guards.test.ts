import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/shared/features/operations/contract.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import { activeAccount } from '../../simulator/connect.ts'
import { type Console, type World, openWorld } from './runner-fixture.ts'

let world: World
let runner: Console['runner']
beforeEach(async () => {
  world = await openWorld()
  runner = world.console().runner
})
afterEach(() => world.close())

async function outcome(
  kind: Operation['kind'],
  amount: number,
  params: object,
  more: { readonly currency?: string; readonly acceptSimilar?: boolean } = {},
): Promise<string> {
  const currency = more.currency ?? 'usd'
  const error: unknown = await runner
    .run({
      kind,
      attempt: randomUUID(),
      amount: { amount, currency },
      params: { ...params, amount, currency },
      acceptSimilar: more.acceptSimilar ?? false,
    })
    .catch((caught: unknown) => caught)
  if (error instanceof CounterfoilError) return error.failure.code
  if (error instanceof Error) throw error
  return 'done'
}

const posts = (path: RegExp) =>
  world.simulator.requests.list().filter((call) => call.method === 'POST' && path.test(call.path)).length

describe('a payout', () => {
  it('goes from what is available, to a bank account that can take it, in whole steps', async () => {
    const { id: account } = await activeAccount(world)
    await world.pay(100_000)
    await world.stripe.transfers.create({ amount: 50_000, currency: 'usd', destination: account })
    const on = { method: 'standard', connected_account: account }
    expect(await outcome('payout', 50_001, on)).toBe('balance_insufficient')
    expect(await outcome('payout', 100, { ...on, destination: 'ba_other' })).toBe('destination_not_found')
    expect(await outcome('payout', 1050, on, { currency: 'huf' })).toBe('amount_invalid')
    expect(await outcome('payout', 1050, on, { currency: 'twd' })).toBe('amount_invalid')
    expect(posts(/payouts$/)).toBe(0)
    expect(await outcome('payout', 50_000, on)).toBe('done')
  })

  it('of the same amount to the same place within a day asks again, also where it was made elsewhere', async () => {
    const { id: account } = await activeAccount(world)
    await world.pay(100_000)
    await world.stripe.transfers.create({ amount: 50_000, currency: 'usd', destination: account })
    await world.stripe.payouts.create({ amount: 700, currency: 'usd' }, { stripeAccount: account })
    const on = { method: 'standard', connected_account: account }
    expect(await outcome('payout', 700, on)).toBe('similar_operation')
    expect(await outcome('payout', 700, on, { acceptSimilar: true })).toBe('done')
    world.simulator.world.advance(2 * 86_400)
    // Any answer tells the new time.
    expect(await outcome('payout', 60_000, on)).toBe('balance_insufficient')
    expect(await outcome('payout', 700, on)).toBe('done')
  })

  it('whose outcome is not known blocks another by whichever name its bank account goes', async () => {
    const { id: account } = await activeAccount(world)
    await world.pay(100_000)
    await world.stripe.transfers.create({ amount: 50_000, currency: 'usd', destination: account })
    const [bank] = (await world.stripe.accounts.retrieve(account)).external_accounts?.data ?? []
    world.simulator.faults.add({
      kind: 'timeout_before',
      method: 'POST',
      path: '/v1/payouts',
      times: 1,
      probability: 1,
      seed: 1,
      reason: 'global-rate',
      ms: 900,
      seconds: 0,
    })
    const on = { method: 'standard', connected_account: account }
    expect(await outcome('payout', 700, on)).toBe('done')
    expect(runner.unresolvedCount()).toBe(1)
    const named = { ...on, destination: bank?.id }
    expect(await outcome('payout', 700, named, { acceptSimilar: true })).toBe('operation_in_progress')
    await Promise.all(
      runner.list({ offset: 0, limit: 5 }).rows.map(async ({ id }) => await runner.lookUp(id)),
    )
    expect(runner.unresolvedCount()).toBe(0)
    expect(await outcome('payout', 700, named)).toBe('similar_operation')
    expect(await outcome('payout', 700, named, { acceptSimilar: true })).toBe('done')
  })

  it('is canceled only while it is pending, and reversed only once it is not', async () => {
    const { id: account } = await activeAccount(world)
    await world.pay(100_000)
    await world.stripe.transfers.create({ amount: 50_000, currency: 'usd', destination: account })
    const { id } = await world.stripe.payouts.create(
      { amount: 700, currency: 'usd' },
      { stripeAccount: account },
    )
    const on = { payout: id, connected_account: account }
    expect(await outcome('payout_reversal', 700, on)).toBe('payout_not_reversible')
    expect(await outcome('payout_cancel', 600, on)).toBe('object_changed')
    world.simulator.world.advance(7 * 86_400)
    expect(await outcome('payout_cancel', 700, on)).toBe('payout_not_cancelable')
    expect(await outcome('payout_reversal', 700, on)).toBe('done')
    expect(await outcome('payout_reversal', 700, on, { acceptSimilar: true })).toBe('payout_not_reversible')
  })
})

describe('a transfer', () => {
  it('goes to an account that may receive it, from what is available or is left of its source', async () => {
    const { id: destination } = await activeAccount(world)
    const charge = await world.pay(100_000)
    const { id: unable } = await world.stripe.accounts.create({ type: 'custom', country: 'US' })
    expect(await outcome('transfer', 100, { destination: unable })).toBe('destination_not_capable')
    expect(await outcome('transfer', 100, { destination: 'acct_nobody' })).toBe('destination_not_found')
    expect(await outcome('transfer', 100_000, { destination })).toBe('balance_insufficient')
    const bound = { destination, source_transaction: charge.id }
    expect(await outcome('transfer', 100_001, bound)).toBe('source_exceeded')
    expect(posts(/transfers$/)).toBe(0)
    expect(await outcome('transfer', 60_000, bound)).toBe('done')
    expect(await outcome('transfer', 60_000, bound, { acceptSimilar: true })).toBe('source_exceeded')
    const [{ id } = { id: '' }] = (await world.stripe.transfers.list({ destination })).data
    expect(await outcome('transfer_reversal', 60_001, { transfer: id })).toBe('source_exceeded')
    expect(await outcome('transfer_reversal', 20_000, { transfer: id })).toBe('done')
  })
})

describe('a capture', () => {
  it('takes no more than was authorised and no less than a card may be charged, once', async () => {
    const { id } = await world.stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      capture_method: 'manual',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
    const on = { payment_intent: id }
    expect(await outcome('capture', 5001, on)).toBe('source_exceeded')
    expect(await outcome('capture', 49, on)).toBe('amount_too_small')
    expect(await outcome('capture', 5000, on)).toBe('done')
    expect(await outcome('capture', 5000, on, { acceptSimilar: true })).toBe('payment_not_capturable')
    expect(await outcome('payment_cancel', 5000, on, { acceptSimilar: true })).toBe('payment_not_cancelable')
  })
})

describe('a dispute', () => {
  it('takes evidence or acceptance while it is open, and nothing after', async () => {
    const charge = await world.pay(3000, 'usd', 'pm_card_createDispute')
    const [{ id } = { id: '' }] = (await world.stripe.disputes.list({ charge: charge.id })).data
    expect(await outcome('dispute_evidence', 3000, { dispute: id, evidence: '{"no_field":"x"}' })).toBe(
      'invalid_input',
    )
    expect(await outcome('dispute_acceptance', 2999, { dispute: id })).toBe('object_changed')
    expect(await outcome('dispute_acceptance', 3000, { dispute: id })).toBe('done')
    expect(await outcome('dispute_acceptance', 3000, { dispute: id }, { acceptSimilar: true })).toBe(
      'dispute_closed',
    )
  })
})
