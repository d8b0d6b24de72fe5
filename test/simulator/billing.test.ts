import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, DAY, monthlyPrice, referenceId, refusal } from './support.ts'

let b: Bench
let monthly: Stripe.Price
beforeAll(async () => {
  b = await bench({ seed: 'empty' })
  monthly = await monthlyPrice(b.stripe, 1200)
})
afterAll(() => b.simulator.close())

const payer = (method = 'pm_card_visa'): Promise<Stripe.Customer> =>
  b.stripe.customers.create({
    payment_method: method,
    invoice_settings: { default_payment_method: method },
  })
const told = async (type: string): Promise<readonly Stripe.Event[]> =>
  (await b.stripe.events.list({ type, limit: 20 })).data

async function draft(customer: string): Promise<Stripe.Invoice> {
  await b.stripe.invoiceItems.create({ customer, amount: 2500, currency: 'usd', description: 'Tin' })
  await b.stripe.invoiceItems.create({ customer, amount: -500, currency: 'usd' })
  return b.stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' })
}

describe('invoices', () => {
  test('a draft is finalised and paid; the money is on the balance and the payment beside it', async () => {
    const customer = await payer()
    const made = await draft(customer.id)
    expect(made).toMatchObject({ status: 'draft', total: 2000, amount_due: 2000 })
    const before = (await b.stripe.balance.retrieve()).pending[0]?.amount ?? 0
    const paid = await b.stripe.invoices.pay(made.id, {}, {})
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 2000, amount_remaining: 0 })
    expect(paid.number).toMatch(/-0001$/)
    const after = (await b.stripe.balance.retrieve()).pending[0]?.amount ?? 0
    expect(after - before).toBe(2000 - 88)
    const payments = await b.stripe.invoicePayments.list({ invoice: made.id })
    expect(payments.data[0]).toMatchObject({ status: 'paid', amount_paid: 2000 })
    expect(await refusal(b.stripe.invoices.pay(made.id))).toMatchObject({ code: 'invoice_already_paid' })
    expect(await told('invoice.paid')).toHaveLength(1)
  })

  test('a declined card leaves it open, and another one pays it', async () => {
    const customer = await payer('pm_card_chargeCustomerFail')
    const made = await draft(customer.id)
    expect(await refusal(b.stripe.invoices.pay(made.id))).toMatchObject({ statusCode: 402 })
    expect(await b.stripe.invoices.retrieve(made.id)).toMatchObject({ status: 'open', attempt_count: 1 })
    const good = await b.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    expect(await b.stripe.invoices.pay(made.id, { payment_method: good.id })).toMatchObject({
      status: 'paid',
    })
  })

  test('only a draft can be deleted; only an open one voided or given up', async () => {
    const customer = await payer()
    const first = await draft(customer.id)
    expect(await b.stripe.invoices.del(first.id)).toMatchObject({ deleted: true })
    const second = await draft(customer.id)
    expect(await refusal(b.stripe.invoices.voidInvoice(second.id))).toMatchObject({ statusCode: 400 })
    await b.stripe.invoices.finalizeInvoice(second.id)
    expect(await refusal(b.stripe.invoices.del(second.id))).toMatchObject({ statusCode: 400 })
    expect(await b.stripe.invoices.markUncollectible(second.id)).toMatchObject({ status: 'uncollectible' })
    expect(await b.stripe.invoices.voidInvoice(second.id)).toMatchObject({ status: 'void' })
    const listed = await b.stripe.invoices.list({ customer: customer.id, status: 'void' })
    expect(listed.data.map((i) => i.id)).toEqual([second.id])
  })

  test('a credit note lowers an open invoice, refunds a paid one, and never goes beyond it', async () => {
    const customer = await payer()
    const made = await draft(customer.id)
    await b.stripe.invoices.finalizeInvoice(made.id)
    const lines = (amount: number): Stripe.CreditNoteCreateParams.Line[] => [
      { type: 'custom_line_item', description: 'Broken', quantity: 1, unit_amount: amount },
    ]
    const note = await b.stripe.creditNotes.create({ invoice: made.id, lines: lines(300) })
    expect(note).toMatchObject({ type: 'pre_payment', amount: 300 })
    expect(await b.stripe.invoices.retrieve(made.id)).toMatchObject({ amount_remaining: 1700 })
    await b.stripe.creditNotes.voidCreditNote(note.id)
    expect(await b.stripe.invoices.pay(made.id)).toMatchObject({ amount_paid: 2000 })
    const back = await b.stripe.creditNotes.create({
      invoice: made.id,
      lines: lines(500),
      refund_amount: 500,
    })
    const refund = await b.stripe.refunds.retrieve(referenceId(back.refunds[0]?.refund))
    expect(refund).toMatchObject({ amount: 500, status: 'succeeded' })
    const more = b.stripe.creditNotes.create({ invoice: made.id, lines: lines(1501), refund_amount: 1501 })
    expect(await refusal(more)).toMatchObject({ param: 'amount' })
    expect(await b.stripe.creditNotes.list({ invoice: made.id })).toMatchObject({ data: { length: 2 } })
  })

  test('before basil an invoice names its payment and subscription itself', async () => {
    const customer = await payer()
    await b.stripe.subscriptions.create({ customer: customer.id, items: [{ price: monthly.id }] })
    const old = { apiVersion: '2024-06-20' }
    const [invoice] = (await b.stripe.invoices.list({ customer: customer.id }, old)).data
    expect(invoice).toMatchObject({
      paid: true,
      payment_intent: expect.stringMatching(/^pi_/),
      subscription: expect.stringMatching(/^sub_/),
    })
    const [now] = (await b.stripe.invoices.list({ customer: customer.id })).data
    expect(now).not.toHaveProperty('payment_intent')
    expect(now?.parent?.subscription_details?.subscription).toMatch(/^sub_/)
  })
})

