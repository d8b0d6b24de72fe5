import { searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/webhook_endpoints/object */
export const webhookEndpoint: Resource = {
  type: 'webhook_endpoint',
  path: '/v1/webhook_endpoints',
  permission: 'rak_webhook_read',
  datedList: false,
  listedWhile: 'TRUE',
  columns: [
    textColumn('url'),
    textColumn('status'),
    textColumn('description'),
    searchColumn('url', 'description'),
  ],
  indexes: [],
}
