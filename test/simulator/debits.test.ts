import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, referenceId, refusal } from './support.ts'

let b: Bench
beforeAll(async () => {
  b = await bench({ seed: 'empty' })
})
afterAll(() => b.simulator.close())

const MANDATE: Stripe.PaymentIntentCreateParams.MandateData = {
  customer_acceptance: { type: 'offline', offline: {} },
}
const debit = (more: Partial<Stripe.PaymentIntentCreateParams>): Promise<Stripe.PaymentIntent> =>
  b.stripe.paymentIntents.create({
    amount: 5000,
    currency: 'eur',
    confirm: true,
    ...(more.payment_method?.startsWith('pm_sepaDebit') ? { mandate_data: MANDATE } : {}),
    ...more,
  })
const later = (seconds: number): Promise<unknown> => b.control('POST', 'clock', { advance: seconds })
const status = async (id: string): Promise<string> => (await b.stripe.paymentIntents.retrieve(id)).status

describe('debits end as their test account says', () => {
  test.each([
    ['pm_sepaDebit', 2, 'succeeded'],
    ['pm_sepaDebit_successDelayed_at', 2, 'processing'],
    ['pm_sepaDebit_successDelayed_at', 181, 'succeeded'],
    ['pm_sepaDebit_failed_de', 2, 'requires_payment_method'],
    ['pm_sepaDebit_failedDelayed_fr', 2, 'processing'],
    ['pm_usBankAccount_processing', 86_400, 'processing'],
    ['pm_usBankAccount_insufficientFunds', 2, 'requires_payment_method'],
  ])('%s after %i s: %s', async (method, seconds, expected) => {
    const currency = method.startsWith('pm_us') ? 'usd' : 'eur'
    const intent = await debit({ payment_method: method, currency })
    expect(intent.status).toBe('processing')
    await later(seconds)
    expect(await status(intent.id)).toBe(expected)
  })

  test('a failed debit moves no money and tells why', async () => {
    const before = await b.stripe.balanceTransactions.list({ limit: 100 })
    const intent = await debit({ payment_method: 'pm_usBankAccount_accountClosed', currency: 'usd' })
    await later(2)
    const failed = await b.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
    expect(failed.last_payment_error?.code).toBe('account_closed')
    expect(failed.latest_charge).toMatchObject({ status: 'failed', paid: false, balance_transaction: null })
    const after = await b.stripe.balanceTransactions.list({ limit: 100 })
    expect(after.data.length).toBe(before.data.length)
  })

  test('a disputed debit succeeds, and is disputed', async () => {
    const intent = await debit({ payment_method: 'pm_sepaDebit_disputed_de' })
    await later(2)
    await later(1)
    expect(await status(intent.id)).toBe('succeeded')
    const disputes = await b.stripe.disputes.list({ payment_intent: intent.id })
    expect(disputes.data).toHaveLength(1)
  })
})

describe('a SEPA debit rests on a mandate', () => {
  const save = async (): Promise<{ readonly customer: string; readonly payment_method: string }> => {
    const customer = (await b.stripe.customers.create({})).id
    const { id } = await b.stripe.paymentMethods.create({
      type: 'sepa_debit',
      sepa_debit: { iban: 'DE89370400440532013000' },
      billing_details: { name: 'Eva', email: 'eva@example.com' },
    })
    await b.stripe.paymentMethods.attach(id, { customer })
    return { customer, payment_method: id }
  }

  test('without one on file it must come with the confirmation, and is used from then on', async () => {
    const saved = await save()
    const without = await refusal(debit(saved))
    expect(without.message).toContain('This PaymentIntent requires a mandate')
    expect(without.payment_intent).toMatchObject({ status: 'requires_confirmation', latest_charge: null })
    const first = await debit({ ...saved, setup_future_usage: 'off_session', mandate_data: MANDATE })
    await later(2)
    const again = await debit({ ...saved, off_session: true, expand: ['latest_charge'] })
    expect(again.status).toBe('processing')
    const mandate = (payment: Stripe.Charge | string | null): string =>
      typeof payment === 'object' ? String(payment?.payment_method_details?.sepa_debit?.mandate) : ''
    const charge = await b.stripe.charges.retrieve(referenceId(first.latest_charge))
    expect(mandate(charge)).toMatch(/^mandate_/)
    expect(mandate(again.latest_charge)).toBe(mandate(charge))
  })

  test('a payment that saves the account needs a new one; a mandate of another account is refused', async () => {
    const [one, other] = [await save(), await save()]
    await debit({ ...one, setup_future_usage: 'off_session', mandate_data: MANDATE })
    expect(await refusal(debit({ ...one, setup_future_usage: 'off_session' }))).toMatchObject({
      code: 'parameter_missing',
      param: 'mandate_data',
    })
    const paid = await debit({ ...one, off_session: true, expand: ['latest_charge'] })
    const charge = typeof paid.latest_charge === 'object' ? paid.latest_charge : null
    const mandate = String(charge?.payment_method_details?.sepa_debit?.mandate)
    expect((await debit({ ...one, mandate })).status).toBe('processing')
    expect((await refusal(debit({ ...other, mandate }))).code).toBe('payment_intent_mandate_invalid')
  })

  test('an invoice is not collected without one', async () => {
    const { customer, payment_method: method } = await save()
    await b.stripe.invoiceItems.create({ customer, amount: 900, currency: 'eur' })
    const draft = await b.stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' })
    const open = await b.stripe.invoices.finalizeInvoice(draft.id)
    const pay = () => b.stripe.invoices.pay(open.id, { payment_method: method })
    expect((await refusal(pay())).code).toBe('billing_invalid_mandate')
    await debit({
      customer,
      payment_method: method,
      setup_future_usage: 'off_session',
      mandate_data: MANDATE,
    })
    await pay()
    await later(2)
    await later(1)
    expect((await b.stripe.invoices.retrieve(open.id)).status).toBe('paid')
  })
})

