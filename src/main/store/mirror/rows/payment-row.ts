import { type PaymentRow, paymentStatuses } from '../../../../shared/features/payments/contract.ts'
import { toldMoney } from '../../../../shared/money.ts'
import type { Reader } from '../../reader.ts'
import type { PaymentRecord } from '../payment.ts'

export type StoredPaymentRow = PaymentRecord & { readonly n: number }

export function paymentRow(reader: Reader, n: number): readonly PaymentRow[] {
  const row = reader.get<StoredPaymentRow>('SELECT * FROM payment WHERE n = ?', [n])
  return row === undefined ? [] : [presentPayment(row)]
}

export function presentPayment(row: StoredPaymentRow): PaymentRow {
  const { amount, currency, refunded } = row
  return {
    id: row.id,
    charge: row.charge,
    amount: toldMoney(row.amount_known === 1 ? amount : null, currency),
    amountRefunded: { amount: refunded, currency },
    status: paymentStatuses[row.status] ?? 'unknown',
    rawStatus: row.raw_status,
    failureCode: row.failure_code,
    created: row.created,
    customer: row.customer,
    customerName: row.customer_name,
    customerEmail: row.customer_email,
    description: row.description,
    method:
      row.method === null
        ? null
        : { type: row.method, brand: row.brand, last4: row.last4, wallet: row.wallet },
  }
}
