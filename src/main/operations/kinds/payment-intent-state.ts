import type { Stripe } from 'stripe'
import { CounterfoilError } from '../../../shared/errors.ts'

/** Statuses in which a PaymentIntent can be canceled (https://docs.stripe.com/api/payment_intents/cancel). */
const CANCELABLE: ReadonlySet<string> = new Set([
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
])

export async function readIntent(stripe: Stripe, id: string): Promise<Stripe.PaymentIntent> {
  return await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
}

export function chargeOf({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | null {
  return charge === null || typeof charge === 'string' ? null : charge
}

export function payerOf(intent: Stripe.PaymentIntent): string | null {
  const details = chargeOf(intent)?.billing_details
  return details?.name ?? details?.email ?? intent.receipt_email
}

/** Why nothing can be captured; null where it can. */
export function captureBlocker({ status }: Stripe.PaymentIntent): CounterfoilError | null {
  if (status === 'requires_capture') return null
  return new CounterfoilError('payment_not_capturable', `The payment is ${status}`, { params: { status } })
}

/** Why it cannot be canceled; null where it can. */
export function cancelBlocker({ status }: Stripe.PaymentIntent): CounterfoilError | null {
  if (CANCELABLE.has(status)) return null
  return new CounterfoilError('payment_not_cancelable', `The payment is ${status}`, { params: { status } })
}
