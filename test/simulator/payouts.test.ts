import { afterEach, beforeEach, expect, test } from 'vitest'
import { idOf } from '../../src/simulator/world/tables.ts'
import { activeAccount, funds } from './connect.ts'
import { type Bench, bench, DAY, pay, refusal } from './support.ts'

let at: Bench
beforeEach(async () => {
  at = await bench()
})
afterEach(() => at.simulator.close())

const wait = (days: number) => at.control('POST', 'clock', { advance: Math.round(days * DAY) })
const fill = (amount = 100_000) => pay(at.stripe, amount, 'pm_card_bypassPending')
const types = async (account?: string): Promise<string[]> =>
  (await at.stripe.events.list({ limit: 100 }, account ? { stripeAccount: account } : {})).data.map(
    (e) => e.type,
  )

/** A connected account with money, and a bank account of the given number. */
async function funded(number: string, interval: 'manual' | 'daily' = 'manual'): Promise<string> {
  const account = await activeAccount(at, {
    external_account: {
      object: 'bank_account',
      country: 'US',
      currency: 'usd',
      account_number: number,
      routing_number: '110000000',
    },
    settings: { payouts: { schedule: { interval } } },
  })
  await fill(50_000)
  await at.stripe.transfers.create({ amount: 40_000, currency: 'usd', destination: account.id })
  return account.id
}

test('a payout leaves the balance at once, is sent within the hour and arrives', async () => {
  await fill()
  const [before] = await funds(at.stripe)
  const payout = await at.stripe.payouts.create({
    amount: 30_000,
    currency: 'usd',
    description: 'rent',
    metadata: { for: 'march' },
    statement_descriptor: 'TEA RENT',
  })
  expect(payout).toMatchObject({
    amount: 30_000,
    automatic: false,
    method: 'standard',
    reconciliation_status: 'not_applicable',
    statement_descriptor: 'TEA RENT',
    status: 'pending',
    type: 'bank_account',
    trace_id: { status: 'pending' },
  })
  expect((await funds(at.stripe))[0]).toBe(before - 30_000)
  const transaction = await at.stripe.balanceTransactions.retrieve(idOf(payout.balance_transaction) ?? '')
  expect(transaction).toMatchObject({ amount: -30_000, fee: 0, source: payout.id, type: 'payout' })
  await wait(0.1)
  expect((await at.stripe.payouts.retrieve(payout.id)).status).toBe('in_transit')
  await wait(3)
  expect(await at.stripe.payouts.retrieve(payout.id)).toMatchObject({
    status: 'paid',
    trace_id: { status: 'supported' },
    failure_balance_transaction: null,
  })
  expect(await types()).toEqual(expect.arrayContaining(['payout.created', 'payout.updated', 'payout.paid']))
  const manual = await refusal(at.stripe.balanceTransactions.list({ payout: payout.id }))
  expect(manual.message).toContain('automatic')
})

test('pending payouts can be canceled, sent ones not', async () => {
  await fill()
  const [before] = await funds(at.stripe)
  const payout = await at.stripe.payouts.create({ amount: 1000, currency: 'usd' })
  const canceled = await at.stripe.payouts.cancel(payout.id)
  expect(canceled).toMatchObject({ status: 'canceled' })
  const back = await at.stripe.balanceTransactions.retrieve(idOf(canceled.failure_balance_transaction) ?? '')
  expect(back).toMatchObject({ amount: 1000, type: 'payout_cancel', source: payout.id })
  expect((await funds(at.stripe))[0]).toBe(before)
  expect((await refusal(at.stripe.payouts.cancel(payout.id))).statusCode).toBe(400)
  const sent = await at.stripe.payouts.create({ amount: 1000, currency: 'usd' })
  await wait(0.1)
  expect((await refusal(at.stripe.payouts.cancel(sent.id))).message).toContain('in_transit')
  expect(await types()).toContain('payout.canceled')
})

test('more than there is, a wrong amount, and whole-unit currencies are refused', async () => {
  await fill(10_000)
  const short = await refusal(at.stripe.payouts.create({ amount: 10_000, currency: 'usd' }))
  expect([short.statusCode, short.code]).toEqual([400, 'balance_insufficient'])
  const bank = await refusal(
    at.stripe.payouts.create({ amount: 100, currency: 'usd', source_type: 'bank_account' }),
  )
  expect(bank.code).toBe('balance_insufficient')
  expect((await refusal(at.stripe.payouts.create({ amount: 0, currency: 'usd' }))).param).toBe('amount')
  expect((await refusal(at.stripe.payouts.create({ amount: 150, currency: 'huf' }))).param).toBe('amount')
  const long = await refusal(
    at.stripe.payouts.create({ amount: 100, currency: 'usd', statement_descriptor: 'x'.repeat(23) }),
  )
  expect(long.param).toBe('statement_descriptor')
  expect(
    (await refusal(at.stripe.payouts.create({ amount: 100, currency: 'usd', destination: 'ba_nowhere' })))
      .param,
  ).toBe('destination')
  expect((await at.stripe.payouts.list()).data).toEqual([])
})

