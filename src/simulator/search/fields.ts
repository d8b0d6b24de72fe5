import type { TableName } from '../world/tables.ts'

/** How a field may be asked for: whole words, any part of a text, numbers, or the keys of a hash. */
export type FieldKind = 'token' | 'string' | 'numeric' | 'metadata'

const METHODS = ['card', 'card_present', 'interac_present'].flatMap((type) =>
  ['brand', 'exp_month', 'exp_year', 'fingerprint', 'last4'].map((name) => [
    `payment_method_details.${type}.${name}`,
    'token' as const,
  ]),
)

/** Stripe's query fields. https://docs.stripe.com/search#query-fields-for-charges and the tables after it */
export const FIELDS = {
  charge: {
    amount: 'numeric',
    'billing_details.address.postal_code': 'token',
    created: 'numeric',
    currency: 'token',
    customer: 'token',
    disputed: 'token',
    metadata: 'metadata',
    ...Object.fromEntries(METHODS),
    refunded: 'token',
    status: 'token',
  },
  customer: {
    created: 'numeric',
    email: 'string',
    metadata: 'metadata',
    name: 'string',
    phone: 'string',
  },
  invoice: {
    created: 'numeric',
    currency: 'token',
    customer: 'token',
    last_finalization_error_code: 'token',
    last_finalization_error_type: 'token',
    metadata: 'metadata',
    number: 'string',
    receipt_number: 'string',
    status: 'token',
    subscription: 'token',
    total: 'numeric',
  },
  payment_intent: {
    amount: 'numeric',
    created: 'numeric',
    currency: 'token',
    customer: 'token',
    metadata: 'metadata',
    status: 'token',
  },
  price: {
    active: 'token',
    currency: 'token',
    lookup_key: 'string',
    metadata: 'metadata',
    product: 'token',
    type: 'token',
  },
  product: {
    active: 'token',
    created: 'numeric',
    description: 'string',
    metadata: 'metadata',
    name: 'string',
    shippable: 'token',
    url: 'string',
  },
  subscription: {
    canceled_at: 'numeric',
    created: 'numeric',
    metadata: 'metadata',
    status: 'token',
  },
} as const satisfies { readonly [N in TableName]?: Readonly<Record<string, FieldKind>> }

export type Searchable = keyof typeof FIELDS
