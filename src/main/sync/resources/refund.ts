import { integer, reference, type StripeObject, text } from '../../store/mirror/stripe-object.ts'
import { searchText } from '../../store/mirror/search-text.ts'
import { currencyColumn, searchColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** That of nearly all refunds, which finds nothing in particular. */
export const COMMON_REASON = 'requested_by_customer'

const own = searchColumn(
  'receipt_number',
  'destination_details.card.reference',
  'description',
  'instructions_email',
  'failure_reason',
)

function rareReason(refunded: StripeObject): string | null {
  const reason = text(refunded, 'reason')
  return reason === COMMON_REASON ? null : reason
}

/** https://docs.stripe.com/api/refunds/object */
export const refund: Resource = {
  type: 'refund',
  path: '/v1/refunds',
  permission: 'rak_charge_read',
  columns: [
    { name: 'charge', type: 'TEXT', read: (o) => reference(o, 'charge') },
    { name: 'payment_intent', type: 'TEXT', read: (o) => reference(o, 'payment_intent') },
    { name: 'balance_transaction', type: 'TEXT', read: (o) => reference(o, 'balance_transaction') },
    { name: 'amount', type: 'INTEGER', read: (o) => integer(o, 'amount') },
    currencyColumn,
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    { name: 'reason', type: 'TEXT', read: (o) => text(o, 'reason') },
    { name: 'failure_reason', type: 'TEXT', read: (o) => text(o, 'failure_reason') },
    { name: 'operation', type: 'TEXT', read: (o) => text(o, 'metadata.counterfoil_operation') },
    { ...own, read: (o) => searchText([rareReason(o), String(own.read(o) ?? '')]) },
  ],
  indexes: [
    ['charge'],
    ['payment_intent'],
    ['n', 'status', 'currency', 'amount'],
    ['status', 'n', 'currency', 'amount'],
    ['currency', 'n', 'status', 'amount'],
    ['amount', 'n', 'status', 'currency'],
  ],
}
