import { afterAll, beforeAll, expect, test } from 'vitest'
import { mirroredTypes, objectsContract } from '../../src/shared/features/objects/contract.ts'
import { objectsQueries } from '../../src/main/features/objects/queries.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { mirrorAll, openShop, type Shop, temporaryFolder } from './support.ts'

const folder = temporaryFolder()
let shop: Shop
let reader: Reader
beforeAll(async () => {
  shop = await openShop()
  const { stripe } = shop
  const customer = await stripe.customers.create({
    name: '王小明',
    email: 'wang@example.com',
    phone: '+8613800138000',
  })
  await stripe.customers.create({ name: 'Ada', metadata: { shop: 'harbour' } })
  await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await stripe.setupIntents.create({ customer: customer.id })
  const product = await stripe.products.create({ name: 'Longjing' })
  await stripe.prices.create({ product: product.id, unit_amount: 500, currency: 'eur' })
  await stripe.prices.create({ product: product.id, unit_amount: 900, currency: 'eur', active: false })
  await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] })
  await mirrorAll(folder.path, shop)
  reader = new Reader(folder.path)
})
afterAll(async () => {
  reader.close()
  folder[Symbol.dispose]()
  await shop[Symbol.asyncDispose]()
})

const window = { direction: 'desc', offset: 0, limit: 100 } as const
const every = { includeDeleted: false } as const

test('the types that can be listed are those that have tables', () => {
  expect([...mirroredTypes]).toEqual(tables.map(({ type }) => type).toSorted())
})

test('every type can be listed and counted, and the rows are what the contract says', () => {
  for (const type of mirroredTypes) {
    const listed = objectsContract.list.output.parse(
      objectsQueries['objects.list'](reader, { type, filter: every, ...window }),
    )
    const counted = objectsQueries['objects.count'](reader, { type, filter: every })
    expect(counted).toMatchObject({ count: listed.rows.length, exact: true })
  }
})

test('objects are found by words, Chinese ones too, by id, status, customer and product', () => {
  const list = (input: Partial<Parameters<(typeof objectsQueries)['objects.list']>[1]>) =>
    objectsQueries['objects.list'](reader, { type: 'customer', filter: every, ...window, ...input }).rows
  const [wang] = list({ filter: { ...every, text: '小明 WANG@' } })
  expect(wang?.fields['email']).toBe('wang@example.com')
  expect(list({ filter: { ...every, text: 'harbour' } }).map(({ fields }) => fields['name'])).toEqual(['Ada'])
  expect(list({ filter: { ...every, text: 'nobody' } })).toEqual([])
  expect(list({ filter: { ...every, text: wang?.id.slice(0, 10) ?? '' } })).toEqual([wang])
  const customer = wang?.id ?? ''
  expect(list({ type: 'payment_method', filter: { ...every, customer } })).toHaveLength(1)
  expect(list({ type: 'setup_intent', filter: { ...every, customer, status: 'canceled' } })).toEqual([])
  const [product] = list({ type: 'product' })
  expect(list({ type: 'price', filter: { ...every, product: product?.id ?? '' } })).toHaveLength(2)
  expect(list({ type: 'price', limit: 1, offset: 1 })).toHaveLength(1)
})

test('a filter that a type has no column for is refused, not ignored', () => {
  const filter = { ...every, customer: 'cus_1' }
  expect(() => objectsQueries['objects.list'](reader, { type: 'product', filter, ...window })).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid_input' }) }),
  )
})

test('any object is read by its id alone, and an unknown id is said', () => {
  const [endpoint] = objectsQueries['objects.list'](reader, {
    type: 'webhook_endpoint',
    filter: every,
    ...window,
  }).rows
  const { object } = objectsQueries['objects.get'](reader, { id: endpoint?.id ?? '' })
  expect(object).toEqual(endpoint)
  expect(() => objectsQueries['objects.get'](reader, { id: 'we_none' })).toThrow(/does not hold/)
})
