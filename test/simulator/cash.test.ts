import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupFor } from '../../src/simulator/resources/cash-payments.ts'
import { checkBooks } from './ledger-check.ts'
import { type Bench, bench, DAY, referenceId, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

const customer = async (more: Stripe.CustomerCreateParams = {}): Promise<string> =>
  (await at.stripe.customers.create({ name: 'Jo Wolf', email: 'jo@example.com', ...more })).id

const TRANSFER: Stripe.PaymentIntentCreateParams.PaymentMethodOptions = {
  customer_balance: { funding_type: 'bank_transfer', bank_transfer: { type: 'us_bank_transfer' } },
}
const order = (
  of: string,
  amount: number,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> =>
  at.stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    customer: of,
    payment_method_data: { type: 'customer_balance' },
    payment_method_options: TRANSFER,
    allowed_payment_method_types: ['customer_balance'],
    confirm: true,
    ...more,
  })
const fund = (
  of: string,
  amount: number,
  reference?: string,
): Promise<Stripe.CustomerCashBalanceTransaction> =>
  at.stripe.testHelpers.customers.fundCashBalance(of, {
    amount,
    currency: 'usd',
    ...(reference ? { reference } : {}),
  })
const status = async (id: string): Promise<string> => (await at.stripe.paymentIntents.retrieve(id)).status
const cash = async (of: string): Promise<unknown> =>
  (await at.stripe.customers.retrieveCashBalance(of)).available
const types = async (of: string): Promise<readonly string[]> =>
  (await at.stripe.customers.listCashBalanceTransactions(of)).data.map((t) => t.type)
const events = async (type: string, about: (object: Record<string, unknown>) => boolean): Promise<number> =>
  (await at.stripe.events.list({ type, limit: 100 })).data.filter((e) => about({ ...e.data.object })).length

