import { type PaymentFilter, paymentStatuses } from '../../../shared/features/payments/contract.ts'
import { type Condition, anyOf } from '../../store/mirror/condition.ts'
import { countUpTo, type Narrowing } from '../../store/mirror/listing.ts'
import { countsByStatus } from '../../store/mirror/sums.ts'
import { keyAt } from '../../store/mirror/time-key.ts'
import type { Reader } from '../../store/reader.ts'

/** What a filter says about columns, leaving its text aside. */
export function columnConditions(filter: PaymentFilter): readonly Condition[] {
  const { statuses, currency, amount, created, customer } = filter
  return [
    ...(statuses === undefined
      ? []
      : [
          anyOf(
            'status',
            statuses.map((status) => paymentStatuses.indexOf(status)),
          ),
        ]),
    ...(currency === undefined ? [] : [{ sql: 'currency = ?', params: [currency] }]),
    ...(amount?.min === undefined ? [] : [{ sql: 'amount >= ?', params: [amount.min] }]),
    ...(amount?.max === undefined ? [] : [{ sql: 'amount <= ?', params: [amount.max] }]),
    ...(created?.gte === undefined ? [] : [{ sql: 'n >= ?', params: [keyAt(created.gte)] }]),
    ...(created?.lt === undefined ? [] : [{ sql: 'n < ?', params: [keyAt(created.lt)] }]),
    ...(customer === undefined ? [] : [{ sql: 'customer = ?', params: [customer] }]),
  ]
}

/** The indexes that a filter narrows, with how far. */
export function narrowings(reader: Reader, filter: PaymentFilter): readonly Narrowing[] {
  const found: Narrowing[] = []
  const { statuses, currency, amount, created, customer } = filter
  if (statuses !== undefined) {
    const counts = countsByStatus(reader, 'payment', undefined)
    const rows = statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0)
    found.push({ index: 'payment_status', rows })
  }
  if (currency !== undefined) {
    const rows = Array.from(countsByStatus(reader, 'payment', currency).values()).reduce((a, b) => a + b, 0)
    found.push({ index: 'payment_currency', rows })
  }
  const probe = (index: string, part: PaymentFilter): void => {
    found.push({ index, rows: countUpTo(reader, 'payment', index, columnConditions(part), reader.few) })
  }
  if (customer !== undefined) probe('payment_customer', { customer })
  if (created !== undefined) probe('payment_n', { created })
  if (amount !== undefined && currency !== undefined) probe('payment_currency_amount', { amount, currency })
  else if (amount !== undefined) probe('payment_amount', { amount })
  return found
}
