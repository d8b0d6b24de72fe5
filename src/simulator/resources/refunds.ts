import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { email, integer, mergeMetadata, metadata, oneOf, range, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { checkWhole, formatMoney } from '../money/currencies.ts'
import { convert, settlement } from '../money/fees.ts'
import { cardOfFingerprint } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { applicationFeeDetail } from './application-fees.ts'
import {
  type CashDestination,
  cashRefund,
  isCashPayment,
  returnCash,
  sendCashRefund,
} from './cash-refunds.ts'
import { sourceTypeOf } from './charge-object.ts'
import { connectPlan } from './connect-refunds.ts'
import { refundObject, type RefundSpec } from './refund-object.ts'

const DAY = 86_400

/** When money that is still on its way can pay for its own refund: the instant it becomes available. */
function stillPending({ account, now }: Scope, charge: Stripe.Charge): number | undefined {
  const transaction = account.get('balance_transaction', idOf(charge.balance_transaction) ?? '')
  return transaction && transaction.available_on > now ? transaction.available_on : undefined
}

/** Takes the refunded money off the balance; undefined if there is not enough. */
function takeFunds(
  scope: Scope,
  charge: Stripe.Charge,
  refund: Stripe.Refund,
  feeBack = 0,
): Stripe.BalanceTransaction | undefined {
  const { currency, rate } = settlement(charge.currency)
  const amount = convert(refund.amount, rate)
  const later = stillPending(scope, charge)
  if (later === undefined && scope.account.ledger.total(currency).available < amount - feeBack)
    return undefined
  return scope.account.post({
    type: sourceTypeOf(charge) === 'card' ? 'refund' : 'payment_refund',
    amount: -amount,
    currency,
    source: refund.id,
    sourceType: sourceTypeOf(charge),
    description: charge.description ? `REFUND FOR CHARGE (${charge.description})` : 'REFUND FOR CHARGE',
    exchangeRate: rate,
    fees: feeBack > 0 ? [applicationFeeDetail(-feeBack, currency)] : [],
    ...(later === undefined ? {} : { availableOn: later }),
  })
}

export interface RefundOptions extends CashDestination {
  readonly reason?: Stripe.Refund.Reason | null
  readonly metadata?: Record<string, string>
  /** Takes the same part of the transfer back that was made from the charge. */
  readonly reverseTransfer?: boolean
  /** Gives the same part of the application fee back. */
  readonly refundApplicationFee?: boolean
}

/** Makes a refund of a captured charge. `amount` in minor units of the charge's currency. */
export function createRefund(
  scope: Scope,
  charge: Stripe.Charge,
  amount: number,
  more: RefundOptions = {},
): Stripe.Refund {
  const { account, world, now } = scope
  const cash = isCashPayment(charge) ? cashRefund(scope, charge, more) : undefined
  const plan = connectPlan(scope, charge, amount, more)
  const behaviour = cardOfFingerprint(charge.payment_method_details?.card?.fingerprint)?.refund
  const base: RefundSpec = {
    id: account.newId(sourceTypeOf(charge) === 'card' ? 're' : 'pyr', charge.created),
    created: now,
    amount,
    charge,
    reason: more.reason ?? null,
    status: 'succeeded',
    metadata: more.metadata ?? {},
  }
  const reversal = plan.reverse(base.id)
  const draft = refundObject(base)
  const feeBack = plan.feeBack
  const transaction = takeFunds(scope, charge, draft, feeBack)
  plan.returnFee(transaction !== undefined)
  const isCard = sourceTypeOf(charge) === 'card'
  const slow = cash ? false : !isCard || behaviour === 'pending'
  const made = !transaction
    ? isCard
      ? refundObject({ ...base, status: 'pending', pendingReason: 'insufficient_funds' })
      : refundObject({ ...base, status: 'failed', failureReason: 'insufficient_funds' })
    : refundObject({
        ...base,
        balanceTransaction: transaction.id,
        status: slow ? 'pending' : 'succeeded',
        ...(slow ? { pendingReason: 'processing' } : {}),
      })
  const refund = { ...made, ...(transaction ? cash : {}), transfer_reversal: reversal }
  account.put('refund', refund)
  if (refund.status !== 'failed') {
    const refunded = charge.amount_refunded + amount
    const after = account.put('charge', {
      ...charge,
      amount_refunded: refunded,
      refunded: refunded >= charge.amount,
    })
    emit(scope, 'refund.created', refund)
    emit(scope, 'charge.refunded', after, charge)
    if (after.refunded)
      for (const action of ['dispute.refunded', 'early_fraud_warning.refunded'])
        world.at(account.id, now, action, charge.id)
  } else {
    emit(scope, 'refund.created', refund)
    emit(scope, 'refund.failed', refund)
  }
  if (!transaction && isCard) world.at(account.id, now + 30 * DAY, 'refund.expire', refund.id)
  if (transaction && cash) sendCashRefund(scope, refund)
  if (transaction && slow) world.at(account.id, now + (isCard ? DAY : 5 * DAY), 'refund.succeed', refund.id)
  if (transaction && behaviour === 'fails') world.at(account.id, now + DAY, 'refund.fail', refund.id)
  return refund
}

/** A refund comes back: its money returns through a transaction of its own, the charge is less refunded. */
export function failRefund(
  scope: Scope,
  before: Stripe.Refund,
  reason: string,
  status: 'failed' | 'canceled' = 'failed',
): Stripe.Refund {
  const { account } = scope
  const charge = account.get('charge', idOf(before.charge) ?? '')
  const taken = account.get('balance_transaction', idOf(before.balance_transaction) ?? '')
  const returned =
    taken &&
    account.post({
      type: 'refund_failure',
      amount: -taken.amount,
      currency: taken.currency,
      source: before.id,
      sourceType: charge ? sourceTypeOf(charge) : 'card',
      description: 'REFUND FAILURE',
      exchangeRate: taken.exchange_rate,
    })
  const { pending_reason: _, next_action: __, ...kept } = before
  const failed = account.put('refund', {
    ...kept,
    status,
    ...(status === 'failed' ? { failure_reason: reason } : {}),
    ...(returned ? { failure_balance_transaction: returned.id } : {}),
  })
  if (charge)
    account.put('charge', {
      ...charge,
      amount_refunded: charge.amount_refunded - before.amount,
      refunded: false,
    })
  emit(scope, status === 'failed' ? 'refund.failed' : 'refund.updated', failed, before)
  if (charge) emit(scope, 'charge.refund.updated', failed, before)
  return failed
}

function chargeToRefund(
  call: Call,
  chargeId: string | null | undefined,
  intentId: string | null | undefined,
): Stripe.Charge {
  if (chargeId) return mustFind(call, 'charge', chargeId, 'charge')
  if (!intentId)
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
      {},
    )
  const intent = mustFind(call, 'payment_intent', intentId, 'payment_intent')
  const charge = call.account.get('charge', idOf(intent.latest_charge) ?? '')
  if (!charge || charge.status === 'failed')
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    })
  return charge
}

