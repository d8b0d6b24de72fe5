import type { Stripe } from 'stripe'
import { moneyAtStripe } from './common.ts'
import { CounterfoilError } from '../../../shared/errors.ts'
import { type Money, subtract } from '../../../shared/money.ts'

/** A payment as Stripe holds it now, with everything that decides whether it can be refunded. */
export interface RefundState {
  readonly charge: Stripe.Charge
  readonly captured: Money
  readonly alreadyRefunded: Money
  readonly remaining: Money
  /** Newest first. */
  readonly refunds: readonly Stripe.Refund[]
  readonly disputes: readonly Stripe.Dispute[]
}

const idOf = (value: string | { readonly id: string }): string =>
  typeof value === 'string' ? value : value.id

/** What a payment's id leads to: its charge with its balance transaction, or an intent that nobody has paid yet. */
export type FoundPayment =
  | { readonly charge: Stripe.Charge }
  | { readonly charge: null; readonly unpaid: Stripe.PaymentIntent }

/** Finds a payment's charge by its own id or its PaymentIntent's. */
export async function readPayment(stripe: Stripe, payment: string): Promise<FoundPayment> {
  const expand = ['balance_transaction']
  if (!payment.startsWith('pi_')) return { charge: await stripe.charges.retrieve(payment, { expand }) }
  const intent = await stripe.paymentIntents.retrieve(payment, {
    expand: ['latest_charge.balance_transaction'],
  })
  const charge = intent.latest_charge
  if (charge === null) return { charge: null, unpaid: intent }
  return { charge: typeof charge === 'string' ? await stripe.charges.retrieve(charge, { expand }) : charge }
}

/** Why nothing can be refunded of a payment that nobody has paid. */
export function unpaidBlocker({ status }: Stripe.PaymentIntent): CounterfoilError {
  return new CounterfoilError('payment_not_refundable', `Nothing has been paid: the payment is ${status}`, {
    params: { reason: status },
  })
}

/** Reads the rest of what a refund depends on: the refunds made so far and, where there is one, the dispute. */
export async function readRefundState(stripe: Stripe, charge: Stripe.Charge): Promise<RefundState> {
  const [refunds, disputes] = await Promise.all([
    stripe.refunds.list({ charge: charge.id, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    charge.disputed ? stripe.disputes.list({ charge: charge.id, limit: 100 }) : null,
  ])
  const captured = moneyAtStripe(charge.amount_captured, charge.currency)
  const alreadyRefunded = moneyAtStripe(charge.amount_refunded, charge.currency)
  return {
    charge,
    captured,
    alreadyRefunded,
    remaining: subtract(captured, alreadyRefunded),
    refunds,
    disputes: disputes?.data ?? [],
  }
}

/** Why a payment cannot be refunded at all; empty where it can. */
export function refundBlockers(state: RefundState): CounterfoilError[] {
  const { charge } = state
  if (charge.status !== 'succeeded') {
    return [
      new CounterfoilError('payment_not_refundable', `The payment ${charge.id} is ${charge.status}`, {
        params: { reason: charge.status },
      }),
    ]
  }
  if (!charge.captured) {
    return [
      new CounterfoilError('payment_not_refundable', 'This payment is not captured yet; cancel it instead', {
        params: { reason: 'uncaptured' },
      }),
    ]
  }
  const blockers: CounterfoilError[] = []
  const dispute = state.disputes.find((each) => !each.is_charge_refundable)
  if (dispute !== undefined) {
    blockers.push(
      new CounterfoilError('payment_disputed', `The payment is disputed (${dispute.status})`, {
        params: { dispute: dispute.id, status: dispute.status },
      }),
    )
  }
  if (state.remaining.amount <= 0) {
    blockers.push(new CounterfoilError('already_refunded', 'This payment is refunded in full'))
  }
  return blockers
}

/** Changes whenever a refund is made, also a failed one, so that a retry after a failure has a key of its own. */
export function refundStateName({ charge, refunds }: RefundState): string {
  return [charge.id, refunds.length, refunds[0] === undefined ? 'none' : idOf(refunds[0])].join(' ')
}
