import { currencyColumn, flagColumn, integerColumn, referenceColumn, searchColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/application_fees/object */
export const applicationFee: Resource = {
  type: 'application_fee',
  path: '/v1/application_fees',
  permission: 'rak_application_fee_read',
  parts: [{ field: 'refunds', link: 'fee', types: ['fee_refund'] }],
  columns: [
    integerColumn('amount'),
    integerColumn('amount_refunded'),
    currencyColumn,
    flagColumn('refunded'),
    referenceColumn('account'),
    referenceColumn('charge'),
    referenceColumn('originating_transaction'),
    referenceColumn('balance_transaction'),
    searchColumn('account', 'charge', 'originating_transaction'),
  ],
  indexes: [['charge'], ['account', 'n']],
}
