import { integer, reference, text } from '../../store/mirror/stripe-object.ts'
import { currencyColumn, searchColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/disputes/object */
export const dispute: Resource = {
  type: 'dispute',
  path: '/v1/disputes',
  permission: 'rak_dispute_read',
  columns: [
    { name: 'charge', type: 'TEXT', read: (o) => reference(o, 'charge') },
    { name: 'payment_intent', type: 'TEXT', read: (o) => reference(o, 'payment_intent') },
    { name: 'amount', type: 'INTEGER', read: (o) => integer(o, 'amount') },
    currencyColumn,
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    { name: 'reason', type: 'TEXT', read: (o) => text(o, 'reason') },
    { name: 'due_by', type: 'INTEGER', read: (o) => integer(o, 'evidence_details.due_by') },
    searchColumn('evidence.customer_name', 'evidence.customer_email_address'),
  ],
  indexes: [
    ['charge'],
    ['n', 'status', 'currency', 'amount'],
    ['status', 'n', 'currency', 'amount'],
    ['amount', 'n', 'status', 'currency'],
    ['due_by', 'n', 'status', 'currency', 'amount'],
  ],
}
