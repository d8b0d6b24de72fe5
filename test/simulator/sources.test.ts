import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, bench, DAY, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

test('a source is made of a card, attached, charged and detached for good', async () => {
  const made = await at.stripe.sources.create({
    type: 'card',
    token: 'tok_mastercard',
    owner: { name: '王芳', email: 'fang@example.com' },
  })
  expect(made).toMatchObject({
    object: 'source',
    status: 'chargeable',
    type: 'card',
    card: { last4: '4444' },
    owner: { name: '王芳' },
  })
  expect(await at.stripe.sources.retrieve(made.id)).toEqual(made)
  const { id } = await at.stripe.customers.create({})
  expect(await at.stripe.customers.createSource(id, { source: made.id })).toMatchObject({ customer: id })
  expect(await at.stripe.customers.retrieve(id)).toMatchObject({ default_source: made.id })
  expect((await at.stripe.customers.listSources(id, { object: 'source' })).data).toHaveLength(1)
  const charge = await at.stripe.charges.create({
    amount: 900,
    currency: 'usd',
    customer: id,
    source: made.id,
  })
  expect(charge).toMatchObject({ status: 'succeeded', customer: id })
  const changed = await at.stripe.sources.update(made.id, { metadata: { a: 'b' }, owner: { phone: '+1555' } })
  expect(changed).toMatchObject({ metadata: { a: 'b' }, owner: { name: '王芳', phone: '+1555' } })
  expect(await at.stripe.customers.deleteSource(id, made.id)).toMatchObject({ status: 'consumed' })
  expect((await at.stripe.customers.listSources(id)).data).toEqual([])
  expect(await at.stripe.customers.retrieve(id)).toMatchObject({ default_source: null })
  expect((await refusal(at.stripe.customers.createSource(id, { source: made.id }))).message).toContain(
    'not in a chargeable state',
  )
  const types = (await at.stripe.events.list({ type: 'customer.source.*', limit: 10 })).data.map(
    (e) => e.type,
  )
  expect(types).toEqual(['customer.source.deleted', 'customer.source.updated', 'customer.source.created'])
})

test('a debit source takes its money some days later', async () => {
  // The SDK's parameters name no kind of source, though the API takes them.
  const debit = { type: 'sepa_debit', currency: 'eur', sepa_debit: { iban: 'DE89370400440532013000' } }
  const source = await at.stripe.sources.create(debit)
  expect(source.sepa_debit).toMatchObject({ country: 'DE', last4: '3000' })
  const { id } = await at.stripe.customers.create({ source: source.id })
  const charge = await at.stripe.charges.create({ amount: 1200, currency: 'eur', customer: id })
  expect(charge.status).toBe('pending')
  await at.control('POST', 'clock', { advance: 7 * DAY })
  expect((await at.stripe.charges.retrieve(charge.id)).status).toBe('succeeded')
})

test('a source needs its details', async () => {
  expect(await refusal(at.stripe.sources.create({ type: 'sepa_debit' }))).toMatchObject({
    code: 'parameter_missing',
    param: 'sepa_debit[iban]',
  })
  expect(await refusal(at.stripe.sources.retrieve('src_none'))).toMatchObject({ statusCode: 404 })
})
