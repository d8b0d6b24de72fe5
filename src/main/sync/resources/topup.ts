import { currencyColumn, integerColumn, referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/topups/object */
export const topup: Resource = {
  type: 'topup',
  path: '/v1/topups',
  permission: 'rak_topup_read',
  columns: [
    integerColumn('amount'),
    currencyColumn,
    textColumn('status'),
    integerColumn('expected_availability_date'),
    referenceColumn('balance_transaction'),
    textColumn('failure_code'),
    textColumn('description'),
    textColumn('statement_descriptor'),
    searchColumn('description', 'statement_descriptor', 'transfer_group'),
  ],
  indexes: [
    ['status', 'n'],
    ['amount', 'n'],
  ],
}
