import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, DAY, monthlyPrice, payingCustomer, refusal } from './support.ts'

let at: Bench
let monthly: Stripe.Price
beforeAll(async () => {
  at = await bench()
  monthly = await monthlyPrice(at.stripe, 1200)
})
afterAll(() => at.simulator.close())

const payer = (): Promise<Stripe.Customer> => payingCustomer(at.stripe)

describe('the preview of an invoice', () => {
  test('of a subscription is what its next period will ask, balance and pending items with it', async () => {
    const { id } = await payer()
    const subscription = await at.stripe.subscriptions.create({
      customer: id,
      items: [{ price: monthly.id }],
    })
    await at.stripe.customers.createBalanceTransaction(id, { amount: -200, currency: 'usd' })
    await at.stripe.invoiceItems.create({ customer: id, amount: 300, currency: 'usd', description: 'Cup' })
    const seen = await at.stripe.invoices.createPreview({ customer: id })
    expect(seen).toMatchObject({
      id: expect.stringMatching(/^upcoming_in_/),
      billing_reason: 'upcoming',
      status: 'draft',
      total: 1500,
      starting_balance: -200,
      amount_due: 1300,
      parent: { subscription_details: { subscription: subscription.id } },
    })
    const doubled = await at.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items: [{ id: subscription.items.data[0]?.id ?? '', quantity: 2 }] },
      preview_mode: 'recurring',
    })
    expect(doubled.total).toBe(2400)
    expect(await refusal(at.stripe.invoices.retrieve(seen.id))).toMatchObject({ statusCode: 404 })
    await at.control('POST', 'clock', { advance: 32 * DAY })
    const [next] = (await at.stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data
    expect(next).toMatchObject({ status: 'paid', total: 1500, amount_paid: 1300 })
    expect(next?.lines.data.map(({ amount, description }) => [amount, description])).toEqual(
      seen.lines.data.map(({ amount, description }) => [amount, description]),
    )
  })

  test('of somebody who is no customer yet, with a coupon; nothing of it is stored', async () => {
    const coupon = await at.stripe.coupons.create({ percent_off: 50 })
    const product = await at.stripe.products.create({ name: 'Pot' })
    const prices = (await at.stripe.prices.list({ limit: 100 })).data.length
    const seen = await at.stripe.invoices.createPreview({
      currency: 'usd',
      customer_details: { address: { country: 'US', city: 'Portland' } },
      invoice_items: [
        { price_data: { currency: 'usd', product: product.id, unit_amount: 500 }, quantity: 2 },
      ],
      subscription_details: { items: [{ price: monthly.id }] },
      discounts: [{ coupon: coupon.id }],
    })
    expect(seen).toMatchObject({
      customer: null,
      subtotal: 2200,
      total: 1100,
      customer_address: { city: 'Portland' },
    })
    expect((await at.stripe.prices.list({ limit: 100 })).data).toHaveLength(prices)
    expect(await at.stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 0 })
  })

  test('nothing to come is a 404; no customer and a schedule nobody has are refused', async () => {
    const { id } = await payer()
    expect(await refusal(at.stripe.invoices.createPreview({ customer: id }))).toMatchObject({
      statusCode: 404,
      code: 'invoice_upcoming_none',
    })
    expect(await refusal(at.stripe.invoices.createPreview({}))).toMatchObject({ code: 'parameter_missing' })
    expect(await refusal(at.stripe.invoices.createPreview({ schedule: 'sub_sched_1' }))).toMatchObject({
      code: 'resource_missing',
    })
    const subscription = await at.stripe.subscriptions.create({
      customer: id,
      items: [{ price: monthly.id }],
    })
    await at.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    expect(await refusal(at.stripe.invoices.createPreview({ subscription: subscription.id }))).toMatchObject({
      code: 'invoice_upcoming_none',
    })
  })
})