/** Throws what Stripe answers when a charge cannot be refunded by this much. */
export function checkRefundable(
  { account }: Pick<Scope, 'account'>,
  charge: Stripe.Charge,
  amount: number | null | undefined,
): number {
  if (charge.refunded)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  if (charge.source_transfer)
    throw invalidRequest(
      `Charge ${charge.id} was made by a transfer; it is refunded by reversing the transfer ${String(idOf(charge.source_transfer))}.`,
      { code: 'charge_not_refundable' },
    )
  if (charge.status !== 'succeeded')
    throw invalidRequest(`Charge ${charge.id} is ${charge.status} and cannot be refunded.`, {
      code: 'charge_not_refundable',
    })
  if (!charge.captured)
    throw invalidRequest(
      `Charge ${charge.id} has not been captured, so it cannot be refunded. Cancel its PaymentIntent instead.`,
      { code: 'charge_not_refundable' },
    )
  const dispute = charge.disputed
    ? account
        .table('dispute')
        .find(`charge:${charge.id}`)
        .find((d) => !d.is_charge_refundable && d.status !== 'won')
    : undefined
  if (dispute)
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    })
  const left = charge.amount - charge.amount_refunded
  const wanted = amount ?? left
  if (wanted < 1)
    throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' })
  checkWhole(wanted, charge.currency)
  if (wanted > left)
    throw invalidRequest(
      `Refund amount (${formatMoney(wanted, charge.currency)}) is greater than ${charge.amount_refunded > 0 ? 'unrefunded amount on charge' : 'charge amount'} (${formatMoney(left, charge.currency)})`,
      { param: 'amount' },
    )
  return wanted
}

const createShape = {
  amount: integer(),
  charge: text(),
  payment_intent: text(),
  currency: text(),
  customer: text(),
  instructions_email: email(),
  metadata: metadata(),
  origin: oneOf('customer_balance'),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: flag(),
  reverse_transfer: flag(),
} as const

