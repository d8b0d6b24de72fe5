import { flagColumn, referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/products/object */
export const product: Resource = {
  type: 'product',
  path: '/v1/products',
  permission: 'rak_product_read',
  listedWhile: 'TRUE',
  columns: [
    textColumn('name'),
    flagColumn('active'),
    referenceColumn('default_price'),
    textColumn('description'),
    searchColumn('name', 'description'),
  ],
  indexes: [],
}
