import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, referenceId, refusal } from './support.ts'

let b: Bench
beforeAll(async () => {
  b = await bench({ seed: 'empty' })
})
afterAll(() => b.simulator.close())

const types = async (): Promise<readonly string[]> =>
  (await b.stripe.events.list({ limit: 5 })).data.map((e) => e.type)

describe('products and prices', () => {
  test('a product with its default price', async () => {
    const product = await b.stripe.products.create({
      name: 'Oolong',
      metadata: { sku: 'T-1' },
      default_price_data: { currency: 'eur', unit_amount: 1250 },
    })
    const price = await b.stripe.prices.retrieve(referenceId(product.default_price), { expand: ['product'] })
    expect(price).toMatchObject({ unit_amount: 1250, currency: 'eur', type: 'one_time' })
    expect(price.unit_amount_decimal?.toString()).toBe('1250')
    expect(price.product).toMatchObject({ id: product.id, name: 'Oolong' })
    const error = await refusal(b.stripe.products.del(product.id))
    expect(error.message).toMatch(/user-created prices/)
  })

  test('a product without prices can be deleted, and stays as a stub', async () => {
    const product = await b.stripe.products.create({ id: 'pu_erh', name: 'Pu-erh' })
    expect(await refusal(b.stripe.products.create({ id: 'pu_erh', name: 'Again' }))).toMatchObject({
      code: 'resource_already_exists',
    })
    const renamed = await b.stripe.products.update(product.id, { name: 'Pu-erh 2019', active: false })
    expect(renamed).toMatchObject({ name: 'Pu-erh 2019', active: false })
    expect(await b.stripe.products.del(product.id)).toMatchObject({ deleted: true })
    expect((await types())[0]).toBe('product.deleted')
    expect((await b.stripe.products.list({ limit: 100 })).data.map((p) => p.id)).not.toContain(product.id)
    expect(await refusal(b.stripe.products.update(product.id, { name: 'x' }))).toMatchObject({
      statusCode: 404,
    })
  })

  test('a recurring price is a plan too; lookup keys are unique unless transferred', async () => {
    const product = await b.stripe.products.create({ name: 'Club' })
    const make = (more: object = {}) =>
      b.stripe.prices.create({
        product: product.id,
        currency: 'usd',
        unit_amount: 900,
        recurring: { interval: 'month' },
        lookup_key: 'club',
        ...more,
      })
    const first = await make()
    expect(await b.stripe.plans.retrieve(first.id)).toMatchObject({ amount: 900, interval: 'month' })
    expect((await refusal(make())).message).toMatch(/already uses that lookup key/)
    const second = await make({ transfer_lookup_key: true })
    const found = await b.stripe.prices.list({ lookup_keys: ['club'] })
    expect(found.data.map((p) => p.id)).toEqual([second.id])
    expect((await b.stripe.prices.list({ product: product.id, type: 'one_time' })).data).toEqual([])
    const old = await b.stripe.prices.update(first.id, { active: false, nickname: 'old' })
    expect(old).toMatchObject({ active: false, nickname: 'old' })
    expect((await types())[0]).toBe('price.updated')
  })

  test('a price needs an amount and a product', async () => {
    expect(await refusal(b.stripe.prices.create({ currency: 'usd', unit_amount: 5 }))).toMatchObject({
      param: 'product',
    })
    const error = await refusal(b.stripe.prices.create({ currency: 'usd', product_data: { name: 'x' } }))
    expect(error.param).toBe('unit_amount')
  })

  test('a plan makes its product and its price, and is gone once deleted', async () => {
    const plan = await b.stripe.plans.create({
      currency: 'usd',
      interval: 'year',
      amount: 9900,
      product: { name: 'Yearly' },
    })
    expect(await b.stripe.prices.retrieve(plan.id)).toMatchObject({ unit_amount: 9900, type: 'recurring' })
    expect(await b.stripe.plans.update(plan.id, { nickname: 'Y' })).toMatchObject({ nickname: 'Y' })
    await b.stripe.plans.del(plan.id)
    expect(await refusal(b.stripe.plans.retrieve(plan.id))).toMatchObject({ code: 'resource_missing' })
    expect(await refusal(b.stripe.prices.retrieve(plan.id))).toMatchObject({ code: 'resource_missing' })
  })
})

describe('coupons and promotion codes', () => {
  test('a coupon is created, renamed, deleted, and its id can be used again', async () => {
    const coupon = await b.stripe.coupons.create({ id: 'SPRING', percent_off: 12.5, duration: 'once' })
    expect(coupon).toMatchObject({ percent_off: 12.5, valid: true, times_redeemed: 0 })
    expect(await b.stripe.coupons.update('SPRING', { name: 'Spring' })).toMatchObject({ name: 'Spring' })
    expect(await b.stripe.coupons.del('SPRING')).toMatchObject({ deleted: true })
    expect(await refusal(b.stripe.coupons.retrieve('SPRING'))).toMatchObject({ statusCode: 404 })
    await b.stripe.coupons.create({ id: 'SPRING', amount_off: 300, currency: 'usd' })
    expect((await b.stripe.coupons.list()).data.map((c) => c.id)).toEqual(['SPRING'])
  })

  test.each([
    [{}, 'percent_off'],
    [{ percent_off: 120 }, 'percent_off'],
    [{ amount_off: 5 }, 'currency'],
    [{ percent_off: 5, duration: 'repeating' }, 'duration_in_months'],
  ])('a coupon of %j is refused', async (params, param) => {
    expect(await refusal(b.stripe.rawRequest('POST', '/v1/coupons', params))).toMatchObject({ param })
  })

  test('promotion codes are found by code and shown to old versions with their coupon', async () => {
    const coupon = await b.stripe.coupons.create({ percent_off: 10 })
    const code = await b.stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'TEA10',
    })
    expect((await b.stripe.promotionCodes.list({ code: 'tea10' })).data.map((p) => p.id)).toEqual([code.id])
    expect(
      await refusal(
        b.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'tea10' }),
      ),
    ).toMatchObject({ param: 'code' })
    const seen = await b.stripe.promotionCodes.retrieve(code.id, {}, { apiVersion: '2024-06-20' })
    expect(seen).toMatchObject({ coupon: { id: coupon.id, percent_off: 10 } })
    expect(seen).not.toHaveProperty('promotion')
  })
})

test('tax rates and shipping rates', async () => {
  const tax = await b.stripe.taxRates.create({ display_name: 'VAT', inclusive: true, percentage: 19.5 })
  expect(await b.stripe.taxRates.update(tax.id, { active: false })).toMatchObject({
    active: false,
    percentage: 19.5,
  })
  expect((await b.stripe.taxRates.list({ active: true })).data).toEqual([])
  const shipping = await b.stripe.shippingRates.create({
    display_name: 'Post',
    type: 'fixed_amount',
    fixed_amount: { amount: 500, currency: 'eur' },
  })
  expect((await b.stripe.shippingRates.list({ currency: 'eur' })).data.map((r) => r.id)).toEqual([
    shipping.id,
  ])
})