describe('a payment by bank transfer', () => {
  test('asks for the money, is funded in parts and paid with an ordinary charge', async () => {
    const id = await customer()
    const before = await at.stripe.balance.retrieve()
    const intent = await order(id, 5000)
    expect(intent).toMatchObject({
      status: 'requires_action',
      next_action: {
        type: 'display_bank_transfer_instructions',
        display_bank_transfer_instructions: { amount_remaining: 5000, type: 'us_bank_transfer' },
      },
    })
    const sent = await fund(id, 2000)
    expect(sent).toMatchObject({
      type: 'funded',
      net_amount: 2000,
      funded: { bank_transfer: { type: 'us_bank_transfer', us_bank_transfer: { sender_name: 'Jo Wolf' } } },
    })
    const half = await at.stripe.paymentIntents.retrieve(intent.id)
    expect(half.next_action?.display_bank_transfer_instructions?.amount_remaining).toBe(3000)
    expect(await events('payment_intent.partially_funded', (o) => o['id'] === intent.id)).toBe(1)
    // What a customer has sent is not the account's yet.
    expect(await at.stripe.balance.retrieve()).toEqual(before)
    await fund(id, 3500)
    const done = await at.stripe.paymentIntents.retrieve(intent.id, {
      expand: ['latest_charge.balance_transaction'],
    })
    expect(done).toMatchObject({
      status: 'succeeded',
      amount_received: 5000,
      next_action: null,
      latest_charge: {
        paid: true,
        payment_method_details: { type: 'customer_balance', customer_balance: {} },
        balance_transaction: { type: 'payment', amount: 5000 },
      },
    })
    expect(await cash(id)).toEqual({ usd: 500 })
    expect(await types(id)).toEqual(['applied_to_payment', 'funded', 'applied_to_payment', 'funded'])
    expect(await events('cash_balance.funds_available', (o) => o['customer'] === id)).toBe(1)
    checkBooks(at.simulator.api)
  })

  test('what is there already pays at once; a canceled payment gives back what it had', async () => {
    const id = await customer()
    await fund(id, 4000)
    expect((await order(id, 1500)).status).toBe('succeeded')
    const waiting = await order(id, 4000)
    expect(waiting.next_action?.display_bank_transfer_instructions?.amount_remaining).toBe(1500)
    expect(await cash(id)).toEqual({ usd: 0 })
    await at.stripe.paymentIntents.cancel(waiting.id)
    expect(await cash(id)).toEqual({ usd: 2500 })
    expect((await types(id))[0]).toBe('unapplied_from_payment')
    expect((await refusal(at.stripe.customers.del(id))).message).toContain('cash balance')
    checkBooks(at.simulator.api)
  })

  test('money finds its payment: by the code, by the sum of several, then the oldest first', async () => {
    const id = await customer()
    const [first, second, third] = [await order(id, 3000), await order(id, 2000), await order(id, 1000)]
    const code = String(third.next_action?.display_bank_transfer_instructions?.reference)
    await fund(id, 1000, `invoice ${code.toLowerCase()}, thanks`)
    expect(await Promise.all([first, second, third].map((p) => status(p.id)))).toEqual([
      'requires_action',
      'requires_action',
      'succeeded',
    ])
    const fourth = await order(id, 500)
    await fund(id, 2500)
    expect(await Promise.all([first, second, fourth].map((p) => status(p.id)))).toEqual([
      'requires_action',
      'succeeded',
      'succeeded',
    ])
    await fund(id, 700)
    const left = await at.stripe.paymentIntents.retrieve(first.id)
    expect(left.next_action?.display_bank_transfer_instructions?.amount_remaining).toBe(2300)
    const sums = groupFor([7, 5, 4, 3], (n) => n, 12)
    expect(sums).toEqual([7, 5])
    expect(groupFor([7, 5, 4, 3], (n) => n, 6)).toEqual([])
  })

  test('by hand: nothing is applied until it is asked for, and never more than there is', async () => {
    const id = await customer({ cash_balance: { settings: { reconciliation_mode: 'manual' } } })
    const intent = await order(id, 3000)
    await fund(id, 2000)
    expect(await status(intent.id)).toBe('requires_action')
    expect(await events('cash_balance.funds_available', (o) => o['customer'] === id)).toBe(1)
    const apply = (amount?: number, currency = 'usd') =>
      at.stripe.paymentIntents.applyCustomerBalance(intent.id, amount ? { amount, currency } : {})
    expect((await refusal(apply())).code).toBe('balance_insufficient')
    expect((await refusal(apply(3001))).code).toBe('amount_too_large')
    expect((await refusal(apply(100, 'eur'))).param).toBe('currency')
    expect((await apply(1500)).status).toBe('requires_action')
    await fund(id, 1000)
    expect((await apply()).status).toBe('succeeded')
    expect((await refusal(apply())).code).toBe('payment_intent_unexpected_state')
    expect(await cash(id)).toEqual({ usd: 0 })
    const settings = await at.stripe.customers.updateCashBalance(id, {
      settings: { reconciliation_mode: 'merchant_default' },
    })
    expect(settings.settings).toEqual({ reconciliation_mode: 'automatic', using_merchant_default: true })
  })

  test('a changed payment lets go of its money; another method can pay it', async () => {
    const id = await customer()
    const intent = await order(id, 3000)
    await fund(id, 1000)
    const cheaper = await at.stripe.paymentIntents.update(intent.id, { amount: 2500 })
    expect(cheaper).toMatchObject({ status: 'requires_confirmation', next_action: null })
    expect(await cash(id)).toEqual({ usd: 1000 })
    const again = await at.stripe.paymentIntents.confirm(intent.id)
    expect(again.next_action?.display_bank_transfer_instructions?.amount_remaining).toBe(1500)
    const card = await at.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(card.status).toBe('succeeded')
    expect(await cash(id)).toEqual({ usd: 1000 })
    checkBooks(at.simulator.api)
  })

  test('what does not go together is refused', async () => {
    const id = await customer()
    expect(await refusal(order(id, 900, { currency: 'eur' }))).toMatchObject({
      param: 'payment_method_options[customer_balance][bank_transfer][type]',
    })
    // Only older versions take the types.
    const old = { payment_method_types: ['customer_balance'] }
    const unfunded = at.stripe.paymentIntents.create(
      {
        ...old,
        amount: 900,
        currency: 'usd',
        customer: id,
        payment_method_data: { type: 'customer_balance' },
        confirm: true,
      },
      { apiVersion: '2024-06-20' },
    )
    expect(await refusal(unfunded)).toMatchObject({
      param: 'payment_method_options[customer_balance][funding_type]',
    })
    expect(await refusal(order(id, 900, { capture_method: 'manual' }))).toMatchObject({
      param: 'capture_method',
    })
    const nobody = at.stripe.paymentIntents.create({
      amount: 900,
      currency: 'usd',
      payment_method_data: { type: 'customer_balance' },
      payment_method_options: TRANSFER,
      confirm: true,
    })
    expect(await refusal(nobody)).toMatchObject({ param: 'customer' })
    const crowns = at.stripe.testHelpers.customers.fundCashBalance(id, { amount: 100, currency: 'sek' })
    expect(await refusal(crowns)).toMatchObject({ param: 'currency' })
  })
})

test.each([
  ['usd', 'us_bank_transfer', ['aba', 'swift']],
  ['eur', 'eu_bank_transfer', ['iban']],
  ['gbp', 'gb_bank_transfer', ['sort_code']],
  ['jpy', 'jp_bank_transfer', ['zengin']],
  ['mxn', 'mx_bank_transfer', ['spei']],
] as const)('instructions for %s are the same each time', async (currency, type, kinds) => {
  const id = await customer()
  const ask = (more = {}) =>
    at.stripe.customers.createFundingInstructions(id, {
      currency,
      funding_type: 'bank_transfer',
      bank_transfer: { type, ...more },
    })
  const european = type === 'eu_bank_transfer' ? { eu_bank_transfer: { country: 'DE' } } : {}
  const first = await ask(european)
  expect(first.bank_transfer.financial_addresses.map((a) => a.type)).toEqual(kinds)
  expect(await ask(european)).toEqual(first)
})