describe('subscriptions', () => {
  test('charges at once, renews with the clock, ends at the period when asked', async () => {
    const customer = await payer()
    const made = await b.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: monthly.id }],
    })
    expect(made).toMatchObject({ status: 'active' })
    await b.control('POST', 'clock', { advance: 32 * DAY })
    expect((await b.stripe.invoices.list({ subscription: made.id })).data.map((i) => i.status)).toEqual([
      'paid',
      'paid',
    ])
    await b.stripe.subscriptions.update(made.id, { cancel_at_period_end: true })
    await b.control('POST', 'clock', { advance: 32 * DAY })
    expect((await b.stripe.subscriptions.retrieve(made.id)).status).toBe('canceled')
    expect((await told('customer.subscription.deleted')).length).toBe(1)
    expect((await b.stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
    expect((await b.stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toHaveLength(1)
  })

  test('without a way to pay it is refused, or waits when asked to', async () => {
    const customer = await b.stripe.customers.create({})
    const items = [{ price: monthly.id }]
    const refused = b.stripe.subscriptions.create({ customer: customer.id, items })
    expect(await refusal(refused)).toMatchObject({ statusCode: 400, code: 'resource_missing' })
    const waiting = await b.stripe.subscriptions.create({
      customer: customer.id,
      items,
      payment_behavior: 'default_incomplete',
      expand: ['latest_invoice.confirmation_secret'],
    })
    expect(waiting.status).toBe('incomplete')
    const [payment] = (await b.stripe.invoicePayments.list({ invoice: invoiceId(waiting) })).data
    await b.stripe.paymentIntents.confirm(referenceId(payment?.payment.payment_intent), {
      payment_method: 'pm_card_visa',
    })
    expect((await b.stripe.subscriptions.retrieve(waiting.id)).status).toBe('active')
  })

  test('an incomplete one lapses after 23 hours', async () => {
    const customer = await payer('pm_card_chargeCustomerFail')
    const made = await b.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: monthly.id }],
    })
    expect(made.status).toBe('incomplete')
    await b.control('POST', 'clock', { advance: DAY })
    expect((await b.stripe.subscriptions.retrieve(made.id)).status).toBe('incomplete_expired')
  })

  test('a trial costs nothing, warns before its end, and pauses without a method', async () => {
    const customer = await b.stripe.customers.create({})
    const made = await b.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: monthly.id }],
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    })
    expect(made.status).toBe('trialing')
    await b.control('POST', 'clock', { advance: 5 * DAY })
    expect((await told('customer.subscription.trial_will_end')).length).toBe(1)
    await b.control('POST', 'clock', { advance: 3 * DAY })
    expect((await b.stripe.subscriptions.retrieve(made.id)).status).toBe('paused')
    expect((await b.stripe.invoices.list({ subscription: made.id })).data.map((i) => i.total)).toEqual([0])
  })

  test('a failing card makes it past due, and paying the invoice brings it back', async () => {
    const customer = await payer()
    const made = await b.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: monthly.id }],
    })
    const bad = await b.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id })
    await b.stripe.subscriptions.update(made.id, { default_payment_method: bad.id })
    await b.control('POST', 'clock', { advance: 32 * DAY })
    const late = await b.stripe.subscriptions.retrieve(made.id)
    expect(late.status).toBe('past_due')
    const good = await b.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await b.stripe.invoices.pay(invoiceId(late), { payment_method: good.id })
    expect((await b.stripe.subscriptions.retrieve(made.id)).status).toBe('active')
  })

  test('ends with its customer', async () => {
    const customer = await payer()
    const made = await b.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: monthly.id }],
    })
    await b.stripe.customers.del(customer.id)
    expect((await b.stripe.subscriptions.retrieve(made.id)).status).toBe('canceled')
    const [event] = await told('customer.subscription.deleted')
    expect(event?.data.object).toMatchObject({ id: made.id })
    // Its next period comes and nobody is charged.
    expect(await b.control('POST', 'clock', { advance: 35 * DAY })).toHaveProperty('now')
  })

  test('items are added, changed and removed, but never the last', async () => {
    const customer = await payer()
    const made = await b.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: monthly.id }],
    })
    const [first] = made.items.data
    const changed = await b.stripe.subscriptionItems.update(first?.id ?? '', { quantity: 5 })
    expect(changed.quantity).toBe(5)
    expect(await refusal(b.stripe.subscriptionItems.del(first?.id ?? ''))).toMatchObject({ param: 'items' })
    await b.stripe.subscriptionItems.create({ subscription: made.id, price: monthly.id, quantity: 2 })
    expect((await b.stripe.subscriptionItems.list({ subscription: made.id })).data).toHaveLength(2)
    const unknown = b.stripe.subscriptions.create({ customer: customer.id, items: [{ price: 'price_none' }] })
    expect(await refusal(unknown)).toMatchObject({ statusCode: 400, param: 'items[0][price]' })
  })
})

const invoiceId = ({ latest_invoice: latest }: Stripe.Subscription): string => referenceId(latest)
