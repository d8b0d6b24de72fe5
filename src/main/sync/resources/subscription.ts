import { currencyColumn, integerColumn, referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** Canceled ones are listed only on request: https://docs.stripe.com/api/subscriptions/list */
export const subscription: Resource = {
  type: 'subscription',
  path: '/v1/subscriptions',
  query: { status: 'all' },
  permission: 'rak_subscription_read',
  columns: [
    textColumn('status'),
    textColumn('description'),
    referenceColumn('customer'),
    currencyColumn,
    integerColumn('canceled_at'),
    integerColumn('ended_at'),
    referenceColumn('latest_invoice'),
    searchColumn('description', 'customer'),
  ],
  indexes: [
    ['status', 'n'],
    ['customer', 'n'],
  ],
}