export const refunds: Resource = {
  routes: [
    route('POST', '/v1/refunds', createShape, (call) => {
      const { params } = call
      if (params.origin === 'customer_balance') return returnCash(call, params)
      const charge = chargeToRefund(call, params.charge, params.payment_intent)
      if (params.charge && params.payment_intent && idOf(charge.payment_intent) !== params.payment_intent)
        throw invalidRequest(
          `The charge ${charge.id} does not belong to the PaymentIntent ${params.payment_intent}.`,
          { param: 'charge' },
        )
      const amount = checkRefundable(call, charge, params.amount)
      return createRefund(call, charge, amount, {
        reason: params.reason ?? null,
        metadata: mergeMetadata({}, params.metadata),
        reverseTransfer: params.reverse_transfer === true,
        refundApplicationFee: params.refund_application_fee === true,
        instructionsEmail: params.instructions_email ?? null,
      })
    }),
    route(
      'POST',
      '/v1/charges/:charge/refund',
      {
        amount: integer(),
        reason: createShape.reason,
        metadata: metadata(),
        refund_application_fee: flag(),
        reverse_transfer: flag(),
      },
      (call) => {
        const charge = mustFind(call, 'charge', call.path['charge'] ?? '')
        const amount = checkRefundable(call, charge, call.params.amount)
        createRefund(call, charge, amount, {
          reason: call.params.reason ?? null,
          metadata: mergeMetadata({}, call.params.metadata),
          reverseTransfer: call.params.reverse_transfer === true,
          refundApplicationFee: call.params.refund_application_fee === true,
        })
        return mustFind(call, 'charge', charge.id)
      },
    ),
    route(
      'GET',
      '/v1/refunds',
      { ...listShape, created: range(), charge: text(), payment_intent: text() },
      (call) => {
        const { charge, payment_intent: intent } = call.params
        if (charge) mustFind(call, 'charge', charge, 'charge')
        if (intent) mustFind(call, 'payment_intent', intent, 'payment_intent')
        const key = charge ? `charge:${charge}` : intent ? `payment_intent:${intent}` : undefined
        return listOfTable(call, 'refund', {
          key,
          where: (r) => (!charge || r.charge === charge) && (!intent || r.payment_intent === intent),
        })
      },
    ),
    route('GET', '/v1/charges/:charge/refunds', listShape, (call) => {
      const charge = mustFind(call, 'charge', call.path['charge'] ?? '')
      return listOfTable(call, 'refund', { key: `charge:${charge.id}` })
    }),
    route('GET', '/v1/refunds/:id', {}, (call) => mustFind(call, 'refund', call.path['id'] ?? '')),
    route('POST', '/v1/refunds/:id', { metadata: metadata() }, (call) => {
      const before = mustFind(call, 'refund', call.path['id'] ?? '')
      const updated = call.account.put('refund', {
        ...before,
        metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
      })
      emit(call, 'refund.updated', updated, before)
      emit(call, 'charge.refund.updated', updated, before)
      return updated
    }),
  ],
  actions: {
    'refund.succeed': (scope, id) => {
      const before = scope.account.get('refund', id)
      if (before?.status !== 'pending') return
      const { pending_reason: _, ...kept } = before
      const after = scope.account.put('refund', { ...kept, status: 'succeeded' })
      emit(scope, 'refund.updated', after, before)
      emit(scope, 'charge.refund.updated', after, before)
    },
    'refund.fail': (scope, id) => {
      const before = scope.account.get('refund', id)
      if (before?.status === 'succeeded' || before?.status === 'pending')
        failRefund(scope, before, 'expired_or_canceled_card')
    },
    'refund.expire': (scope, id) => {
      const before = scope.account.get('refund', id)
      if (before?.status === 'pending' && before.pending_reason === 'insufficient_funds')
        failRefund(scope, before, 'insufficient_funds')
    },
    // Money has come in: refunds that wait for it go out, oldest first.
    'refund.fund': (scope) => {
      for (const before of scope.account.table('refund').find('waiting')) {
        const charge = scope.account.get('charge', idOf(before.charge) ?? '')
        if (before.pending_reason !== 'insufficient_funds' || before.status !== 'pending' || !charge) continue
        const transaction = takeFunds(scope, charge, before)
        if (!transaction) return
        const { pending_reason: _, ...kept } = before
        const after = scope.account.put('refund', {
          ...kept,
          status: 'succeeded',
          balance_transaction: transaction.id,
        })
        emit(scope, 'refund.updated', after, before)
        emit(scope, 'charge.refund.updated', after, before)
      }
    },
  },
  downgrades: {
    refund: [
      {
        before: '2026-04-01',
        apply: (refund) => {
          for (const name of ['customer', 'customer_account', 'payment_method']) delete refund[name]
        },
      },
    ],
  },
}
