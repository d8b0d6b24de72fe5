import {
  type RefundRow,
  type RefundStatus,
  refundStatuses,
} from '../../../../shared/features/refunds/contract.ts'
import { toldMoney } from '../../../../shared/money.ts'

/** A row of `refund` with the payment it belongs to. */
export interface StoredRefund {
  readonly id: string
  readonly payment: string | null
  readonly charge: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly failure_reason: string | null
  readonly created: number
  readonly customer_name: string | null
  readonly customer_email: string | null
  readonly operation: string | null
}

export const REFUND_COLUMNS = `r.id, p.id AS payment, r.charge, r.amount, r.currency, r.status, r.reason,
  r.failure_reason, r.created, p.customer_name, p.customer_email, r.operation`

export const REFUND_PAYMENT = 'LEFT JOIN payment p ON p.id = coalesce(r.payment_intent, r.charge)'

const known = new Map<string, RefundStatus>(refundStatuses.map((status) => [status, status]))

/** Old refunds have no status: they had succeeded. */
export function refundStatus(raw: string | null): RefundStatus {
  return raw === null ? 'succeeded' : (known.get(raw) ?? 'unknown')
}

export function presentRefund(row: StoredRefund): RefundRow {
  return {
    id: row.id,
    payment: row.payment,
    charge: row.charge,
    amount: toldMoney(row.amount, row.currency),
    status: refundStatus(row.status),
    rawStatus: row.status ?? '',
    reason: row.reason,
    failureReason: row.failure_reason,
    created: row.created,
    customerName: row.customer_name,
    customerEmail: row.customer_email,
    operation: row.operation,
  }
}
