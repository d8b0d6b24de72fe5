import { integer } from '../../store/mirror/stripe-object.ts'
import {
  currencyColumn,
  foldedColumn,
  integerColumn,
  operationColumn,
  referenceColumn,
  searchColumn,
  textColumn,
} from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/transfers/object */
export const transfer: Resource = {
  type: 'transfer',
  path: '/v1/transfers',
  permission: 'rak_transfer_read',
  parts: [{ field: 'reversals', link: 'transfer', types: ['transfer_reversal'] }],
  columns: [
    integerColumn('amount'),
    integerColumn('amount_reversed'),
    currencyColumn,
    {
      name: 'status',
      type: 'TEXT',
      read: (o) => {
        const back = integer(o, 'amount_reversed') ?? 0
        if (back === 0) return 'paid'
        return back < (integer(o, 'amount') ?? 0) ? 'partially_reversed' : 'reversed'
      },
    },
    referenceColumn('destination'),
    referenceColumn('destination_payment'),
    referenceColumn('source_transaction'),
    referenceColumn('balance_transaction'),
    textColumn('transfer_group'),
    foldedColumn('transfer_group'),
    textColumn('description'),
    operationColumn,
    searchColumn('description', 'transfer_group', 'destination', 'source_transaction'),
  ],
  indexes: [
    ['n', 'status', 'currency', 'amount'],
    ['status', 'n', 'currency', 'amount'],
    ['amount', 'n', 'status', 'currency'],
    ['destination', 'n', 'status', 'currency', 'amount'],
    ['source_transaction'],
    ['transfer_group', 'n'],
    ['transfer_group_folded'],
  ],
}
