import { afterEach, beforeEach, expect, test } from 'vitest'
import { idOf } from '../../src/simulator/world/tables.ts'
import { type Bench, bench, DAY, pay, referenceId, refusal } from './support.ts'

let at: Bench
beforeEach(async () => {
  at = await bench()
})
afterEach(() => at.simulator.close())

const make = (amount: number, currency: string) => at.stripe.paymentIntents.create({ amount, currency })
const usd = (entries: readonly { readonly amount: number; readonly currency: string }[]) =>
  entries.find((e) => e.currency === 'usd')?.amount ?? 0

test('money is pending first and available after two business days, less its fee', async () => {
  await pay(at.stripe)
  const before = await at.stripe.balance.retrieve()
  expect([usd(before.available), usd(before.pending)]).toEqual([0, 2000 - 88])
  await at.control('POST', 'clock', { advance: 5 * DAY })
  const after = await at.stripe.balance.retrieve()
  expect([usd(after.available), usd(after.pending)]).toEqual([2000 - 88, 0])
  const [transaction] = (await at.stripe.balanceTransactions.list()).data
  expect(transaction).toMatchObject({ amount: 2000, fee: 88, net: 1912, status: 'available', type: 'charge' })
  expect((await at.stripe.events.list({ type: 'balance.available' })).data).toHaveLength(1)
})

test('the bypassPending card is available at once', async () => {
  await pay(at.stripe, 5000, 'pm_card_bypassPending')
  expect(usd((await at.stripe.balance.retrieve()).available)).toBe(5000 - 175)
})

test('partial refunds go up to the captured amount and no further', async () => {
  const intent = await pay(at.stripe)
  const first = await at.stripe.refunds.create({
    payment_intent: intent.id,
    amount: 500,
    reason: 'requested_by_customer',
  })
  expect(first).toMatchObject({
    amount: 500,
    status: 'succeeded',
    reason: 'requested_by_customer',
    payment_intent: intent.id,
  })
  const over = await refusal(at.stripe.refunds.create({ payment_intent: intent.id, amount: 1501 }))
  expect([over.statusCode, over.type, over.code, over.param]).toEqual([
    400,
    'StripeInvalidRequestError',
    undefined,
    'amount',
  ])
  expect(over.message).toBe('Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)')
  await at.stripe.refunds.create({ payment_intent: intent.id })
  const again = await refusal(at.stripe.refunds.create({ payment_intent: intent.id }))
  expect([again.statusCode, again.code]).toEqual([400, 'charge_already_refunded'])
  expect(usd((await at.stripe.balance.retrieve()).pending)).toBe(-88)
})

