import { afterAll, beforeAll, expect, test } from 'vitest'
import { idOf } from '../../src/simulator/world/tables.ts'
import { type Bench, bench, pay, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench({ seed: 'demo', payments: 400, now: 1_790_000_000 })
})
afterAll(() => at.simulator.close())

const charges = async (query: string) => (await at.stripe.charges.search({ query, limit: 100 })).data
const all = async () => await at.stripe.charges.list({ limit: 100 }).autoPagingToArray({ limit: 1000 })

test.each([
  ['status:"failed"', (c) => c.status === 'failed'],
  ['-status:"succeeded"', (c) => c.status !== 'succeeded'],
  ['amount>5000 AND currency:"usd"', (c) => c.amount > 5000 && c.currency === 'usd'],
  ['amount>=5000 amount<=6000', (c) => c.amount >= 5000 && c.amount <= 6000],
  ['currency:"JPY" OR currency:"gbp"', (c) => c.currency === 'jpy' || c.currency === 'gbp'],
  ['disputed:"true"', (c) => c.disputed],
  ['refunded:"true"', (c) => c.refunded],
  ['refunded:"false"', (c) => c.amount_refunded > 0 && !c.refunded],
  ['refunded:null', (c) => c.amount_refunded === 0],
  ['customer:null', (c) => c.customer === null],
  ['metadata["channel"]:"web"', (c) => c.metadata['channel'] === 'web'],
  ['metadata["order_id"]~"NT-1001"', (c) => (c.metadata['order_id'] ?? '').includes('NT-1001')],
  ['-metadata["coupon"]:null', (c) => c.metadata['coupon'] !== undefined],
  ["payment_method_details.card.brand:'amex'", (c) => c.payment_method_details?.card?.brand === 'amex'],
  [
    'created>1780000000 AND created<1788000000',
    (c) => c.created > 1_780_000_000 && c.created < 1_788_000_000,
  ],
] satisfies readonly (readonly [string, (charge: Awaited<ReturnType<typeof all>>[number]) => boolean])[])(
  'charges: %s',
  async (query, holds) => {
    const found = await charges(query)
    const wanted = (await all()).filter(holds)
    expect(found.map((c) => c.id)).toEqual(wanted.slice(0, 100).map((c) => c.id))
  },
)

test('pages by cursor, in an envelope of its own', async () => {
  const first = await at.stripe.charges.search({ query: 'currency:"usd"', limit: 5, expand: ['total_count'] })
  expect(first).toMatchObject({ object: 'search_result', has_more: true, url: '/v1/charges/search' })
  expect(first.total_count).toBe((await all()).filter((c) => c.currency === 'usd').length)
  const second = await at.stripe.charges.search({
    query: 'currency:"usd"',
    limit: 5,
    ...(first.next_page ? { page: first.next_page } : {}),
  })
  const whole = await at.stripe.charges.search({ query: 'currency:"usd"', limit: 10 })
  expect([...first.data, ...second.data].map((c) => c.id)).toEqual(whole.data.map((c) => c.id))
  const other = at.stripe.charges.search({ query: 'currency:"eur"', page: first.next_page ?? '' })
  expect((await refusal(other)).param).toBe('page')
  const last = await at.stripe.charges.search({ query: 'amount>99999999' })
  expect(last).toMatchObject({ data: [], has_more: false, next_page: null })
})

test('customers, payment intents, and what is new', async () => {
  const customer = await at.stripe.customers.create({ name: '张伟 Tea House', email: 'Zhang@Example.com' })
  for (const query of ['email:"zhang@example.com"', 'name~"张伟 "', 'name~"tea house"', 'email~"ZHANG@"'])
    expect((await at.stripe.customers.search({ query })).data.map((one) => one.id)).toContain(customer.id)
  const intent = await pay(at.stripe, 4321, 'pm_card_visa', { metadata: { 'a"b': 'x y' } })
  const byMetadata = await at.stripe.paymentIntents.search({ query: String.raw`metadata["a\"b"]:"x y"` })
  expect(byMetadata.data.map((one) => one.id)).toEqual([intent.id])
  const charge = idOf(intent.latest_charge)
  expect((await charges('amount:4321')).map((c) => c.id)).toContain(charge)
  await at.control('POST', 'search', { delay: 60 })
  expect((await charges('amount:4321')).map((c) => c.id)).not.toContain(charge)
  await at.control('POST', 'clock', { advance: 61 })
  expect((await charges('amount:4321')).map((c) => c.id)).toContain(charge)
  await at.control('POST', 'search', { delay: 0 })
})

test.each([
  ['', 'query'],
  ['amy', 'Expected a clause'],
  ['status:succeeded', 'must be in quotes'],
  ['currency:"usd" OR currency:"eur" AND amount>1', 'cannot combine'],
  ['currency:"usd" OR currency:"eur" amount>1', 'cannot combine'],
  ['description:"tea"', 'unsupported search field'],
  ['status~"succ"', 'not supported'],
  ['currency>"usd"', 'not supported'],
  ['metadata["order_id"]~"NT"', 'at least 3'],
  ['metadata:"x"', 'by key'],
  ['amount:"lots"', 'takes a number'],
  ['(status:"failed")', 'Expected a clause'],
  [Array.from({ length: 11 }, () => 'amount>1').join(' '), 'at most 10'],
])('refused: %s', async (query, message) => {
  const error = await refusal(at.stripe.charges.search({ query }))
  expect(error.statusCode).toBe(400)
  expect(`${error.message} ${error.param ?? ''}`).toContain(message)
})

test('not before its version, and nothing but what Stripe searches', async () => {
  const search = (path: string, version: string) =>
    fetch(`${at.simulator.url}/v1/${path}/search?query=amount:1`, {
      headers: { authorization: 'Bearer sk_test_x', 'stripe-version': version },
    }).then((r) => r.status)
  expect(await search('charges', '2019-05-16')).toBe(400)
  expect(await search('charges', '2020-08-27')).toBe(200)
  expect(await search('refunds', '2026-10-28.endive')).toBe(400)
})
