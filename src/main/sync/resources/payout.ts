import { integer, reference, text } from '../../store/mirror/stripe-object.ts'
import { currencyColumn, flagColumn, operationColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/payouts/object */
export const payout: Resource = {
  type: 'payout',
  path: '/v1/payouts',
  permission: 'rak_payout_read',
  columns: [
    { name: 'amount', type: 'INTEGER', read: (o) => integer(o, 'amount') },
    currencyColumn,
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    { name: 'arrival_date', type: 'INTEGER', read: (o) => integer(o, 'arrival_date') },
    { name: 'destination', type: 'TEXT', read: (o) => reference(o, 'destination') },
    { name: 'balance_transaction', type: 'TEXT', read: (o) => reference(o, 'balance_transaction') },
    textColumn('method'),
    flagColumn('automatic'),
    textColumn('description'),
    textColumn('statement_descriptor'),
    textColumn('failure_code'),
    operationColumn,
    searchColumn('description', 'statement_descriptor', 'destination', 'failure_code', 'trace_id.value'),
  ],
  indexes: [
    ['n', 'status', 'currency', 'amount'],
    ['status', 'n', 'currency', 'amount'],
    ['amount', 'n', 'status', 'currency'],
    ['arrival_date', 'n', 'status', 'currency', 'amount'],
    ['balance_transaction'],
  ],
}
