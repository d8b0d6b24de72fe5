import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeUp } from '../support/made-up-key.ts'
import { type Bench, bench, DAY, pay, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

interface Init {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}
const raw = (path: string, init: Init = {}) =>
  fetch(`${at.simulator.url}${path}`, {
    ...init,
    headers: { authorization: 'Bearer sk_test_raw', ...init.headers },
  })
const status = async (authorization: string) =>
  (await raw('/v1/balance', { headers: { authorization } })).status
const decline = () => refusal(pay(at.stripe, 2000, 'pm_card_chargeDeclined', {})).then((e) => e.charge)
const form = (path: string, body: string, headers: Record<string, string> = {}) =>
  raw(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

test('keys: none, malformed, publishable, revoked, expired, Basic', async () => {
  expect(await status('')).toBe(401)
  expect(await status('Bearer nonsense')).toBe(401)
  expect(await status('Bearer pk_test_x')).toBe(401)
  expect(await status(`Basic ${Buffer.from('sk_test_basic:').toString('base64')}`)).toBe(200)
  await at.control('POST', 'keys', { key: 'sk_test_gone', state: 'revoked' })
  await at.control('POST', 'keys', { key: 'sk_test_old', state: 'expired' })
  expect((await refusal(at.client('sk_test_gone').balance.retrieve())).type).toBe('StripeAuthenticationError')
  expect((await refusal(at.client('sk_test_old').balance.retrieve())).code).toBe('api_key_expired')
})

test('a key expires when the clock comes to it', async () => {
  await at.control('POST', 'keys', { key: 'sk_test_brief', expires_at: at.simulator.clock.now() + 3600 })
  const brief = at.client('sk_test_brief')
  expect((await brief.balance.retrieve()).object).toBe('balance')
  await at.control('POST', 'clock', { advance: 3600 })
  expect((await refusal(brief.balance.retrieve())).code).toBe('api_key_expired')
})

test('a restricted key may do what it is granted and nothing else', async () => {
  await at.control('POST', 'keys', { key: 'rk_test_reader', permissions: { charges: 'read' } })
  const reader = at.client('rk_test_reader')
  expect((await reader.charges.list()).object).toBe('list')
  const error = await refusal(reader.refunds.create({ charge: 'ch_x' }))
  expect([error.statusCode, error.type]).toEqual([403, 'StripePermissionError'])
  expect(error.message).toContain('rak_refund_write')
  expect(error.message).toContain(`on account '${at.simulator.world.platformId}'`)
})

test('a restricted key may expand only what it may read', async () => {
  await at.control('POST', 'keys', { key: 'rk_test_expander', permissions: { charges: 'read' } })
  const customer = (await at.stripe.customers.create({})).id
  await pay(at.stripe, 2000, 'pm_card_visa', { customer })
  const list = () => at.client('rk_test_expander').charges.list({ limit: 1, expand: ['data.customer'] })
  expect((await refusal(list())).message).toContain('rak_customer_read')
  await at.control('POST', 'keys', {
    key: 'rk_test_expander',
    permissions: { charges: 'read', customers: 'read' },
  })
  expect((await list()).data[0]?.customer).toMatchObject({ id: customer })
})

test('metadata: fifty keys in all, without square brackets, lengths in characters', async () => {
  const many = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`k${from + i}`, 'v']))
  const { id } = await at.stripe.customers.create({ metadata: many(0, 50) })
  const add = (metadata: Record<string, string>) => at.stripe.customers.update(id, { metadata })
  expect((await refusal(add({ more: 'v' }))).message).toContain('up to 50 metadata keys')
  expect(Object.keys((await add({ k0: '', more: 'v' })).metadata)).toHaveLength(50)
  expect((await refusal(at.stripe.customers.create({ metadata: { 'a[b': 'v' } }))).message).toContain(
    'square brackets',
  )
  const emoji = '💥'.repeat(500)
  expect((await at.stripe.customers.create({ metadata: { emoji } })).metadata['emoji']).toBe(emoji)
  expect((await refusal(at.stripe.customers.create({ metadata: { emoji: `${emoji}x` } }))).message).toContain(
    'value that is 501 characters',
  )
})

test('a live key sees live objects', async () => {
  expect((await at.client(madeUp('sk_live', 'x')).balance.retrieve()).livemode).toBe(true)
  expect((await at.stripe.balance.retrieve()).livemode).toBe(false)
})

test('unknown routes, accounts and parameters', async () => {
  const error = await refusal(at.stripe.issuing.cards.list())
  expect([error.statusCode, error.message.slice(0, 24)]).toEqual([404, 'Unrecognized request URL'])
  expect((await refusal(at.stripe.balance.retrieve({}, { stripeAccount: 'acct_nobody' }))).statusCode).toBe(
    403,
  )
  const unknown = await (await form('/v1/customers', 'nam=x')).json()
  expect(unknown).toMatchObject({
    error: {
      type: 'invalid_request_error',
      code: 'parameter_unknown',
      message: 'Received unknown parameter: nam',
    },
  })
  expect(await (await form('/v1/payment_intents', 'currency=usd')).json()).toMatchObject({
    error: { code: 'parameter_missing', param: 'amount' },
  })
  expect(await (await form('/v1/payment_intents', 'currency=usd&amount=1.5')).json()).toMatchObject({
    error: { code: 'parameter_invalid_integer', message: 'Invalid integer: 1.5' },
  })
  expect(await (await form('/v1/refunds', 'charge=ch_x&reason=boredom')).json()).toMatchObject({
    error: { message: 'Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer' },
  })
})

