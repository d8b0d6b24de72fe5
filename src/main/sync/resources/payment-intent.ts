import { integer, metadataText, reference, text } from '../../store/mirror/stripe-object.ts'
import { currencyColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/payment_intents/object */
export const paymentIntent: Resource = {
  type: 'payment_intent',
  path: '/v1/payment_intents',
  permission: 'rak_payment_intent_read',
  columns: [
    { name: 'latest_charge', type: 'TEXT', read: (o) => reference(o, 'latest_charge') },
    { name: 'customer', type: 'TEXT', read: (o) => reference(o, 'customer') },
    { name: 'amount', type: 'INTEGER', read: (o) => integer(o, 'amount') },
    { name: 'amount_received', type: 'INTEGER', read: (o) => integer(o, 'amount_received') },
    currencyColumn,
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    {
      name: 'failure_code',
      type: 'TEXT',
      read: (o) => text(o, 'last_payment_error.decline_code') ?? text(o, 'last_payment_error.code'),
    },
    { name: 'description', type: 'TEXT', read: (o) => text(o, 'description') },
    { name: 'receipt_email', type: 'TEXT', read: (o) => text(o, 'receipt_email') },
    { name: 'metadata_text', type: 'TEXT', read: metadataText },
  ],
  indexes: [['latest_charge']],
}
