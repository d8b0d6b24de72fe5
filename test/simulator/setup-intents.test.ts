import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, referenceId, refusal } from './support.ts'

let b: Bench
beforeAll(async () => {
  b = await bench({ seed: 'empty' })
})
afterAll(() => b.simulator.close())

const lastEvent = async (): Promise<string | undefined> =>
  (await b.stripe.events.list({ limit: 1 })).data[0]?.type

describe('the lifecycle of a SetupIntent', () => {
  test('is created, confirmed, attached and listed, with its attempt', async () => {
    const customer = await b.stripe.customers.create({})
    const made = await b.stripe.setupIntents.create({ customer: customer.id })
    expect(made.status).toBe('requires_payment_method')
    const ready = await b.stripe.setupIntents.update(made.id, { payment_method: 'pm_card_visa' })
    expect(ready.status).toBe('requires_confirmation')
    const done = await b.stripe.setupIntents.confirm(made.id)
    expect(done.status).toBe('succeeded')
    const saved = await b.stripe.customers.listPaymentMethods(customer.id)
    expect(saved.data.map((m) => m.id)).toEqual([done.payment_method])
    const attempts = await b.stripe.setupAttempts.list({ setup_intent: made.id })
    expect(attempts.data.map((a) => a.status)).toEqual(['succeeded'])
    expect(done.latest_attempt).toBe(attempts.data[0]?.id)
    const listed = await b.stripe.setupIntents.list({ customer: customer.id })
    expect(listed.data.map((s) => s.id)).toEqual([made.id])
    expect(await lastEvent()).toBe('setup_intent.succeeded')
  })

  test('can be canceled once, and then neither confirmed nor updated', async () => {
    const made = await b.stripe.setupIntents.create({})
    const canceled = await b.stripe.setupIntents.cancel(made.id, { cancellation_reason: 'abandoned' })
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    for (const again of [
      b.stripe.setupIntents.cancel(made.id),
      b.stripe.setupIntents.confirm(made.id, { payment_method: 'pm_card_visa' }),
      b.stripe.setupIntents.update(made.id, { payment_method: 'pm_card_visa' }),
    ])
      expect(await refusal(again)).toMatchObject({ code: 'setup_intent_unexpected_state', statusCode: 400 })
  })

  test('waits for authentication, then succeeds or fails as the customer decides', async () => {
    const start = () =>
      b.stripe.setupIntents.create({
        payment_method: 'pm_card_authenticationRequired',
        confirm: true,
        return_url: 'https://example.com/back',
      })
    const agreed = await start()
    expect(agreed.next_action?.redirect_to_url?.return_url).toBe('https://example.com/back')
    await b.control('POST', 'authenticate', { setup_intent: agreed.id })
    expect((await b.stripe.setupIntents.retrieve(agreed.id)).status).toBe('succeeded')
    const refused = await start()
    await b.control('POST', 'authenticate', { setup_intent: refused.id, outcome: 'fail' })
    const after = await b.stripe.setupIntents.retrieve(refused.id)
    expect(after.status).toBe('requires_payment_method')
    expect(after.last_setup_error?.code).toBe('setup_intent_authentication_failure')
    expect(await lastEvent()).toBe('setup_intent.setup_failed')
  })

  test('a declined card leaves the intent open with its error', async () => {
    const error = await refusal(
      b.stripe.setupIntents.create({ payment_method: 'pm_card_chargeDeclined', confirm: true }),
    )
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' })
    expect(error.setup_intent?.status).toBe('requires_payment_method')
    expect(error.setup_intent?.last_setup_error?.code).toBe('card_declined')
  })

  test('a debit is set up under a mandate, which ends when the method is detached', async () => {
    const customer = await b.stripe.customers.create({})
    const done = await b.stripe.setupIntents.create({
      customer: customer.id,
      payment_method_data: {
        type: 'sepa_debit',
        sepa_debit: { iban: 'DE89370400440532013000' },
        billing_details: { email: 'eva@example.com', name: 'Eva' },
      },
      mandate_data: {
        customer_acceptance: { type: 'online', online: { ip_address: '10.0.0.1', user_agent: 'test' } },
      },
      confirm: true,
    })
    const mandate = await b.stripe.mandates.retrieve(referenceId(done.mandate))
    expect(mandate).toMatchObject({
      status: 'active',
      type: 'multi_use',
      payment_method: done.payment_method,
    })
    await b.stripe.paymentMethods.detach(referenceId(done.payment_method))
    expect((await b.stripe.mandates.retrieve(mandate.id)).status).toBe('inactive')
  })

  test('a mandate for one payment is single-use', async () => {
    const done = await b.stripe.setupIntents.create({
      payment_method: 'pm_sepaDebit',
      single_use: { amount: 1500, currency: 'eur' },
      confirm: true,
    })
    expect(done.mandate).toBeNull()
    const mandate = await b.stripe.mandates.retrieve(referenceId(done.single_use_mandate))
    expect(mandate.single_use).toEqual({ amount: 1500, currency: 'eur' })
  })

  test('an unproved US account is verified by two deposits', async () => {
    const data = {
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_number: '000123456789',
        routing_number: '110000000',
      },
      billing_details: { name: 'Jo' },
    } as const
    const waiting = await b.stripe.setupIntents.create({ payment_method_data: data, confirm: true })
    expect(waiting.next_action?.type).toBe('verify_with_microdeposits')
    expect(
      await refusal(b.stripe.setupIntents.verifyMicrodeposits(waiting.id, { amounts: [1, 2] })),
    ).toMatchObject({ code: 'payment_method_microdeposit_verification_amounts_mismatch' })
    const done = await b.stripe.setupIntents.verifyMicrodeposits(waiting.id, { amounts: [32, 45] })
    expect(done.status).toBe('succeeded')
  })

  test('a Bacs debit is processing until the bank has answered', async () => {
    const waiting = await b.stripe.setupIntents.create({
      payment_method_data: {
        type: 'bacs_debit',
        bacs_debit: { account_number: '00012345', sort_code: '108800' },
        billing_details: { name: 'Jo', email: 'jo@example.com' },
      },
      confirm: true,
    })
    expect(waiting.status).toBe('processing')
    await b.control('POST', 'clock', { advance: 181 })
    expect((await b.stripe.setupIntents.retrieve(waiting.id)).status).toBe('succeeded')
  })

  test('payment_method_types is refused from endive on and taken before', async () => {
    const refused = await b.stripe
      .rawRequest('POST', '/v1/setup_intents', { payment_method_types: ['card'] })
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'payment_method_types_no_longer_supported' })
    const made = await b.stripe.rawRequest(
      'POST',
      '/v1/setup_intents',
      { payment_method_types: ['card'] },
      { apiVersion: '2024-06-20' },
    )
    expect(made).toMatchObject({ status: 'requires_payment_method', payment_method_types: ['card'] })
    expect(made).not.toHaveProperty('excluded_payment_method_types')
  })
})