describe('bank redirects', () => {
  const start = (email: string, customer: string): Promise<Stripe.PaymentIntent> =>
    debit({
      customer,
      payment_method_data: { type: 'ideal', ideal: {}, billing_details: { name: 'Noor', email } },
      setup_future_usage: 'off_session',
      return_url: 'https://example.com/back',
    })

  test.each([
    ['generatedSepaDebitIntentsSucceed@example.com', 2, 'succeeded'],
    ['x_generatedSepaDebitIntentsSucceedDelayed@example.com', 181, 'succeeded'],
    ['generatedSepaDebitIntentsFail@example.com', 2, 'requires_payment_method'],
    ['generatedSepaDebitIntentsFailsDueToInsufficientFunds@example.com', 2, 'requires_payment_method'],
  ])('the account saved by iDEAL with %s', async (email, seconds, expected) => {
    const customer = await b.stripe.customers.create({})
    const first = await start(email, customer.id)
    expect(first.next_action?.redirect_to_url?.return_url).toBe('https://example.com/back')
    await b.control('POST', 'authenticate', { payment_intent: first.id })
    expect(await status(first.id)).toBe('succeeded')
    const [saved] = (await b.stripe.customers.listPaymentMethods(customer.id)).data
    expect(saved?.type).toBe('sepa_debit')
    const again = await debit({
      customer: customer.id,
      payment_method: saved?.id ?? '',
      off_session: true,
    })
    await later(seconds)
    expect(await status(again.id)).toBe(expected)
  })

  test('a customer who turns back has not paid; without a return_url nothing is tried', async () => {
    const customer = await b.stripe.customers.create({})
    const intent = await start('a@example.com', customer.id)
    await b.control('POST', 'authenticate', { payment_intent: intent.id, outcome: 'fail' })
    expect(await status(intent.id)).toBe('requires_payment_method')
    const without = debit({ payment_method_data: { type: 'bancontact', billing_details: { name: 'N' } } })
    expect(await refusal(without)).toMatchObject({ param: 'return_url' })
  })
})

describe('what can be done to an open payment', () => {
  test('an authorisation grows only if it was asked for', async () => {
    const hold = (options: Stripe.PaymentIntentCreateParams.PaymentMethodOptions) =>
      b.stripe.paymentIntents.create({
        amount: 1000,
        currency: 'usd',
        payment_method: 'pm_card_visa',
        capture_method: 'manual',
        payment_method_options: options,
        confirm: true,
      })
    const plain = await hold({})
    expect(
      await refusal(b.stripe.paymentIntents.incrementAuthorization(plain.id, { amount: 1500 })),
    ).toMatchObject({ code: 'payment_intent_unexpected_state' })
    const grows = await hold({ card: { request_incremental_authorization: 'if_available' } })
    const grown = await b.stripe.paymentIntents.incrementAuthorization(grows.id, { amount: 1500 })
    expect(grown).toMatchObject({ amount: 1500, amount_capturable: 1500 })
    const done = await b.stripe.paymentIntents.capture(grows.id)
    expect(done.amount_received).toBe(1500)
  })

  test('an unproved US account waits for its deposits, then pays', async () => {
    const intent = await debit({
      currency: 'usd',
      payment_method_data: {
        type: 'us_bank_account',
        us_bank_account: {
          account_holder_type: 'individual',
          account_number: '000123456789',
          routing_number: '110000000',
        },
        billing_details: { name: 'Jo' },
      },
    })
    expect(intent.next_action?.type).toBe('verify_with_microdeposits')
    const checked = await b.stripe.paymentIntents.verifyMicrodeposits(intent.id, {
      descriptor_code: 'SM11AA',
    })
    expect(checked.status).toBe('processing')
    await later(2)
    expect(await status(intent.id)).toBe('succeeded')
    expect(referenceId(checked.payment_method)).toMatch(/^pm_/)
  })
})