test('refunding without money waits, and goes out when money comes in', async () => {
  const first = await pay(at.stripe, 5000, 'pm_card_bypassPending')
  const refund = await at.stripe.refunds.create({ payment_intent: first.id })
  expect([refund.status, refund.pending_reason]).toEqual(['pending', 'insufficient_funds'])
  expect(refund.balance_transaction).toBeNull()
  await pay(at.stripe, 9000)
  await at.control('POST', 'clock', { advance: 6 * DAY })
  expect((await at.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
})

test('no money for 30 days: the refund fails and the charge is no longer refunded', async () => {
  const intent = await pay(at.stripe, 5000, 'pm_card_bypassPending')
  const refund = await at.stripe.refunds.create({ payment_intent: intent.id })
  await at.control('POST', 'clock', { advance: 31 * DAY })
  expect(await at.stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: 'failed',
    failure_reason: 'insufficient_funds',
  })
  expect((await at.stripe.charges.retrieve(idOf(intent.latest_charge) ?? '')).amount_refunded).toBe(0)
})

test('some cards make refunds slow or fail later, and the money comes back', async () => {
  const slow = await at.stripe.refunds.create({
    payment_intent: (await pay(at.stripe, 2000, 'pm_card_pendingRefund')).id,
  })
  const failing = await at.stripe.refunds.create({
    payment_intent: (await pay(at.stripe, 2000, 'pm_card_refundFail')).id,
  })
  expect([slow.status, failing.status]).toEqual(['pending', 'succeeded'])
  await at.control('POST', 'clock', { advance: 2 * DAY })
  expect((await at.stripe.refunds.retrieve(slow.id)).status).toBe('succeeded')
  const failed = await at.stripe.refunds.retrieve(failing.id, { expand: ['failure_balance_transaction'] })
  expect(failed).toMatchObject({
    status: 'failed',
    failure_balance_transaction: { amount: 2000, type: 'refund_failure' },
  })
  expect((await at.stripe.events.list({ type: 'refund.failed' })).data).toHaveLength(1)
})

test('a disputed charge cannot be refunded, an inquiry can', async () => {
  const lost = await pay(at.stripe, 2000, 'pm_card_createDispute')
  const [dispute] = (await at.stripe.disputes.list({ payment_intent: lost.id })).data
  expect(dispute).toMatchObject({
    status: 'needs_response',
    reason: 'fraudulent',
    amount: 2000,
    balance_transactions: [{ amount: -2000, fee: 1500, net: -3500 }],
  })
  expect((await refusal(at.stripe.refunds.create({ payment_intent: lost.id }))).code).toBe('charge_disputed')
  const asked = await pay(at.stripe, 2000, 'pm_card_createDisputeInquiry')
  expect((await at.stripe.refunds.create({ payment_intent: asked.id })).status).toBe('succeeded')
})

test('manual capture: partial, once, and never more than authorised', async () => {
  const held = await pay(at.stripe, 2000, 'pm_card_visa', { capture_method: 'manual' })
  expect([held.status, held.amount_capturable]).toEqual(['requires_capture', 2000])
  expect((await refusal(at.stripe.refunds.create({ payment_intent: held.id }))).code).toBe(
    'charge_not_refundable',
  )
  expect((await refusal(at.stripe.paymentIntents.capture(held.id, { amount_to_capture: 2001 }))).code).toBe(
    'amount_too_large',
  )
  const captured = await at.stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 })
  expect([captured.status, captured.amount_received]).toEqual(['succeeded', 1500])
  expect((await refusal(at.stripe.paymentIntents.capture(held.id))).code).toBe(
    'payment_intent_unexpected_state',
  )
  expect(usd((await at.stripe.balance.retrieve()).pending)).toBe(1500 - 74)
  const all = await at.stripe.refunds.create({ payment_intent: held.id })
  expect(all.amount).toBe(1500)
})

test('an authorisation can be canceled, and lapses after seven days', async () => {
  const one = await pay(at.stripe, 2000, 'pm_card_visa', { capture_method: 'manual' })
  const other = await pay(at.stripe, 2000, 'pm_card_visa', { capture_method: 'manual' })
  expect((await at.stripe.paymentIntents.cancel(one.id, { cancellation_reason: 'duplicate' })).status).toBe(
    'canceled',
  )
  await at.control('POST', 'clock', { advance: 8 * DAY })
  expect(await at.stripe.paymentIntents.retrieve(other.id)).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'automatic',
  })
  expect((await at.stripe.balanceTransactions.list()).data).toEqual([])
})

test('declines keep the failed charge and say why', async () => {
  const error = await refusal(pay(at.stripe, 2000, 'pm_card_visa_chargeDeclinedInsufficientFunds'))
  expect([error.statusCode, error.code, error.decline_code]).toEqual([
    402,
    'card_declined',
    'insufficient_funds',
  ])
  expect(error.payment_intent).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { decline_code: 'insufficient_funds' },
  })
  const charge = await at.stripe.charges.retrieve(error.charge ?? '')
  expect(charge).toMatchObject({ status: 'failed', paid: false, failure_code: 'card_declined' })
  expect(
    (await at.stripe.events.list({ types: ['charge.failed', 'payment_intent.payment_failed'] })).data,
  ).toHaveLength(2)
})