test('forms: brackets of every kind, both spaces, unset by an empty string', async () => {
  const made = await (
    await form(
      '/v1/customers',
      'name=Anna+Berg%20Lund&metadata[a%20b]=1&metadata[c]=2&preferred_locales[]=de&preferred_locales[]=en&address[city]=K%C3%B8benhavn',
    )
  ).json()
  expect(made).toMatchObject({
    name: 'Anna Berg Lund',
    metadata: { 'a b': '1', c: '2' },
    preferred_locales: ['de', 'en'],
    address: { city: 'København', line1: null },
  })
  const updated = await (
    await form(`/v1/customers/${String(Reflect.get(Object(made), 'id'))}`, 'metadata[c]=&name=')
  ).json()
  expect(updated).toMatchObject({ name: null, metadata: { 'a b': '1' } })
})

test('an idempotent request is done once and its answer repeated', async () => {
  const headers = { 'idempotency-key': 'once' }
  const first = await form('/v1/customers', 'name=x', headers)
  const second = await form('/v1/customers', 'name=x', headers)
  expect(await second.text()).toBe(await first.text())
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'))
  const other = await form('/v1/customers', 'name=y', headers)
  expect([other.status, (await other.json()).error.type]).toEqual([400, 'idempotency_error'])
  await at.control('POST', 'clock', { advance: DAY })
  expect((await form('/v1/customers', 'name=y', headers)).status).toBe(200)
})

test('a declined payment is repeated too; a refused parameter frees the key', async () => {
  expect(await decline()).not.toBe(await decline())
  const headers = { 'idempotency-key': 'declined' }
  const body = 'amount=2000&currency=usd&confirm=true&payment_method=pm_card_chargeDeclined'
  const [a, b] = [
    await (await form('/v1/payment_intents', body, headers)).json(),
    await (await form('/v1/payment_intents', body, headers)).json(),
  ]
  expect(b).toEqual(a)
  expect((await form('/v1/customers', 'nam=x', { 'idempotency-key': 'free' })).status).toBe(400)
  expect((await form('/v1/customers', 'name=x', { 'idempotency-key': 'free' })).status).toBe(200)
})

test('while a request is under way its key is in use', async () => {
  await at.control('POST', 'faults', { kind: 'delay', path: '/v1/customers', times: 1, ms: 300 })
  const headers = { 'idempotency-key': 'busy' }
  const slow = form('/v1/customers', 'name=x', headers)
  await expect.poll(async () => (await form('/v1/customers', 'name=x', headers)).status).toBe(409)
  expect((await slow).status).toBe(200)
  expect((await form('/v1/customers', 'name=x', headers)).headers.get('idempotent-replayed')).toBe('true')
})

test('expand: nested, in lists, and refused where there is nothing to expand', async () => {
  const intent = await pay(at.stripe)
  const whole = await at.stripe.paymentIntents.retrieve(intent.id, {
    expand: ['latest_charge.balance_transaction', 'latest_charge.refunds'],
  })
  expect(whole.latest_charge).toMatchObject({
    object: 'charge',
    balance_transaction: { net: 1912 },
    refunds: { data: [] },
  })
  const list = await at.stripe.charges.list({ limit: 1, expand: ['data.payment_intent'] })
  expect(list.data[0]?.payment_intent).toMatchObject({ id: intent.id })
  expect((await refusal(at.stripe.charges.list({ expand: ['payment_intent'] }))).message).toContain(
    "'data.payment_intent'",
  )
  expect((await refusal(at.stripe.charges.list({ expand: ['data.a.b.c.d.e'] }))).message).toContain(
    'more than 4 levels',
  )
})

test('only what names an object is expanded; e-mail addresses and lists of events are checked', async () => {
  await pay(at.stripe)
  expect((await refusal(at.stripe.charges.list({ expand: ['data.amount'] }))).param).toBe('expand')
  const mail = await refusal(at.stripe.customers.create({ email: 'nobody' }))
  expect([mail.statusCode, mail.code, mail.param]).toEqual([400, 'email_invalid', 'email'])
  const both = at.stripe.events.list({ type: 'charge.*', types: ['charge.succeeded'] })
  expect((await refusal(both)).message).toContain('only specify one of these parameters: type, types')
  const types = Array.from({ length: 21 }, () => 'charge.succeeded')
  expect((await refusal(at.stripe.events.list({ types }))).param).toBe('types')
  expect((await at.stripe.events.list({ types: types.slice(1) })).data.length).toBeGreaterThan(0)
})

