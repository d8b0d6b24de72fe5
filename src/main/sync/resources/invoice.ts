import { currencyColumn, integerColumn, referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/invoices/object */
export const invoice: Resource = {
  type: 'invoice',
  path: '/v1/invoices',
  permission: 'rak_invoice_read',
  listedWhile: "status = 'draft'",
  columns: [
    textColumn('number'),
    textColumn('status'),
    referenceColumn('customer'),
    textColumn('customer_name'),
    textColumn('customer_email'),
    textColumn('description'),
    referenceColumn('subscription', 'parent.subscription_details.subscription'),
    integerColumn('amount', 'amount_due'),
    integerColumn('amount_paid'),
    currencyColumn,
    integerColumn('due_date'),
    searchColumn('number', 'customer_name', 'customer_email', 'customer', 'description'),
  ],
  indexes: [
    ['status', 'n'],
    ['amount', 'n', 'currency'],
    ['customer', 'n'],
    ['subscription', 'n'],
  ],
}
