import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, bench, pay, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

type Details = Stripe.PaymentIntentCreateParams.AmountDetails
const tins = (more: Partial<Stripe.PaymentIntentCreateParams.AmountDetails.LineItem> = {}) => ({
  product_name: 'Tin of tea',
  quantity: 2,
  unit_cost: 900,
  ...more,
})
const make = (details: Details, amount = 2000): Promise<Stripe.PaymentIntent> =>
  at.stripe.paymentIntents.create({ amount, currency: 'usd', amount_details: details })
const items = async (id: string): Promise<readonly Stripe.PaymentIntentAmountDetailsLineItem[]> =>
  (await at.stripe.paymentIntents.listAmountDetailsLineItems(id)).data

test('line items that come to the amount are kept, listed, and shown when asked for', async () => {
  const made = await make({
    line_items: [tins({ product_code: 'TEA-1', tax: { total_tax_amount: 150 } }), tins({ unit_cost: 50 })],
    shipping: { amount: 50, to_postal_code: '97205' },
    discount_amount: 100,
  })
  expect(made.amount_details).toEqual({
    discount_amount: 100,
    shipping: { amount: 50, from_postal_code: null, to_postal_code: '97205' },
    tip: {},
  })
  const listed = await items(made.id)
  expect(listed).toMatchObject([
    { product_code: 'TEA-1', quantity: 2, unit_cost: 900, tax: { total_tax_amount: 150 } },
    { product_code: null, discount_amount: null, tax: null },
  ])
  const expanded = await at.stripe.paymentIntents.retrieve(made.id, { expand: ['amount_details.line_items'] })
  expect(expanded.amount_details?.line_items).toMatchObject({ object: 'list', data: listed, has_more: false })
  const page = await at.stripe.paymentIntents.listAmountDetailsLineItems(made.id, { limit: 1 })
  expect([page.data, page.has_more]).toEqual([listed.slice(0, 1), true])
})

test.each<[string, Details]>([
  ['a sum that is not the amount', { line_items: [tins()] }],
  ['a discount told twice', { discount_amount: 100, line_items: [tins({ discount_amount: 100 })] }],
  [
    'a tax told twice',
    { tax: { total_tax_amount: 1 }, line_items: [tins({ tax: { total_tax_amount: 1 } })] },
  ],
  ['shipping above the amount', { shipping: { amount: 2001 } }],
  ['too many', { line_items: Array.from({ length: 201 }, () => tins({ quantity: 1, unit_cost: 10 })) }],
  ['a code that is too long', { line_items: [tins({ product_code: 'x'.repeat(13) })] }],
  ['no quantity', { line_items: [tins({ quantity: 0 })] }],
])('refused: %s', async (_, details) => {
  const error = await refusal(make(details))
  expect([error.statusCode, error.param]).toEqual([400, expect.stringMatching(/^amount_details/)])
})

test('what does not add up is said in the answer when it is not to be refused', async () => {
  const made = await make({ line_items: [tins()], enforce_arithmetic_validation: false })
  expect(made.amount_details?.error).toMatchObject({ code: 'amount_details_amount_mismatch' })
  const mended = await at.stripe.paymentIntents.update(made.id, { amount: 1800 })
  expect(mended.amount_details).not.toHaveProperty('error')
})

test('an update replaces or clears them, and a new amount has to fit', async () => {
  const made = await make({ line_items: [tins({ unit_cost: 1000 })] })
  const [before] = await items(made.id)
  const refused = at.stripe.paymentIntents.update(made.id, { amount: 1500 })
  expect(await refusal(refused)).toMatchObject({ statusCode: 400, param: 'amount_details' })
  expect(await items(made.id)).toEqual([before])
  expect(await at.stripe.paymentIntents.retrieve(made.id)).toMatchObject({ amount: 2000 })
  await at.stripe.paymentIntents.update(made.id, { amount: 1500, amount_details: { line_items: '' } })
  expect(await items(made.id)).toEqual([])
})

test('a capture is told what is captured', async () => {
  const held = await pay(at.stripe, 2000, 'pm_card_visa', { capture_method: 'manual' })
  const capture = (unit: number) =>
    at.stripe.paymentIntents.capture(held.id, {
      amount_to_capture: 1800,
      amount_details: { line_items: [tins({ unit_cost: unit })] },
    })
  expect(await refusal(capture(1000))).toMatchObject({ statusCode: 400 })
  expect(await at.stripe.paymentIntents.retrieve(held.id)).toMatchObject({ status: 'requires_capture' })
  expect(await capture(900)).toMatchObject({ status: 'succeeded', amount_received: 1800 })
  expect(await items(held.id)).toMatchObject([{ unit_cost: 900 }])
})