test('euros need a country, and no other kind of transfer brings them', async () => {
  const id = await customer()
  const ask = (type: 'eu_bank_transfer' | 'us_bank_transfer') =>
    at.stripe.customers.createFundingInstructions(id, {
      currency: 'eur',
      funding_type: 'bank_transfer',
      bank_transfer: { type },
    })
  expect(await refusal(ask('eu_bank_transfer'))).toMatchObject({ param: 'bank_transfer[eu_bank_transfer]' })
  expect(await refusal(ask('us_bank_transfer'))).toMatchObject({ param: 'bank_transfer[type]' })
})

describe('money goes back', () => {
  test('a refund asks the customer for a bank account, then arrives', async () => {
    const id = await customer()
    await fund(id, 2000)
    const intent = await order(id, 2000)
    await at.control('POST', 'clock', { advance: 7 * DAY })
    await at.stripe.charges.create({ amount: 9000, currency: 'usd', source: 'tok_bypassPending' })
    const refund = await at.stripe.refunds.create({ payment_intent: intent.id, amount: 1200 })
    expect(refund).toMatchObject({
      status: 'requires_action',
      destination_details: { type: 'us_bank_transfer' },
      next_action: { display_details: { email_sent: { email_sent_to: 'jo@example.com' } } },
    })
    await at.control('POST', 'refunds', { refund: refund.id })
    expect((await at.stripe.refunds.retrieve(refund.id)).status).toBe('pending')
    await at.control('POST', 'clock', { advance: 6 * DAY })
    expect((await at.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
    expect(await cash(id)).toEqual({ usd: 0 })
    const nobody = await customer({ email: '' })
    await fund(nobody, 900)
    const other = await order(nobody, 900)
    expect((await refusal(at.stripe.refunds.create({ payment_intent: other.id }))).param).toBe(
      'instructions_email',
    )
    const asked = await at.stripe.refunds.create({
      payment_intent: other.id,
      instructions_email: 'x@example.com',
    })
    expect((await at.stripe.refunds.cancel(asked.id)).status).toBe('canceled')
    expect((await at.stripe.charges.retrieve(referenceId(other.latest_charge))).amount_refunded).toBe(0)
    const late = await at.stripe.refunds.create({
      payment_intent: other.id,
      instructions_email: 'x@example.com',
    })
    expect((await at.stripe.testHelpers.refunds.expire(late.id)).status).toBe('failed')
    checkBooks(at.simulator.api)
  })

  test('a refund to the cash balance is there at once and pays what waits', async () => {
    const id = await customer()
    await fund(id, 2000)
    const intent = await order(id, 2000)
    const waiting = await order(id, 700)
    const refund = await at.control('POST', 'refunds', { payment_intent: intent.id, amount: 1000 })
    expect(refund).toMatchObject({
      status: 'succeeded',
      destination_details: { type: 'customer_cash_balance' },
    })
    expect(await status(waiting.id)).toBe('succeeded')
    expect(await cash(id)).toEqual({ usd: 300 })
    expect(await types(id)).toEqual(expect.arrayContaining(['refunded_from_payment']))
    checkBooks(at.simulator.api)
  })

  test('cash that nothing was bought with is returned without touching the balance', async () => {
    const id = await customer()
    await fund(id, 2000)
    const before = await at.stripe.balance.retrieve()
    const back = (amount: number) =>
      at.stripe.refunds.create({ origin: 'customer_balance', customer: id, currency: 'usd', amount })
    expect((await refusal(back(2001))).code).toBe('balance_insufficient')
    const refund = await back(1500)
    expect(refund).toMatchObject({ charge: null, balance_transaction: null, status: 'requires_action' })
    expect(await cash(id)).toEqual({ usd: 500 })
    await at.stripe.refunds.cancel(refund.id)
    expect(await cash(id)).toEqual({ usd: 2000 })
    expect(await types(id)).toEqual(['return_canceled', 'return_initiated', 'funded'])
    expect(await at.stripe.balance.retrieve()).toEqual(before)
  })
})

test('a customer shows its cash balance when asked; each transaction can be read', async () => {
  const id = await customer()
  expect(await at.stripe.customers.retrieve(id, { expand: ['cash_balance'] })).toMatchObject({
    cash_balance: null,
  })
  const sent = await fund(id, 100)
  expect(await at.stripe.customers.retrieve(id, { expand: ['cash_balance'] })).toMatchObject({
    cash_balance: { object: 'cash_balance', available: { usd: 100 }, customer: id },
  })
  expect(await at.stripe.customers.retrieveCashBalanceTransaction(id, sent.id)).toEqual(sent)
  const other = await customer()
  expect((await refusal(at.stripe.customers.retrieveCashBalanceTransaction(other, sent.id))).statusCode).toBe(
    404,
  )
})
