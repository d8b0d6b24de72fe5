import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, referenceId, refusal } from './support.ts'

let b: Bench
let price: Stripe.Price
beforeAll(async () => {
  b = await bench({ seed: 'empty' })
  price = await b.stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    product_data: { name: 'Gyokuro' },
  })
})
afterAll(() => b.simulator.close())

const open = (more: Stripe.Checkout.SessionCreateParams = {}): Promise<Stripe.Checkout.Session> =>
  b.stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://example.com/done',
    line_items: [{ price: price.id, quantity: 2 }],
    ...more,
  })
const complete = (id: string, method = 'pm_card_visa'): Promise<unknown> =>
  b.control('POST', `checkout/sessions/${id}/complete`, { payment_method: method })
const events = async (type: string): Promise<readonly Stripe.Event[]> =>
  (await b.stripe.events.list({ type, limit: 10 })).data

describe('checkout sessions', () => {
  test('a payment is completed: money arrives, the session says so', async () => {
    const session = await open({ payment_intent_data: { metadata: { order_id: 'A-1' } } })
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 3000 })
    expect(session.url).toContain(session.id)
    await complete(session.id)
    const done = await b.stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent', 'line_items'],
    })
    expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', url: null })
    expect(done.payment_intent).toMatchObject({
      status: 'succeeded',
      amount: 3000,
      metadata: { order_id: 'A-1' },
    })
    expect(done.line_items?.data.map((l) => [l.description, l.quantity])).toEqual([['Gyokuro', 2]])
    expect((await events('checkout.session.completed'))[0]?.data.object).toMatchObject({ id: session.id })
    await expect(complete(session.id)).rejects.toThrow(/can no longer be completed/)
  })

  test('a decline leaves the session open', async () => {
    const session = await open()
    await expect(complete(session.id, 'pm_card_visa_chargeDeclined')).rejects.toThrow(/card_declined/)
    expect((await b.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
  })

  test.each([
    ['DE89370400440532013000', 'checkout.session.async_payment_succeeded', 'paid'],
    ['DE62370400440532013001', 'checkout.session.async_payment_failed', 'unpaid'],
  ])('a debit from %s ends in %s', async (iban, type, status) => {
    const euro = await b.stripe.prices.create({
      currency: 'eur',
      unit_amount: 900,
      product_data: { name: 'Sencha' },
    })
    const session = await open({ line_items: [{ price: euro.id, quantity: 1 }] })
    const method = await b.stripe.paymentMethods.create({
      type: 'sepa_debit',
      sepa_debit: { iban },
      billing_details: { name: 'Eva', email: 'eva@example.com' },
    })
    await complete(session.id, method.id)
    await b.control('POST', 'clock', { advance: 5 })
    await b.control('POST', 'clock', { advance: 1 })
    expect((await b.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe(status)
    expect((await events(type))[0]?.data.object).toMatchObject({ id: session.id })
  })

  test('saved methods: the options are shown, and the box ticked keeps the card for redisplay', async () => {
    const customer = await b.stripe.customers.create({ email: 'li@example.com' })
    const session = await open({
      customer: customer.id,
      saved_payment_method_options: {
        payment_method_save: 'enabled',
        allow_redisplay_filters: ['always', 'limited'],
      },
    })
    expect(session.saved_payment_method_options).toEqual({
      allow_redisplay_filters: ['always', 'limited'],
      payment_method_remove: 'disabled',
      payment_method_save: 'enabled',
    })
    await complete(session.id)
    const saved = await b.stripe.customers.listPaymentMethods(customer.id, { allow_redisplay: 'always' })
    expect(saved.data).toHaveLength(1)
  })

  test('setup mode saves the method through its SetupIntent', async () => {
    const customer = await b.stripe.customers.create({})
    const session = await b.stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer: customer.id,
      success_url: 'https://example.com/done',
    })
    expect(session).toMatchObject({ payment_status: 'no_payment_required', amount_total: null })
    await complete(session.id)
    const intent = await b.stripe.setupIntents.retrieve(referenceId(session.setup_intent))
    expect(intent).toMatchObject({ status: 'succeeded', customer: customer.id })
  })

  test('a session expires by hand or by the clock, and only while it is open', async () => {
    const byHand = await open()
    expect((await b.stripe.checkout.sessions.expire(byHand.id)).status).toBe('expired')
    expect((await refusal(b.stripe.checkout.sessions.expire(byHand.id))).message).toMatch(/can be expired/)
    const byClock = await open()
    await b.control('POST', 'clock', { advance: 86_401 })
    expect((await b.stripe.checkout.sessions.retrieve(byClock.id)).status).toBe('expired')
    expect((await events('checkout.session.expired')).length).toBeGreaterThanOrEqual(2)
    const listed = await b.stripe.checkout.sessions.list({ status: 'open' })
    expect(listed.data.map((s) => s.id)).not.toContain(byClock.id)
  })

  test('coupons are taken off, line by line', async () => {
    const coupon = await b.stripe.coupons.create({ percent_off: 50 })
    const session = await open({ discounts: [{ coupon: coupon.id }] })
    expect(session).toMatchObject({
      amount_subtotal: 3000,
      amount_total: 1500,
      total_details: { amount_discount: 1500 },
    })
    const lines = await b.stripe.checkout.sessions.listLineItems(session.id)
    expect(lines.data[0]).toMatchObject({ amount_discount: 1500, amount_total: 1500 })
  })

  test.each([
    [{ success_url: undefined }, 'success_url'],
    [{ line_items: undefined }, 'line_items'],
    [{ line_items: [{ price: 'price_none', quantity: 1 }] }, 'line_items[0][price]'],
    [{ ui_mode: 'hosted' }, 'ui_mode'],
    [{ payment_method_types: ['card'] }, 'payment_method_types'],
  ])('%j is refused', async (more, param) => {
    const params = {
      mode: 'payment',
      success_url: 'https://example.com/done',
      line_items: [{ price: price.id, quantity: 2 }],
      ...more,
    }
    const made = b.stripe.rawRequest('POST', '/v1/checkout/sessions', params)
    expect(await refusal(made)).toMatchObject({ param })
  })

  test('ui_mode is written as the version writes it', async () => {
    const embedded = await b.stripe.checkout.sessions.create({
      mode: 'payment',
      ui_mode: 'embedded_page',
      return_url: 'https://example.com/back',
      line_items: [{ price: price.id, quantity: 1 }],
    })
    expect(embedded).toMatchObject({ url: null, ui_mode: 'embedded_page' })
    expect(embedded.client_secret).toContain('_secret_')
    const old = await b.stripe.checkout.sessions.retrieve(embedded.id, {}, { apiVersion: '2025-06-30.basil' })
    expect(old.ui_mode).toBe('embedded')
  })
})

