import { text } from '../../store/mirror/stripe-object.ts'
import { referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/payment_methods/object */
export const paymentMethod: Resource = {
  type: 'payment_method',
  path: '/v1/payment_methods',
  permission: 'rak_payment_method_read',
  datedList: false,
  listedWhile: 'customer IS NOT NULL',
  columns: [
    referenceColumn('customer'),
    textColumn('type'),
    textColumn('allow_redisplay'),
    { name: 'brand', type: 'TEXT', read: (o) => ofType(o, 'brand') ?? ofType(o, 'bank_name') },
    { name: 'last4', type: 'TEXT', read: (o) => ofType(o, 'last4') },
    textColumn('name', 'billing_details.name'),
    textColumn('email', 'billing_details.email'),
    searchColumn(
      'billing_details.name',
      'billing_details.email',
      'billing_details.phone',
      'card.last4',
      'us_bank_account.last4',
      'us_bank_account.bank_name',
      'sepa_debit.last4',
    ),
  ],
  indexes: [['customer', 'n']],
}

function ofType(object: unknown, field: string): string | null {
  return text(object, `${text(object, 'type') ?? ''}.${field}`)
}
