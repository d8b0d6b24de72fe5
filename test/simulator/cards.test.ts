import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, bench, pay, referenceId, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench({ now: 1_790_000_000 })
})
afterAll(() => at.simulator.close())

const GOOD = { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' }
const typed = (card: Partial<typeof GOOD>) =>
  at.stripe.paymentMethods.create({ type: 'card', card: { ...GOOD, ...card } })

test.each([
  ['incorrect_number', 'number', { number: '4242424242424241' }],
  ['invalid_expiry_month', 'exp_month', { exp_month: 13 }],
  ['invalid_expiry_year', 'exp_year', { exp_year: 1995 }],
  ['invalid_expiry_month', 'exp_month', { exp_month: 8, exp_year: 2026 }],
  ['invalid_cvc', 'cvc', { cvc: '99' }],
])('a card that was typed in wrongly is refused with %s', async (code, param, wrong) => {
  const error = await refusal(typed(wrong))
  expect([error.type, error.statusCode, error.code, error.param]).toEqual([
    'StripeCardError',
    402,
    code,
    param,
  ])
})

test('a card is good to the end of its month, also by a year of two digits', async () => {
  expect((await typed({ exp_month: 9, exp_year: 26 })).card).toMatchObject({ exp_month: 9, exp_year: 2026 })
  const saved = await at.stripe.paymentMethods.attach((await typed({})).id, {
    customer: (await at.stripe.customers.create({})).id,
  })
  const update = (exp_month: number, exp_year: number) =>
    at.stripe.paymentMethods.update(saved.id, { card: { exp_month, exp_year } })
  expect((await update(1, 2031)).card).toMatchObject({ exp_month: 1, exp_year: 2031 })
  expect((await refusal(update(1, 2020))).code).toBe('invalid_expiry_year')
})

test.each([
  ['pm_card_visa', null, null, 'pass'],
  ['pm_card_cvcCheckFail', null, null, 'fail'],
  ['pm_card_avsFail', 'fail', 'fail', 'pass'],
  ['pm_card_avsZipFail', null, 'fail', 'pass'],
  ['pm_card_avsLine1Fail', 'fail', null, 'pass'],
  ['pm_card_avsUnchecked', 'unavailable', 'unavailable', 'pass'],
])('%s: what the bank finds of the address and security code', async (name, line1, postal, cvc) => {
  const charge = await at.stripe.charges.retrieve(
    referenceId((await pay(at.stripe, 2000, name)).latest_charge),
  )
  expect(charge.payment_method_details?.card?.checks).toEqual({
    address_line1_check: line1,
    address_postal_code_check: postal,
    cvc_check: cvc,
  })
})

test('an address that is given is checked', async () => {
  const address = { line1: '1 Main St', postal_code: '97205' }
  const method = await at.stripe.paymentMethods.create({
    type: 'card',
    card: GOOD,
    billing_details: { address },
  })
  expect(method.card?.checks?.cvc_check).toBeNull()
  const { id } = await at.stripe.customers.create({ payment_method: method.id })
  expect((await at.stripe.customers.retrievePaymentMethod(id, method.id)).card?.checks).toEqual({
    address_line1_check: 'pass',
    address_postal_code_check: 'pass',
    cvc_check: 'pass',
  })
})

test.each([
  ['pm_card_createMultipleDisputes', ['fraudulent', 'fraudulent'], [1001, 1000]],
  ['pm_card_createComplianceDispute', ['noncompliant'], [2001]],
])('%s', async (name, reasons, amounts) => {
  const intent = await pay(at.stripe, 2001, name)
  const { data } = await at.stripe.disputes.list({ payment_intent: intent.id })
  expect(data.map((d) => d.reason)).toEqual(reasons)
  expect(data.map((d) => d.amount).toSorted((a, b) => b - a)).toEqual(amounts)
})

test('a method outside any customer pays once; a declined one may try again', async () => {
  const method = await typed({})
  await pay(at.stripe, 2000, method.id)
  const again = await refusal(pay(at.stripe, 2000, method.id))
  expect([again.statusCode, again.param]).toEqual([400, 'payment_method'])
  expect(again.message).toContain('It may not be used again')
  const customer = (await at.stripe.customers.create({})).id
  expect((await refusal(at.stripe.paymentMethods.attach(method.id, { customer }))).message).toContain(
    'may not be used again',
  )
  const declined = await typed({ number: '4000000000000341' })
  const codes = [
    await refusal(pay(at.stripe, 2000, declined.id)),
    await refusal(pay(at.stripe, 2000, declined.id)),
  ].map((error) => error.code)
  expect(codes).toEqual(['card_declined', 'card_declined'])
})

test('a card takes a suffix to the statement descriptor, not one of its own', async () => {
  const own = pay(at.stripe, 2000, 'pm_card_visa', { statement_descriptor: 'TEA' })
  expect((await refusal(own)).param).toBe('statement_descriptor')
  const suffix = await pay(at.stripe, 2000, 'pm_card_visa', { statement_descriptor_suffix: 'TEA' })
  expect(suffix.status).toBe('succeeded')
})

test('a customer without a card cannot be charged', async () => {
  const customer = (await at.stripe.customers.create({})).id
  const error = await refusal(at.stripe.charges.create({ amount: 500, currency: 'usd', customer }))
  expect([error.statusCode, error.code]).toEqual([402, 'missing'])
})

test("a customer's method pays as often as is asked, until it is detached", async () => {
  const customer = (await at.stripe.customers.create({})).id
  const method = await at.stripe.paymentMethods.attach((await typed({})).id, { customer })
  for (let i = 0; i < 2; i++)
    expect((await pay(at.stripe, 2000, method.id, { customer })).status).toBe('succeeded')
  await at.stripe.paymentMethods.detach(method.id)
  expect((await refusal(pay(at.stripe, 2000, method.id))).message).toContain('It may not be used again')
})

test('a method that is saved while paying stays good', async () => {
  const customer = (await at.stripe.customers.create({})).id
  const later = await typed({})
  await pay(at.stripe, 2000, later.id, { setup_future_usage: 'off_session' })
  expect((await at.stripe.paymentMethods.attach(later.id, { customer })).customer).toBe(customer)
  const method = await typed({})
  await pay(at.stripe, 2000, method.id, { customer, setup_future_usage: 'off_session' })
  expect((await pay(at.stripe, 2000, method.id, { customer, off_session: true })).status).toBe('succeeded')
})

test("a platform's saved method is cloned for a payment on a connected account", async () => {
  const account = await at.stripe.accounts.create({
    type: 'custom',
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  })
  await at.control('POST', 'accounts', { account: account.id })
  const there = { stripeAccount: account.id }
  const customer = (await at.stripe.customers.create({})).id
  const saved = await at.stripe.paymentMethods.attach((await typed({})).id, { customer })
  const clone = await at.stripe.paymentMethods.create({ customer, payment_method: saved.id }, there)
  expect(clone).toMatchObject({ customer: null, card: { last4: '4242' } })
  expect(clone.id).not.toBe(saved.id)
  const intent = await at.stripe.paymentIntents.create(
    { amount: 2000, currency: 'usd', payment_method: clone.id, confirm: true, application_fee_amount: 100 },
    there,
  )
  expect(intent.status).toBe('succeeded')
  // What belongs to the platform is seen from the connected account.
  const charge = await at.stripe.charges.retrieve(
    referenceId(intent.latest_charge),
    { expand: ['application_fee'] },
    there,
  )
  expect(charge.application_fee).toMatchObject({ object: 'application_fee', amount: 100 })
  const stranger = at.stripe.paymentMethods.create({ customer: 'cus_none', payment_method: saved.id }, there)
  expect((await refusal(stranger)).code).toBe('resource_missing')
})
