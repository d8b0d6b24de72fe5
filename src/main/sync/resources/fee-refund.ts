import { currencyColumn, integerColumn, operationColumn, referenceColumn } from './columns.ts'
import type { PartResource } from './resource.ts'

/** Read with its application fee: https://docs.stripe.com/api/fee_refunds/object */
export const feeRefund: PartResource = {
  type: 'fee_refund',
  columns: [
    referenceColumn('fee'),
    integerColumn('amount'),
    currencyColumn,
    referenceColumn('balance_transaction'),
    operationColumn,
  ],
  indexes: [['fee', 'n']],
}
