import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, bench, DAY, payingCustomer, refusal } from './support.ts'

let at: Bench
let product: Stripe.Product
let price: Stripe.Price
beforeAll(async () => {
  at = await bench()
  product = await at.stripe.products.create({ name: 'Tea club' })
  price = await at.stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1200,
    recurring: { interval: 'month' },
  })
})
afterAll(() => at.simulator.close())

let made = 0
const feature = (): Promise<Stripe.Entitlements.Feature> =>
  at.stripe.entitlements.features.create({ name: 'Tastings', lookup_key: `tastings-${++made}` })

test('features: a lookup key is there once, archived ones are not listed and not attached', async () => {
  const { features } = at.stripe.entitlements
  const one = await feature()
  expect(one).toMatchObject({ id: expect.stringMatching(/^feat_/), active: true, metadata: {} })
  const again = features.create({ name: 'Other', lookup_key: one.lookup_key })
  expect(await refusal(again)).toMatchObject({ statusCode: 400, param: 'lookup_key' })
  const long = features.create({ name: 'x'.repeat(81), lookup_key: 'long' })
  expect(await refusal(long)).toMatchObject({ param: 'name' })
  expect((await features.list({ lookup_key: one.lookup_key })).data).toEqual([one])
  const archived = await features.update(one.id, { active: false, metadata: { why: 'over' } })
  expect(archived).toMatchObject({ active: false, metadata: { why: 'over' } })
  expect((await features.list()).data).toEqual([])
  expect((await features.list({ archived: true })).data).toEqual([archived])
  const attach = at.stripe.products.createFeature(product.id, { entitlement_feature: one.id })
  expect(await refusal(attach)).toMatchObject({ param: 'entitlement_feature' })
  expect(await refusal(features.retrieve('feat_none'))).toMatchObject({ statusCode: 404 })
})

test('a product carries features, each once, and loses them again', async () => {
  const one = await feature()
  const { products } = at.stripe
  const attached = await products.createFeature(product.id, { entitlement_feature: one.id })
  expect(attached).toEqual(
    expect.objectContaining({ object: 'product_feature', entitlement_feature: one, livemode: false }),
  )
  const twice = products.createFeature(product.id, { entitlement_feature: one.id })
  expect(await refusal(twice)).toMatchObject({ param: 'entitlement_feature' })
  expect(await products.retrieveFeature(product.id, attached.id)).toEqual(attached)
  const other = await products.create({ name: 'Pot' })
  expect(await refusal(products.retrieveFeature(other.id, attached.id))).toMatchObject({ statusCode: 404 })
  expect((await products.listFeatures(product.id)).data).toEqual([attached])
  expect(await products.deleteFeature(product.id, attached.id)).toMatchObject({ deleted: true })
  expect((await products.listFeatures(product.id)).data).toEqual([])
})

test('a customer is entitled for as long as the subscription lasts, and the shop is told', async () => {
  const one = await feature()
  await at.stripe.products.createFeature(product.id, { entitlement_feature: one.id })
  const customer = await payingCustomer(at.stripe)
  const active = async () =>
    (await at.stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data
  const told = async () =>
    (await at.stripe.events.list({ type: 'entitlements.active_entitlement_summary.updated' })).data.map(
      ({ data }) => data.object,
    )
  expect(await active()).toEqual([])
  const subscription = await at.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
  })
  const [given] = await active()
  expect(given).toMatchObject({ feature: one.id, lookup_key: one.lookup_key })
  expect(await told()).toMatchObject([{ customer: customer.id, entitlements: { data: [given] } }])
  const expanded = await at.stripe.entitlements.activeEntitlements.retrieve(given?.id ?? '', {
    expand: ['feature'],
  })
  expect(expanded.feature).toEqual(one)
  await at.control('POST', 'clock', { advance: 40 * DAY })
  expect(await active()).toEqual([given])
  await at.stripe.subscriptions.cancel(subscription.id)
  expect(await active()).toEqual([])
  expect(await told()).toMatchObject([{ customer: customer.id, entitlements: { data: [] } }])
})
