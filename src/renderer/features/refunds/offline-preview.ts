import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import type { RefundPreview } from '../../../shared/features/refunds/contract.ts'
import { knownMoney } from '../../../shared/money.ts'

/** What the mirror knows of a payment, for a draft that is checked again once there is a connection. */
export function offlinePreview({
  row,
  amountCaptured,
  refundable,
  method,
}: PaymentDetail): RefundPreview | null {
  const captured = amountCaptured ?? knownMoney(row.amount)
  if (row.charge === null || captured === null || refundable === null || refundable.amount === 0) return null
  return {
    payment: row.id,
    charge: row.charge,
    captured,
    alreadyRefunded: row.amountRefunded,
    remaining: refundable,
    feeKept: null,
    fundedFrom: 'available',
    available: null,
    pendingBalance: null,
    exchangeRate: null,
    customerName: row.customerName,
    method: method?.last4 ? `${method.brand ?? method.type} •••• ${method.last4}` : null,
    connect: null,
    similar: [],
    blockers: [],
    warnings: [],
  }
}
