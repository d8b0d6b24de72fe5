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

test('a bank account is charged once its two deposits are named, and lost after five wrong answers', async () => {
  const bank = { account_number: '000123456789', routing_number: '110000000', country: 'US' }
  const ach = { type: 'ach_debit', currency: 'usd', ach_debit: bank }
  const source = await at.stripe.sources.create(ach)
  expect(source).toMatchObject({
    status: 'pending',
    flow: 'code_verification',
    ach_debit: { last4: '6789' },
    code_verification: { attempts_remaining: 5, status: 'pending' },
  })
  const charge = () => at.stripe.charges.create({ amount: 900, currency: 'usd', source: source.id })
  expect((await refusal(charge())).message).toContain('not in a chargeable state')
  const wrong = at.stripe.sources.verify(source.id, { values: ['1', '2'] })
  expect((await refusal(wrong)).param).toBe('values')
  const proved = await at.stripe.sources.verify(source.id, { values: ['45', '32'] })
  expect(proved).toMatchObject({
    status: 'chargeable',
    code_verification: { attempts_remaining: 4, status: 'succeeded' },
  })
  expect((await charge()).status).toBe('pending')
  expect((await refusal(at.stripe.sources.verify(source.id, { values: ['32', '45'] }))).message).toContain(
    'already succeeded',
  )
  const other = await at.stripe.sources.create(ach)
  for (let i = 0; i < 5; i++) await refusal(at.stripe.sources.verify(other.id, { values: ['1', '1'] }))
  expect(await at.stripe.sources.retrieve(other.id)).toMatchObject({
    status: 'failed',
    code_verification: { attempts_remaining: 0, status: 'failed' },
  })
  const card = await at.stripe.sources.create({ type: 'card', token: 'tok_visa' })
  expect((await refusal(at.stripe.sources.verify(card.id, { values: ['1'] }))).message).toContain('flow none')
})

test('a receiver is charged what was sent to it, and lists it', async () => {
  const sent = await at.stripe.sources.create({
    type: 'ach_credit_transfer',
    currency: 'usd',
    owner: { email: 'amount_4242@example.com' },
  })
  expect(sent).toMatchObject({ status: 'pending', flow: 'receiver', receiver: { amount_received: 0 } })
  const filled = await at.stripe.sources.retrieve(sent.id)
  expect(filled).toMatchObject({ status: 'chargeable', receiver: { amount_received: 4242 } })
  const { data } = await at.stripe.sources.listSourceTransactions(sent.id)
  expect(data).toMatchObject([
    { object: 'source_transaction', amount: 4242, source: sent.id, status: 'succeeded' },
  ])
  const charge = (amount: number) => at.stripe.charges.create({ amount, currency: 'usd', source: sent.id })
  expect((await refusal(charge(4243))).code).toBe('charge_exceeds_source_limit')
  expect(await charge(4000)).toMatchObject({
    status: 'succeeded',
    payment_method_details: { type: 'ach_credit_transfer' },
  })
  await charge(242)
  expect(await at.stripe.sources.retrieve(sent.id)).toMatchObject({
    status: 'pending',
    receiver: { amount_charged: 4242 },
  })
  expect((await refusal(charge(50))).message).toContain('not in a chargeable state')
  const types = (await at.stripe.events.list({ type: 'source.*', limit: 100 })).data
    .filter((e) => JSON.stringify(e.data.object).includes(sent.id))
    .map((e) => e.type)
  expect(types).toEqual(['source.chargeable', 'source.transaction.created'])
})

test('a source needs its details', async () => {
  expect(await refusal(at.stripe.sources.create({ type: 'sepa_debit' }))).toMatchObject({
    code: 'parameter_missing',
    param: 'sepa_debit[iban]',
  })
  expect(await refusal(at.stripe.sources.retrieve('src_none'))).toMatchObject({ statusCode: 404 })
})
