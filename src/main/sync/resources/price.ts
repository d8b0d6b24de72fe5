import {
  currencyColumn,
  flagColumn,
  integerColumn,
  referenceColumn,
  searchColumn,
  textColumn,
} from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/prices/object */
export const price: Resource = {
  type: 'price',
  path: '/v1/prices',
  permission: 'rak_plan_read',
  listedWhile: 'TRUE',
  columns: [
    referenceColumn('product'),
    flagColumn('active'),
    integerColumn('amount', 'unit_amount'),
    currencyColumn,
    textColumn('type'),
    textColumn('interval', 'recurring.interval'),
    textColumn('nickname'),
    textColumn('lookup_key'),
    searchColumn('nickname', 'lookup_key', 'product'),
  ],
  indexes: [['product', 'n']],
}
