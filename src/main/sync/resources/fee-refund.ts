import { integerColumn, operationColumn, referenceColumn, textColumn } from './columns.ts'
import type { PartResource } from './resource.ts'

/** Read with its application fee: https://docs.stripe.com/api/fee_refunds/object */
export const feeRefund: PartResource = {
  type: 'fee_refund',
  columns: [
    referenceColumn('fee'),
    integerColumn('amount'),
    textColumn('currency'),
    referenceColumn('balance_transaction'),
    operationColumn,
  ],
  indexes: [['fee', 'n']],
}