test('versions: before 2022-11-15, before basil, before endive, endive', async () => {
  const intent = await pay(at.stripe)
  const see = async (version: string) =>
    (await raw(`/v1/payment_intents/${intent.id}`, { headers: { 'stripe-version': version } })).json()
  const oldest = await see('2020-08-27')
  expect(oldest.charges.data[0]).toMatchObject({ id: intent.latest_charge, refunds: { data: [] } })
  expect(oldest).not.toHaveProperty('latest_charge')
  expect(await see('2024-06-20')).toHaveProperty('invoice', null)
  expect(await see('2026-03-25.dahlia')).not.toHaveProperty('invoice')
  const types = 'amount=500&currency=usd&payment_method_types[]=card'
  const refused = await form('/v1/payment_intents', types, { 'stripe-version': '2026-10-28.endive' })
  expect([refused.status, (await refused.json()).error.code]).toEqual([
    400,
    'payment_method_types_no_longer_supported',
  ])
  expect((await form('/v1/payment_intents', types, { 'stripe-version': '2026-03-25.dahlia' })).status).toBe(
    200,
  )
  const unnamed = await form('/v1/payment_intents', types)
  expect([unnamed.status, unnamed.headers.get('stripe-version')]).toEqual([200, '2026-08-26.dahlia'])
  expect(await unnamed.json()).not.toHaveProperty('managed_payments')
  expect(await at.stripe.paymentIntents.retrieve(intent.id)).toHaveProperty('managed_payments')
  const [event] = (await at.stripe.events.list({ type: 'payment_intent.created', limit: 1 })).data
  expect(event?.api_version).toBe('2026-08-26.dahlia')
  expect(event?.data.object).not.toHaveProperty('managed_payments')
})

test.each(['2030-01-01', '2023-10-17', '2025-03-31.clover', '2025-03-31', '2019-05-16, 2019-12-03'])(
  'a version that was never released is refused: %s',
  async (version) => {
    const answer = await raw('/v1/balance', { headers: { 'stripe-version': version } })
    expect(answer.status).toBe(400)
    expect((await answer.json()).error).toMatchObject({
      type: 'invalid_request_error',
      message: `Invalid Stripe API version: ${version}`,
    })
  },
)

test.each([
  '2011-01-01',
  '2019-05-16',
  '2025-03-01.dashboard',
  '2026-01-28.preview',
  '2020-08-27;orders_beta=v4',
])('a version that was released is taken: %s', async (version) => {
  expect((await raw('/v1/balance', { headers: { 'stripe-version': version } })).status).toBe(200)
})

test('events are frozen and carry what was before', async () => {
  const customer = await at.stripe.customers.create({ name: '张伟' })
  await at.stripe.customers.update(customer.id, { name: '王芳' })
  const [event] = (await at.stripe.events.list({ type: 'customer.*', limit: 1 })).data
  expect(event).toMatchObject({
    type: 'customer.updated',
    data: { object: { name: '王芳' }, previous_attributes: { name: '张伟' } },
  })
  const deleted = await at.stripe.customers.del(customer.id)
  expect(deleted).toEqual(expect.objectContaining({ deleted: true }))
  expect(await at.stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
  expect((await at.stripe.customers.list({ limit: 100 })).data.map((c) => c.id)).not.toContain(customer.id)
  expect((await at.stripe.events.retrieve(event?.id ?? '')).data.object).toMatchObject({ name: '王芳' })
})

test('payment methods: attach, list, default, detach', async () => {
  const customer = await at.stripe.customers.create({})
  const method = await at.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  await at.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } })
  expect((await at.stripe.customers.listPaymentMethods(customer.id)).data.map((m) => m.id)).toEqual([
    method.id,
  ])
  expect(
    (await at.stripe.paymentMethods.update(method.id, { allow_redisplay: 'always' })).allow_redisplay,
  ).toBe('always')
  await at.stripe.paymentMethods.detach(method.id)
  expect((await at.stripe.customers.listPaymentMethods(customer.id)).data).toEqual([])
  expect(await at.stripe.customers.retrieve(customer.id)).toMatchObject({
    invoice_settings: { default_payment_method: null },
  })
  expect(
    (await refusal(at.stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id })))
      .statusCode,
  ).toBe(402)
})

test('what the path names and is not there answers 404, what a parameter names 400', async () => {
  const refused = async (call: Promise<unknown>) => {
    const { statusCode, code, param } = await refusal(call)
    return [statusCode, code, param]
  }
  expect(await refused(at.stripe.customers.retrieve('cus_none'))).toEqual([404, 'resource_missing', 'id'])
  expect(await refused(at.stripe.paymentMethods.attach('pm_none', { customer: 'cus_none' }))).toEqual([
    404,
    'resource_missing',
    'payment_method',
  ])
  const intent = { amount: 500, currency: 'usd' }
  expect(await refused(at.stripe.paymentIntents.create({ ...intent, customer: 'cus_none' }))).toEqual([
    400,
    'resource_missing',
    'customer',
  ])
  expect(await refused(at.stripe.charges.list({ starting_after: 'ch_none' }))).toEqual([
    400,
    'resource_missing',
    'starting_after',
  ])
  expect(await refused(at.stripe.refunds.create({ charge: 'ch_none' }))).toEqual([
    404,
    'resource_missing',
    'charge',
  ])
})
