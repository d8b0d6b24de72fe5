import { currencyColumn, integerColumn, referenceColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/checkout/sessions/object */
export const checkoutSession: Resource = {
  type: 'checkout.session',
  path: '/v1/checkout/sessions',
  permission: 'rak_checkout_session_read',
  columns: [
    textColumn('status'),
    textColumn('mode'),
    textColumn('payment_status'),
    integerColumn('amount', 'amount_total'),
    currencyColumn,
    referenceColumn('customer'),
    referenceColumn('payment_intent'),
    referenceColumn('setup_intent'),
    referenceColumn('subscription'),
    textColumn('name', 'customer_details.name'),
    textColumn('email', 'customer_details.email'),
    textColumn('client_reference_id'),
    searchColumn('customer_details.name', 'customer_details.email', 'client_reference_id', 'customer'),
  ],
  indexes: [['status', 'n'], ['amount', 'n', 'currency'], ['customer', 'n'], ['payment_intent']],
}