test('3-D Secure waits for the customer; off-session it is declined', async () => {
  const waiting = await pay(at.stripe, 2000, 'pm_card_threeDSecure2Required', {
    return_url: 'https://shop.example',
  })
  expect([waiting.status, waiting.next_action?.type]).toEqual(['requires_action', 'redirect_to_url'])
  await at.control('POST', 'authenticate', { payment_intent: waiting.id })
  expect((await at.stripe.paymentIntents.retrieve(waiting.id)).status).toBe('succeeded')
  const error = await refusal(pay(at.stripe, 2000, 'pm_card_authenticationRequired', { off_session: true }))
  expect([error.statusCode, error.code, error.decline_code]).toEqual([
    402,
    'authentication_required',
    'authentication_required',
  ])
  // The bank was asked: there is a failed charge, and the payment wants another method.
  expect(error.payment_intent).toMatchObject({
    status: 'requires_payment_method',
    latest_charge: error.charge,
    last_payment_error: { charge: error.charge, code: 'authentication_required' },
  })
  expect(await at.stripe.charges.retrieve(error.charge ?? '')).toMatchObject({
    status: 'failed',
    failure_code: 'authentication_required',
  })
  const legacy = at.stripe.charges.create({
    amount: 500,
    currency: 'usd',
    source: 'tok_threeDSecure2Required',
  })
  expect((await refusal(legacy)).code).toBe('authentication_required')
})

test('confirmed by hand, a payment is authenticated first and confirmed again', async () => {
  const manual = { confirmation_method: 'manual', return_url: 'https://shop.example' } as const
  const waiting = await pay(at.stripe, 2000, 'pm_card_threeDSecure2Required', manual)
  await at.control('POST', 'authenticate', { payment_intent: waiting.id })
  expect(await at.stripe.paymentIntents.retrieve(waiting.id)).toMatchObject({
    status: 'requires_confirmation',
    next_action: null,
  })
  expect((await at.stripe.paymentIntents.confirm(waiting.id)).status).toBe('succeeded')
  const other = await pay(at.stripe, 2000, 'pm_card_threeDSecure2Required', manual)
  await at.control('POST', 'authenticate', { payment_intent: other.id })
  // Another method has not been authenticated.
  const again = await at.stripe.paymentIntents.confirm(other.id, {
    payment_method: 'pm_card_threeDSecure2Required',
    return_url: 'https://shop.example',
  })
  expect(again.status).toBe('requires_action')
})

test('while the bank is asked a US debit can be called back, a SEPA debit cannot', async () => {
  const debit = await pay(at.stripe, 9000, 'pm_usBankAccount_success')
  expect(await at.stripe.paymentIntents.cancel(debit.id)).toMatchObject({ status: 'canceled' })
  await at.control('POST', 'clock', { advance: 7 * 86_400 })
  expect(await at.stripe.charges.retrieve(referenceId(debit.latest_charge))).toMatchObject({
    status: 'failed',
    balance_transaction: null,
  })
  expect((await at.stripe.paymentIntents.retrieve(debit.id)).status).toBe('canceled')
  const sepa = await pay(at.stripe, 9000, 'pm_sepaDebit', {
    currency: 'eur',
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
  })
  expect((await refusal(at.stripe.paymentIntents.cancel(sepa.id))).code).toBe(
    'payment_intent_unexpected_state',
  )
})

test('amount rules per currency', async () => {
  expect((await refusal(make(49, 'usd'))).code).toBe('amount_too_small')
  expect((await refusal(make(49, 'jpy'))).code).toBe('amount_too_small')
  expect((await make(50, 'jpy')).amount).toBe(50)
  expect((await refusal(make(1050, 'isk'))).param).toBe('amount')
  expect((await make(1100, 'isk')).currency).toBe('isk')
  expect((await refusal(make(2000, 'xxx'))).param).toBe('currency')
  expect((await refusal(make(1_000_000_000_000, 'usd'))).code).toBe('amount_too_large')
  expect((await refusal(pay(at.stripe, 1_000_000_000, 'pm_card_amex'))).code).toBe('amount_too_large')
  expect((await pay(at.stripe, 1_000_000_000, 'pm_card_visa')).status).toBe('succeeded')
})

test('a bank debit is processing until the bank answers', async () => {
  const intent = await pay(at.stripe, 9000, 'pm_usBankAccount_success')
  expect(intent.status).toBe('processing')
  await at.control('POST', 'clock', { advance: 600 })
  expect((await at.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded')
  const [entry] = (await at.stripe.balance.retrieve()).pending
  expect(entry).toMatchObject({ source_types: { bank_account: 9000 - 72 } })
})
