import { text } from '../../store/mirror/stripe-object.ts'
import { searchColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/customers/object */
export const customer: Resource = {
  type: 'customer',
  path: '/v1/customers',
  permission: 'rak_customer_read',
  listedWhile: 'TRUE',
  columns: [
    { name: 'name', type: 'TEXT', read: (o) => text(o, 'name') },
    { name: 'email', type: 'TEXT', read: (o) => text(o, 'email') },
    { name: 'phone', type: 'TEXT', read: (o) => text(o, 'phone') },
    { name: 'description', type: 'TEXT', read: (o) => text(o, 'description') },
    searchColumn('name', 'email', 'phone', 'description'),
  ],
  indexes: [],
}