test('payment links are created, changed and listed, with events', async () => {
  const link = await b.stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 3 }] })
  expect(link).toMatchObject({ active: true, currency: 'usd' })
  const off = await b.stripe.paymentLinks.update(link.id, { active: false, metadata: { a: 'b' } })
  expect(off).toMatchObject({ active: false, metadata: { a: 'b' } })
  expect((await b.stripe.paymentLinks.list({ active: true })).data).toEqual([])
  expect((await b.stripe.paymentLinks.listLineItems(link.id)).data[0]?.amount_total).toBe(4500)
  expect((await events('payment_link.updated'))[0]?.data.previous_attributes).toMatchObject({ active: true })
})

describe('what a web page or app is given for a customer', () => {
  test('a customer session, with the defaults of the Payment Element', async () => {
    const customer = await b.stripe.customers.create({})
    const session = await b.stripe.customerSessions.create({
      customer: customer.id,
      components: { payment_element: { enabled: true } },
    })
    expect(session.components?.payment_element.features).toMatchObject({
      payment_method_allow_redisplay_filters: ['always'],
      payment_method_redisplay: 'disabled',
      payment_method_redisplay_limit: 3,
    })
    expect(session.components?.buy_button.enabled).toBe(false)
    const none = b.stripe.customerSessions.create({
      customer: customer.id,
      components: { buy_button: { enabled: false } },
    })
    expect(await refusal(none)).toMatchObject({ param: 'components' })
  })

  test('an ephemeral key, until it is deleted', async () => {
    const customer = await b.stripe.customers.create({})
    const key = await b.stripe.ephemeralKeys.create({ customer: customer.id }, { apiVersion: '2024-06-20' })
    expect(key.secret).toMatch(/^ek_test_/)
    await b.stripe.ephemeralKeys.del(key.id)
    expect(await refusal(b.stripe.ephemeralKeys.del(key.id))).toMatchObject({ statusCode: 404 })
  })
})

describe('cards and bank accounts of a customer', () => {
  test('the first is the default; the next takes its place when it is removed', async () => {
    const customer = await b.stripe.customers.create({})
    const first = await b.stripe.customers.createSource(customer.id, { source: 'tok_visa' })
    const second = await b.stripe.customers.createSource(customer.id, { source: 'tok_mastercard' })
    const defaultOf = async () => {
      const found = await b.stripe.customers.retrieve(customer.id)
      return found.deleted ? undefined : found.default_source
    }
    expect(await defaultOf()).toBe(first.id)
    const listed = await b.stripe.customers.listSources(customer.id, { object: 'card' })
    expect(listed.data.map((s) => s.id)).toEqual([first.id, second.id])
    await b.stripe.customers.deleteSource(customer.id, first.id)
    expect(await defaultOf()).toBe(second.id)
    expect(await refusal(b.stripe.customers.retrieveSource(customer.id, first.id))).toMatchObject({
      statusCode: 404,
    })
    expect((await events('customer.source.deleted'))[0]?.data.object).toMatchObject({ id: first.id })
  })

  test('a bank account is proved by its two deposits', async () => {
    const customer = await b.stripe.customers.create({})
    const token = await b.stripe.tokens.create({
      bank_account: {
        country: 'US',
        currency: 'usd',
        account_number: '000123456789',
        routing_number: '110000000',
      },
    })
    const bank = await b.stripe.customers.createSource(customer.id, { source: token.id })
    expect(bank).toMatchObject({ object: 'bank_account', status: 'new', last4: '6789' })
    const wrong = b.stripe.customers.verifySource(customer.id, bank.id, { amounts: [1, 2] })
    expect(await refusal(wrong)).toMatchObject({ code: 'bank_account_verification_failed' })
    const proved = await b.stripe.customers.verifySource(customer.id, bank.id, { amounts: [32, 45] })
    expect(proved).toMatchObject({ status: 'verified' })
    const again = b.stripe.customers.createSource(customer.id, { source: token.id })
    expect(await refusal(again)).toMatchObject({ code: 'token_already_used' })
  })
})
