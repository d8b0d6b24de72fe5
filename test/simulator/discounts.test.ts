import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, DAY, monthlyPrice, payingCustomer, refusal } from './support.ts'

let at: Bench
let monthly: Stripe.Price
beforeAll(async () => {
  at = await bench()
  monthly = await monthlyPrice(at.stripe, 1000)
})
afterAll(() => at.simulator.close())

const OLD = { apiVersion: '2024-06-20' }
// The types are those of the newest version, which no longer takes these.
const legacy = (fields: Record<string, string>): object => fields

const customer = async (more: object = {}, version = {}): Promise<Stripe.Customer> =>
  payingCustomer(at.stripe, more, version)
const coupon = (more: Partial<Stripe.CouponCreateParams> = {}): Promise<Stripe.Coupon> =>
  at.stripe.coupons.create({ percent_off: 10, duration: 'forever', ...more })
const subscribe = (
  to: string,
  discounts?: Stripe.SubscriptionCreateParams['discounts'],
): Promise<Stripe.Subscription> =>
  at.stripe.subscriptions.create({
    customer: to,
    items: [{ price: monthly.id }],
    ...(discounts ? { discounts } : {}),
    expand: ['discounts'],
  })
const totals = async (subscription: string): Promise<readonly number[]> =>
  (await at.stripe.invoices.list({ subscription })).data.map((i) => i.total)
const told = async (about: string): Promise<readonly string[]> =>
  (await at.stripe.events.list({ type: 'customer.discount.*', limit: 100 })).data
    .filter((e) => JSON.stringify(e.data.object).includes(about))
    .map((e) => e.type)

describe('a customer’s discount', () => {
  test('is given in older versions, changed, taken away, and told each time', async () => {
    const [ten, half] = [await coupon(), await coupon({ percent_off: 50 })]
    const made = await customer(legacy({ coupon: ten.id }), OLD)
    expect(made.discount).toMatchObject({ object: 'discount', coupon: { id: ten.id, percent_off: 10 } })
    const shown = await at.stripe.customers.retrieve(made.id)
    expect(shown).toMatchObject({ discount: { customer: made.id, source: { coupon: ten.id } } })
    await at.stripe.customers.update(made.id, legacy({ coupon: half.id }), OLD)
    const gone = await at.stripe.customers.deleteDiscount(made.id)
    expect(gone).toMatchObject({ object: 'discount', deleted: true, source: { coupon: half.id } })
    expect(gone).not.toHaveProperty('end')
    expect(await at.stripe.customers.retrieve(made.id)).toMatchObject({ discount: null })
    expect(await told(made.id)).toEqual([
      'customer.discount.deleted',
      'customer.discount.updated',
      'customer.discount.created',
    ])
    expect(await refusal(at.stripe.customers.deleteDiscount(made.id))).toMatchObject({ statusCode: 404 })
  })

  test('the newest version does not know the parameter', async () => {
    const { id } = await coupon()
    expect(await refusal(customer(legacy({ coupon: id })))).toMatchObject({
      code: 'parameter_unknown',
      param: 'coupon',
    })
  })

  test('comes off its subscriptions and invoices, unless those have their own', async () => {
    const [ten, half] = [await coupon(), await coupon({ percent_off: 50 })]
    const { id } = await customer(legacy({ coupon: ten.id }), OLD)
    expect(await totals((await subscribe(id)).id)).toEqual([900])
    expect(await totals((await subscribe(id, [{ coupon: half.id }])).id)).toEqual([500])
    await at.stripe.invoiceItems.create({ customer: id, amount: 2000, currency: 'usd' })
    const draft = { customer: id, pending_invoice_items_behavior: 'include' } as const
    const invoice = await at.stripe.invoices.create(draft)
    expect(invoice).toMatchObject({ subtotal: 2000, total: 1800 })
  })
})

