import { currencyColumn, integerColumn, operationColumn, referenceColumn } from './columns.ts'
import type { PartResource } from './resource.ts'

/** Listed only transfer by transfer, and so read with it: https://docs.stripe.com/api/transfer_reversals/object */
export const transferReversal: PartResource = {
  type: 'transfer_reversal',
  columns: [
    referenceColumn('transfer'),
    integerColumn('amount'),
    currencyColumn,
    referenceColumn('source_refund'),
    referenceColumn('destination_payment_refund'),
    referenceColumn('balance_transaction'),
    operationColumn,
  ],
  indexes: [['transfer', 'n']],
}