test('instant payouts cost a fee, arrive in half an hour and have limits', async () => {
  for (let i = 0; i < 2; i++) await fill(900_000)
  const [before] = await funds(at.stripe)
  const payout = await at.stripe.payouts.create({ amount: 100_000, currency: 'usd', method: 'instant' })
  expect(payout).toMatchObject({ method: 'instant', status: 'in_transit' })
  expect((await funds(at.stripe))[0]).toBe(before - 101_500)
  await wait(0.03)
  expect((await at.stripe.payouts.retrieve(payout.id)).status).toBe('paid')
  const over = await refusal(
    at.stripe.payouts.create({ amount: 999_901, currency: 'usd', method: 'instant' }),
  )
  expect(over.code).toBe('instant_payouts_limit_exceeded')
  expect(
    (await refusal(at.stripe.payouts.create({ amount: 5000, currency: 'jpy', method: 'instant' }))).code,
  ).toBe('instant_payouts_currency_disabled')
  for (let i = 0; i < 9; i++)
    await at.stripe.payouts.create({ amount: 1000, currency: 'usd', method: 'instant' })
  expect(
    (await refusal(at.stripe.payouts.create({ amount: 1000, currency: 'usd', method: 'instant' }))).code,
  ).toBe('instant_payouts_limit_exceeded')
  const account = await activeAccount(at, { external_account: 'tok_visa_debit_us_instantPayoutUnsupported' })
  await at.stripe.transfers.create({ amount: 5000, currency: 'usd', destination: account.id })
  const unsupported = await refusal(
    at.stripe.payouts.create(
      { amount: 1000, currency: 'usd', method: 'instant' },
      { stripeAccount: account.id },
    ),
  )
  expect(unsupported.code).toBe('instant_payouts_unsupported')
})

test.each([
  ['000111111116', 'no_account'],
  ['000111111113', 'account_closed'],
  ['000222222227', 'insufficient_funds'],
  ['000333333335', 'debit_not_authorized'],
  ['000444444440', 'invalid_currency'],
])('a payout to %s fails with %s and puts the bank account out of use', async (number, code) => {
  const account = await funded(number)
  const on = { stripeAccount: account }
  const payout = await at.stripe.payouts.create({ amount: 15_000, currency: 'usd' }, on)
  expect(await funds(at.stripe, account)).toEqual([25_000, 0])
  await wait(5)
  const failed = await at.stripe.payouts.retrieve(payout.id, {}, on)
  expect(failed).toMatchObject({ status: 'failed', failure_code: code })
  const back = await at.stripe.balanceTransactions.retrieve(
    idOf(failed.failure_balance_transaction) ?? '',
    {},
    on,
  )
  expect(back).toMatchObject({ amount: 15_000, type: 'payout_failure', source: payout.id })
  expect(await funds(at.stripe, account)).toEqual([40_000, 0])
  const [bank] = (await at.stripe.accounts.listExternalAccounts(account)).data
  expect(bank).toMatchObject({ status: 'errored' })
  const again = await refusal(at.stripe.payouts.create({ amount: 1000, currency: 'usd' }, on))
  expect(again.code).toBe('payouts_not_allowed')
  await at.stripe.accounts.updateExternalAccount(account, bank?.id ?? '', { account_holder_name: 'Jenny' })
  expect((await at.stripe.payouts.create({ amount: 1000, currency: 'usd' }, on)).status).toBe('pending')
  expect(await types(account)).toEqual(
    expect.arrayContaining(['payout.failed', 'account.external_account.updated']),
  )
})

test('a payout that was paid can still fail', async () => {
  const account = await funded('000123456789')
  const on = { stripeAccount: account }
  const payout = await at.stripe.payouts.create({ amount: 15_000, currency: 'usd' }, on)
  await wait(4)
  expect((await at.stripe.payouts.retrieve(payout.id, {}, on)).status).toBe('paid')
  await at.control('POST', 'payouts', { payout: payout.id, account, code: 'account_closed' })
  expect(await at.stripe.payouts.retrieve(payout.id, {}, on)).toMatchObject({
    status: 'failed',
    failure_code: 'account_closed',
  })
  expect(await funds(at.stripe, account)).toEqual([40_000, 0])
})