describe('a subscription’s discount', () => {
  test('of a coupon that counts once is gone with the first invoice', async () => {
    const { id } = await customer()
    const made = await subscribe(id, [{ coupon: (await coupon({ duration: 'once' })).id }])
    expect(made.discounts).toEqual([])
    expect(await told(made.id)).toEqual(['customer.discount.deleted', 'customer.discount.created'])
    await at.control('POST', 'clock', { advance: 32 * DAY })
    expect(await totals(made.id)).toEqual([1000, 900])
  })

  test('that lasts some months ends by itself', async () => {
    const { id } = await customer()
    const months = await coupon({ duration: 'repeating', duration_in_months: 2 })
    const made = await subscribe(id, [{ coupon: months.id }])
    for (let i = 0; i < 3; i++) await at.control('POST', 'clock', { advance: 31 * DAY })
    expect(await totals(made.id)).toEqual([1000, 1000, 900, 900])
    expect(await at.stripe.subscriptions.retrieve(made.id)).toMatchObject({ discounts: [] })
  })

  test('is kept, replaced and taken away by an update; a delete says what went', async () => {
    const [ten, half] = [await coupon(), await coupon({ percent_off: 50 })]
    const { id } = await customer()
    const made = await subscribe(id, [{ coupon: ten.id }])
    const [first] = made.discounts
    const firstId = typeof first === 'object' ? first.id : ''
    expect(first).toMatchObject({ subscription: made.id, customer: id })
    const both = await at.stripe.subscriptions.update(made.id, {
      discounts: [{ discount: firstId }, { coupon: half.id }],
    })
    expect(both.discounts).toHaveLength(2)
    expect(both.discounts[0]).toBe(firstId)
    const same = await at.stripe.subscriptions.update(made.id, { description: 'x' })
    expect(same.discounts).toEqual(both.discounts)
    expect((await at.stripe.subscriptions.update(made.id, { discounts: '' })).discounts).toEqual([])
    expect((await refusal(at.stripe.subscriptions.deleteDiscount(made.id))).statusCode).toBe(404)
    await at.stripe.subscriptions.update(made.id, { discounts: [{ coupon: half.id }] })
    const old = await at.stripe.subscriptions.retrieve(made.id, {}, OLD)
    expect(old).toMatchObject({ discount: { coupon: { id: half.id } } })
    expect(await at.stripe.subscriptions.deleteDiscount(made.id)).toMatchObject({
      deleted: true,
      subscription: made.id,
    })
    expect((await at.stripe.subscriptions.retrieve(made.id)).status).toBe('active')
    const strange = at.stripe.subscriptions.update(made.id, { discounts: [{ discount: 'di_none' }] })
    expect(await refusal(strange)).toMatchObject({ code: 'resource_missing' })
  })

  test('comes by a promotion code that may be used, and only so often', async () => {
    const [one, other] = [await customer(), await customer()]
    const { id } = await coupon()
    const code = await at.stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: id },
      max_redemptions: 1,
    })
    const made = await subscribe(one.id, [{ promotion_code: code.id }])
    expect(made.discounts[0]).toMatchObject({ promotion_code: code.id })
    expect(await at.stripe.promotionCodes.retrieve(code.id)).toMatchObject({
      active: false,
      times_redeemed: 1,
    })
    const again = subscribe(other.id, [{ promotion_code: code.id }])
    expect(await refusal(again)).toMatchObject({ param: 'discounts[0][promotion_code]' })
    const fresh = await at.stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: id },
      restrictions: { first_time_transaction: true },
    })
    expect((await refusal(subscribe(one.id, [{ promotion_code: fresh.id }]))).message).toContain(
      'prior transactions',
    )
  })

  test('outlives its coupon', async () => {
    const { id } = await customer()
    const ten = await coupon()
    const made = await subscribe(id, [{ coupon: ten.id }])
    await at.stripe.coupons.del(ten.id)
    await at.control('POST', 'clock', { advance: 32 * DAY })
    expect(await totals(made.id)).toEqual([900, 900])
    expect((await refusal(subscribe(id, [{ coupon: ten.id }]))).code).toBe('resource_missing')
  })
})
