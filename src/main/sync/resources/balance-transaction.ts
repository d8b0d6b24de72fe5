import { integer, reference, text } from '../../store/mirror/stripe-object.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/balance_transactions/object */
export const balanceTransaction: Resource = {
  type: 'balance_transaction',
  path: '/v1/balance_transactions',
  permission: 'rak_balance_read',
  columns: [
    { name: 'type', type: 'TEXT', read: (o) => text(o, 'type') },
    { name: 'reporting_category', type: 'TEXT', read: (o) => text(o, 'reporting_category') },
    { name: 'amount', type: 'INTEGER', read: (o) => integer(o, 'amount') },
    { name: 'fee', type: 'INTEGER', read: (o) => integer(o, 'fee') },
    { name: 'net', type: 'INTEGER', read: (o) => integer(o, 'net') },
    { name: 'currency', type: 'TEXT', read: (o) => text(o, 'currency') },
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    { name: 'available_on', type: 'INTEGER', read: (o) => integer(o, 'available_on') },
    { name: 'source', type: 'TEXT', read: (o) => reference(o, 'source') },
    { name: 'description', type: 'TEXT', read: (o) => text(o, 'description') },
  ],
  indexes: [
    ['source'],
    ['n', 'type', 'currency', 'status', 'amount'],
    ['type', 'n', 'currency', 'status', 'amount'],
    ['currency', 'n', 'type', 'status', 'amount'],
    ['status', 'currency', 'available_on', 'net', 'n'],
    ['amount', 'n', 'type', 'currency', 'status'],
    ['net', 'n', 'type', 'currency', 'status', 'amount'],
    ['available_on', 'n', 'type', 'currency', 'status', 'amount'],
  ],
}