test('payouts of connected accounts to US banks can be reversed, once', async () => {
  const account = await funded('000123456789')
  const on = { stripeAccount: account }
  const payout = await at.stripe.payouts.create({ amount: 15_000, currency: 'usd' }, on)
  expect((await refusal(at.stripe.payouts.reverse(payout.id, {}, on))).message).toContain('cancel')
  await wait(4)
  const reversal = await at.stripe.payouts.reverse(payout.id, { metadata: { why: 'wrong' } }, on)
  expect(reversal).toMatchObject({ amount: -15_000, original_payout: payout.id, status: 'pending' })
  expect((await at.stripe.payouts.retrieve(payout.id, {}, on)).reversed_by).toBe(reversal.id)
  expect((await refusal(at.stripe.payouts.reverse(payout.id, {}, on))).message).toContain('already')
  await wait(5)
  expect((await at.stripe.payouts.retrieve(reversal.id, {}, on)).status).toBe('paid')
  expect(await funds(at.stripe, account)).toEqual([40_000, 0])
  await fill()
  const own = await at.stripe.payouts.create({ amount: 1000, currency: 'usd' })
  expect((await refusal(at.stripe.payouts.reverse(own.id))).statusCode).toBe(400)
})

test('an account is paid out every weekday by itself, and says what each payout is made of', async () => {
  const account = await funded('000123456789', 'daily')
  const on = { stripeAccount: account }
  const first = await at.stripe.transfers.create({ amount: 700, currency: 'usd', destination: account })
  await wait(4)
  const { data } = await at.stripe.payouts.list({}, on)
  expect(data).toHaveLength(1)
  const [payout] = data
  expect(payout).toMatchObject({ amount: 40_700, automatic: true, reconciliation_status: 'completed' })
  expect(await funds(at.stripe, account)).toEqual([0, 0])
  const inside = await at.stripe.balanceTransactions.list({ payout: payout?.id ?? '' }, on)
  expect(inside.data.map((t) => t.net)).toEqual([-40_700, 700, 40_000])
  expect(inside.data[1]?.source).toBe(first.destination_payment)
  await fill(5000)
  await at.stripe.transfers.create({ amount: 900, currency: 'usd', destination: account })
  await wait(7)
  const [second] = (await at.stripe.payouts.list({}, on)).data
  expect(
    (await at.stripe.balanceTransactions.list({ payout: second?.id ?? '' }, on)).data.map((t) => t.net),
  ).toEqual([-900, 900])
  expect(await types(account)).toContain('payout.reconciliation_completed')
})

test('a minimum stays behind, and a failed payout stops the schedule', async () => {
  const account = await funded('000111111113', 'daily')
  const on = { stripeAccount: account }
  await at.stripe.balanceSettings.update(
    { payments: { payouts: { minimum_balance_by_currency: { usd: 30_000 } } } },
    on,
  )
  await wait(8)
  const { data } = await at.stripe.payouts.list({}, on)
  expect(data.map((one) => [one.amount, one.status])).toEqual([[10_000, 'failed']])
  await wait(8)
  expect((await at.stripe.payouts.list({}, on)).data).toHaveLength(1)
  expect(await funds(at.stripe, account)).toEqual([40_000, 0])
})

test('filters of the list', async () => {
  await fill()
  const ids: string[] = []
  for (const amount of [1000, 1100, 1200])
    ids.push((await at.stripe.payouts.create({ amount, currency: 'usd' })).id)
  await at.stripe.payouts.cancel(ids[1] ?? '')
  expect((await at.stripe.payouts.list({ status: 'canceled' })).data.map((one) => one.id)).toEqual([ids[1]])
  const [{ arrival_date: arrival, destination } = { arrival_date: 0, destination: null }] = (
    await at.stripe.payouts.list()
  ).data
  expect((await at.stripe.payouts.list({ arrival_date: { gt: arrival } })).data).toEqual([])
  expect(
    (await at.stripe.payouts.list({ arrival_date: arrival, destination: idOf(destination) ?? '' })).data,
  ).toHaveLength(3)
  const expanded = await at.stripe.payouts.retrieve(ids[0] ?? '', {
    expand: ['destination', 'balance_transaction'],
  })
  expect(expanded.destination).toMatchObject({ object: 'bank_account', bank_name: 'STRIPE TEST BANK' })
  const updated = await at.stripe.payouts.update(ids[0] ?? '', { metadata: { note: 'seen' } })
  expect(updated.metadata).toEqual({ note: 'seen' })
})

test('the demo shop goes on paying out, and its payouts go on adding up', async () => {
  const shop = await bench({ seed: 'demo', payments: 3200 })
  try {
    const before = new Set((await shop.stripe.payouts.list({ limit: 100 })).data.map((one) => one.id))
    await shop.control('POST', 'clock', { advance: 6 * DAY })
    const made = (await shop.stripe.payouts.list({ limit: 100 })).data.filter((one) => !before.has(one.id))
    expect(made.length).toBeGreaterThan(3)
    for (const payout of made) {
      const inside = await shop.stripe.balanceTransactions
        .list({ payout: payout.id, limit: 100 })
        .autoPagingToArray({ limit: 1000 })
      // With the payout itself they come to nothing.
      expect(inside.reduce((sum, one) => sum + one.net, 0)).toBe(0)
      expect(inside.map((one) => one.id)).toContain(payout.balance_transaction)
    }
  } finally {
    await shop.simulator.close()
  }
})
