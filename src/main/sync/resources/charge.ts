import { flag, integer, metadataText, reference, text } from '../../store/mirror/stripe-object.ts'
import { methodSummary } from './method-summary.ts'
import { currencyColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** https://docs.stripe.com/api/charges/object */
export const charge: Resource = {
  type: 'charge',
  path: '/v1/charges',
  permission: 'rak_charge_read',
  columns: [
    { name: 'payment_intent', type: 'TEXT', read: (o) => reference(o, 'payment_intent') },
    { name: 'balance_transaction', type: 'TEXT', read: (o) => reference(o, 'balance_transaction') },
    { name: 'customer', type: 'TEXT', read: (o) => reference(o, 'customer') },
    { name: 'amount', type: 'INTEGER', read: (o) => integer(o, 'amount') },
    { name: 'amount_captured', type: 'INTEGER', read: (o) => integer(o, 'amount_captured') },
    { name: 'amount_refunded', type: 'INTEGER', read: (o) => integer(o, 'amount_refunded') },
    currencyColumn,
    { name: 'status', type: 'TEXT', read: (o) => text(o, 'status') },
    { name: 'captured', type: 'INTEGER', read: (o) => flag(o, 'captured') },
    { name: 'refunded', type: 'INTEGER', read: (o) => flag(o, 'refunded') },
    { name: 'disputed', type: 'INTEGER', read: (o) => flag(o, 'disputed') },
    { name: 'failure_code', type: 'TEXT', read: (o) => text(o, 'failure_code') },
    { name: 'description', type: 'TEXT', read: (o) => text(o, 'description') },
    { name: 'name', type: 'TEXT', read: (o) => text(o, 'billing_details.name') },
    {
      name: 'email',
      type: 'TEXT',
      read: (o) => text(o, 'billing_details.email') ?? text(o, 'receipt_email'),
    },
    { name: 'method', type: 'TEXT', read: (o) => methodSummary(o)?.type ?? null },
    { name: 'brand', type: 'TEXT', read: (o) => methodSummary(o)?.brand ?? null },
    { name: 'last4', type: 'TEXT', read: (o) => methodSummary(o)?.last4 ?? null },
    { name: 'wallet', type: 'TEXT', read: (o) => methodSummary(o)?.wallet ?? null },
    { name: 'receipt_number', type: 'TEXT', read: (o) => text(o, 'receipt_number') },
    { name: 'metadata_text', type: 'TEXT', read: metadataText },
  ],
  indexes: [['payment_intent'], ['customer']],
}
