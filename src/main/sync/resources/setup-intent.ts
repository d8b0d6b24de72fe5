import { referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/setup_intents/object */
export const setupIntent: Resource = {
  type: 'setup_intent',
  path: '/v1/setup_intents',
  permission: 'rak_setup_intent_read',
  columns: [
    textColumn('status'),
    textColumn('usage'),
    referenceColumn('customer'),
    referenceColumn('payment_method'),
    referenceColumn('latest_attempt'),
    textColumn('description'),
    searchColumn('description', 'customer', 'payment_method'),
  ],
  indexes: [
    ['status', 'n'],
    ['customer', 'n'],
  ],
}
