import { field, fieldsOfKind, type SearchField, words } from '../field.ts'
import { CREATED, CURRENCY, DESCRIPTION, ID, METADATA } from './common.ts'

/** https://docs.stripe.com/search#query-fields-for-invoices, then our own. */
export const INVOICE_FIELDS: readonly SearchField[] = [
  CREATED,
  CURRENCY,
  field('token', 'customer'),
  field('token', 'last_finalization_error_code', { at: 'last_finalization_error.code' }),
  field('token', 'last_finalization_error_type', { at: 'last_finalization_error.type' }),
  METADATA,
  field('string', 'number'),
  field('string', 'receipt_number'),
  words('status', 'draft open paid uncollectible void'),
  // API versions before 2025-03-31.basil had it at the top.
  field('string', 'subscription', { at: 'parent.subscription_details.subscription', orAt: 'subscription' }),
  field('money', 'total'),

  ID,
  ...fieldsOfKind('money', 'amount_due amount_paid amount_remaining subtotal'),
  ...fieldsOfKind('time', 'due_date period_start period_end next_payment_attempt effective_at'),
  ...fieldsOfKind('string', 'customer_email customer_name customer_phone description'),
  words(
    'billing_reason',
    'manual subscription_create subscription_cycle subscription_update subscription_threshold',
  ),
  words('collection_method', 'charge_automatically send_invoice'),
  field('number', 'attempt_count'),
  field('boolean', 'attempted'),
]

/** https://docs.stripe.com/search#query-fields-for-subscriptions, then our own. */
export const SUBSCRIPTION_FIELDS: readonly SearchField[] = [
  CREATED,
  METADATA,
  words('status', 'active past_due unpaid canceled incomplete incomplete_expired trialing paused'),
  field('time', 'canceled_at'),

  ID,
  CURRENCY,
  ...fieldsOfKind('token', 'customer latest_invoice default_payment_method schedule on_behalf_of'),
  ...fieldsOfKind('time', 'start_date ended_at cancel_at trial_start trial_end billing_cycle_anchor'),
  field('boolean', 'cancel_at_period_end'),
  words('collection_method', 'charge_automatically send_invoice'),
  words('cancellation_details.reason', 'cancellation_requested payment_disputed payment_failed'),
  field('string', 'cancellation_details.comment'),
  DESCRIPTION,
]

/** https://docs.stripe.com/search#query-fields-for-prices, then our own. */
export const PRICE_FIELDS: readonly SearchField[] = [
  field('boolean', 'active'),
  CURRENCY,
  field('string', 'lookup_key'),
  METADATA,
  field('string', 'product'),
  words('type', 'one_time recurring'),

  ID,
  CREATED,
  field('string', 'nickname'),
  field('money', 'unit_amount'),
  words('billing_scheme', 'per_unit tiered'),
  words('recurring.interval', 'day week month year'),
  words('recurring.usage_type', 'licensed metered'),
  words('tax_behavior', 'exclusive inclusive unspecified'),
]

/** https://docs.stripe.com/search#query-fields-for-products, then our own. */
export const PRODUCT_FIELDS: readonly SearchField[] = [
  field('boolean', 'active'),
  DESCRIPTION,
  METADATA,
  field('string', 'name'),
  field('boolean', 'shippable'),
  field('string', 'url'),

  ID,
  ...fieldsOfKind('time', 'created updated'),
  ...fieldsOfKind('token', 'default_price tax_code'),
  ...fieldsOfKind('string', 'statement_descriptor unit_label'),
]
