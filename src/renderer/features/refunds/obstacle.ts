import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'

export type RefundObstacle = 'nothing_left' | 'not_paid' | 'disputed'

/** Why, by what the mirror knows, this payment cannot be refunded; Stripe is asked again when the dialog opens. */
export function obstacleTo(payment: PaymentDetail): RefundObstacle | null {
  const { status } = payment.row
  if (status === 'disputed') return 'disputed'
  if (status === 'refunded') return 'nothing_left'
  if (status !== 'succeeded' && status !== 'partially_refunded') {
    return payment.refundable === null || payment.refundable.amount === 0 ? 'not_paid' : null
  }
  return payment.refundable?.amount === 0 ? 'nothing_left' : null
}
