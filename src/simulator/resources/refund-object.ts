import type Stripe from 'stripe'
import { idOf } from '../world/tables.ts'

export interface RefundSpec {
  readonly id: string
  readonly created: number
  readonly amount: number
  readonly charge: Stripe.Charge
  readonly reason: Stripe.Refund.Reason | null
  readonly status: 'pending' | 'succeeded' | 'failed'
  readonly metadata?: Record<string, string>
  readonly balanceTransaction?: string | null
  readonly pendingReason?: Stripe.Refund.PendingReason
  readonly failureReason?: string
  readonly failureTransaction?: string
}

/** https://docs.stripe.com/api/refunds/object */
export function refundObject(spec: RefundSpec): Stripe.Refund {
  const { charge } = spec
  const isCard = charge.payment_method_details?.type === 'card'
  return {
    id: spec.id,
    object: 'refund',
    amount: spec.amount,
    balance_transaction: spec.balanceTransaction ?? null,
    charge: charge.id,
    created: spec.created,
    currency: charge.currency,
    customer: idOf(charge.customer) ?? null,
    customer_account: null,
    destination_details: isCard
      ? {
          card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
          type: 'card',
        }
      : { type: charge.payment_method_details?.type ?? 'card' },
    ...(spec.failureTransaction === undefined
      ? {}
      : { failure_balance_transaction: spec.failureTransaction }),
    ...(spec.failureReason === undefined ? {} : { failure_reason: spec.failureReason }),
    metadata: spec.metadata ?? {},
    payment_intent: idOf(charge.payment_intent) ?? null,
    payment_method: charge.payment_method,
    ...(spec.pendingReason === undefined ? {} : { pending_reason: spec.pendingReason }),
    reason: spec.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: spec.status,
    transfer_reversal: null,
  }
}
