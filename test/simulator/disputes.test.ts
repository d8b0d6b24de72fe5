import type { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { idOf } from '../../src/simulator/world/tables.ts'
import { type Bench, bench, DAY, pay, refusal } from './support.ts'

let at: Bench
beforeEach(async () => {
  at = await bench()
})
afterEach(() => at.simulator.close())

/** A dispute of 20.00 USD. */
async function disputed(method = 'pm_card_createDispute'): Promise<Stripe.Dispute> {
  const intent = await pay(at.stripe, 2000, method)
  const [dispute] = (await at.stripe.disputes.list({ payment_intent: intent.id })).data
  if (!dispute) throw new Error('no dispute')
  return dispute
}
const balance = async (): Promise<number> => {
  const { available, pending } = await at.stripe.balance.retrieve()
  return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)
}
const types = async (): Promise<readonly string[]> =>
  (await at.stripe.events.list({ type: 'charge.dispute.*', limit: 100 })).data
    .map((event) => event.type.replace('charge.dispute.', ''))
    .toReversed()
const answer = (id: string, uncategorized_text: string) =>
  at.stripe.disputes.update(id, { evidence: { uncategorized_text } })
const PAID = 2000 - 88
const FEE = 1500

test('a dispute takes the money and a fee; winning gives both back', async () => {
  const dispute = await disputed()
  expect(dispute).toMatchObject({
    amount: 2000,
    status: 'needs_response',
    reason: 'fraudulent',
    is_charge_refundable: false,
    evidence_details: { has_evidence: false, submission_count: 0, past_due: false },
    balance_transactions: [{ amount: -2000, fee: FEE, reporting_category: 'dispute' }],
  })
  expect(await balance()).toBe(PAID - 2000 - FEE)
  expect(await answer(dispute.id, 'winning_evidence')).toMatchObject({
    status: 'under_review',
    evidence_details: { submission_count: 1, has_evidence: true, submission_method: 'manual' },
  })
  const won = await at.stripe.disputes.retrieve(dispute.id)
  expect(won.status).toBe('won')
  expect(won.balance_transactions[1]).toMatchObject({
    amount: 2000,
    fee: -FEE,
    net: 2000 + FEE,
    reporting_category: 'dispute_reversal',
  })
  expect(await balance()).toBe(PAID)
  expect(await types()).toEqual(['created', 'funds_withdrawn', 'updated', 'funds_reinstated', 'closed'])
})

test('losing, closing and silence all lose, and the charge cannot be refunded', async () => {
  const [lost, closed, silent] = [await disputed(), await disputed(), await disputed()]
  await answer(lost.id, 'losing_evidence')
  await at.stripe.disputes.close(closed.id)
  const late = await at.stripe.disputes.retrieve(silent.id)
  await at.control('POST', 'clock', { advance: (late.evidence_details.due_by ?? 0) - late.created })
  const states = await Promise.all(
    [lost, closed, silent].map(async ({ id }) => {
      const { status, evidence_details: details } = await at.stripe.disputes.retrieve(id)
      return [status, details.past_due]
    }),
  )
  expect(states).toEqual([
    ['lost', false],
    ['lost', false],
    ['lost', true],
  ])
  expect(await balance()).toBe(3 * (PAID - 2000 - FEE))
  expect((await refusal(at.stripe.refunds.create({ charge: idOf(lost.charge) ?? '' }))).code).toBe(
    'charge_disputed',
  )
  expect((await refusal(at.stripe.disputes.close(closed.id))).message).toContain('already closed')
})

test('an inquiry moves no money until it is escalated', async () => {
  const inquiry = await disputed('pm_card_createDisputeInquiry')
  expect(inquiry).toMatchObject({
    status: 'warning_needs_response',
    is_charge_refundable: true,
    balance_transactions: [],
    payment_method_details: { card: { case_type: 'inquiry' } },
  })
  expect(await balance()).toBe(PAID)
  expect((await answer(inquiry.id, 'escalate_inquiry_evidence')).status).toBe('warning_under_review')
  expect(await at.stripe.disputes.retrieve(inquiry.id)).toMatchObject({
    status: 'needs_response',
    is_charge_refundable: false,
    payment_method_details: { card: { case_type: 'chargeback' } },
    evidence_details: { submission_count: 0 },
  })
  expect(await balance()).toBe(PAID - 2000 - FEE)
  await answer(inquiry.id, 'winning_evidence')
  expect((await at.stripe.disputes.retrieve(inquiry.id)).status).toBe('won')
  expect(await balance()).toBe(PAID)
})

