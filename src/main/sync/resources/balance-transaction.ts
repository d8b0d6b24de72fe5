import { integer, reference, type StripeObject, text } from '../../store/mirror/stripe-object.ts'
import { currencyColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** When its net became available: never before it was made, whatever day Stripe names. */
function usableFrom(object: StripeObject): number {
  return Math.max(integer(object, 'created') ?? 0, integer(object, 'available_on') ?? 0)
}

/** What it adds to available and pending, Stripe's balance for payments; Issuing and others have balances of their own. */
function balanceNet(object: StripeObject): number {
  const balance = text(object, 'balance_type') ?? 'payments'
  return balance === 'payments' ? (integer(object, 'net') ?? 0) : 0
}

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
    currencyColumn,
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    { name: 'available_on', type: 'INTEGER', read: (o) => integer(o, 'available_on') },
    { name: 'source', type: 'TEXT', read: (o) => reference(o, 'source') },
    { name: 'description', type: 'TEXT', read: (o) => text(o, 'description') },
    { name: 'usable_from', type: 'INTEGER', read: usableFrom },
    { name: 'balance_net', type: 'INTEGER', read: balanceNet },
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
    // The balance at a moment: see `store/mirror/balance-at.ts`.
    ['currency', 'created', 'balance_net', 'deleted'],
    ['currency', 'usable_from', 'balance_net', 'deleted'],
  ],
}