test('an inquiry closes with good evidence, or when the payment is refunded', async () => {
  const [answered, refunded] = [
    await disputed('pm_card_createDisputeInquiry'),
    await disputed('pm_card_createDisputeInquiry'),
  ]
  await answer(answered.id, 'winning_evidence')
  await at.stripe.refunds.create({ charge: idOf(refunded.charge) ?? '' })
  expect((await at.stripe.disputes.retrieve(answered.id)).status).toBe('warning_closed')
  expect((await at.stripe.disputes.retrieve(refunded.id)).status).toBe('warning_closed')
  expect(await balance()).toBe(2 * PAID - 2000)
})

test('evidence is staged, kept field by field, submitted once, with limits', async () => {
  const { id } = await disputed()
  const update = (params: Stripe.DisputeUpdateParams) => at.stripe.disputes.update(id, params)
  await update({ evidence: { product_description: 'Tea', customer_name: 'Zhang Wei' }, submit: false })
  const staged = await update({
    evidence: { customer_name: '', shipping_carrier: 'Post' },
    submit: false,
    metadata: { owner: 'Li' },
  })
  expect(staged).toMatchObject({
    status: 'needs_response',
    metadata: { owner: 'Li' },
    evidence: { product_description: 'Tea', customer_name: null, shipping_carrier: 'Post' },
    evidence_details: { has_evidence: true, submission_count: 0, submission_method: 'not_submitted' },
  })
  expect((await refusal(update({ evidence: { uncategorized_text: 'x'.repeat(20_001) } }))).param).toBe(
    'evidence[uncategorized_text]',
  )
  const long = 'y'.repeat(20_000)
  const most = {
    access_activity_log: long,
    cancellation_policy_disclosure: long,
    cancellation_rebuttal: long,
    duplicate_charge_explanation: long,
    product_description: long,
    refund_policy_disclosure: long,
    refund_refusal_explanation: long,
  }
  await update({ evidence: most, submit: false })
  const tooMuch = await refusal(update({ evidence: { uncategorized_text: long }, submit: false }))
  expect(tooMuch.message).toContain('150,000')
  expect((await refusal(update({ evidence: { receipt: 'file_none' }, submit: false }))).code).toBe(
    'resource_missing',
  )
  expect((await update({ metadata: { seen: 'yes' } })).status).toBe('needs_response')
  expect((await update({ submit: true })).status).toBe('under_review')
  expect((await refusal(update({ evidence: { customer_name: 'B' } }))).message).toContain('under review')
  expect((await refusal(at.stripe.disputes.close(id))).message).toContain('under review')
  await at.control('POST', 'clock', { advance: 60 * DAY })
  expect((await at.stripe.disputes.retrieve(id)).status).toBe('lost')
})

test('nothing to submit is refused', async () => {
  const { id } = await disputed()
  expect((await refusal(at.stripe.disputes.update(id, { submit: true }))).message).toContain(
    'without evidence',
  )
})

test('what was refunded before is not disputed again', async () => {
  const partly = await at.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_createDispute',
    confirm: true,
    capture_method: 'manual',
  })
  const captured = await at.stripe.paymentIntents.capture(partly.id, { amount_to_capture: 700 })
  const [dispute] = (await at.stripe.disputes.list({ charge: idOf(captured.latest_charge) ?? '' })).data
  expect(dispute?.amount).toBe(700)
})

test('an early fraud warning is no dispute, and a full refund settles it', async () => {
  const intent = await pay(at.stripe, 2000, 'pm_card_createIssuerFraudRecord')
  const charge = idOf(intent.latest_charge) ?? ''
  const warnings = async () => (await at.stripe.radar.earlyFraudWarnings.list({ charge })).data
  expect(await warnings()).toMatchObject([{ actionable: true, payment_intent: intent.id }])
  await at.stripe.refunds.create({ charge })
  expect(await warnings()).toMatchObject([{ actionable: false }])
  expect((await at.stripe.disputes.list({ charge })).data).toEqual([])
  expect(
    (await at.stripe.events.list({ type: 'radar.early_fraud_warning.*' })).data.map((event) => event.type),
  ).toEqual(['radar.early_fraud_warning.updated', 'radar.early_fraud_warning.created'])
})
