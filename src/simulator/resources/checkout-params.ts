import type Stripe from 'stripe'
import { checkCurrency } from '../money/currencies.ts'
import { invalidRequest } from '../wire/errors.ts'
import {
  anything,
  email,
  hash,
  integer,
  listOf,
  metadata,
  oneOf,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, flag } from '../wire/router.ts'
import { isBefore } from '../wire/versions.ts'
import { UI_MODES } from './checkout-object.ts'
import { lineItemShape } from './line-items.ts'

const intentData = hash({
  application_fee_amount: integer(),
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  description: text(),
  metadata: metadata(),
  on_behalf_of: text(),
  receipt_email: email(),
  setup_future_usage: oneOf('off_session', 'on_session'),
  shipping: anything(),
  statement_descriptor: text({ max: 22 }),
  statement_descriptor_suffix: text({ max: 22 }),
  transfer_data: hash({ destination: required(text()), amount: integer() }),
  transfer_group: text(),
})
export const createShape = {
  adaptive_pricing: anything(),
  after_expiration: anything(),
  allow_promotion_codes: flag(),
  allowed_payment_method_types: listOf(text()),
  automatic_tax: anything(),
  billing_address_collection: oneOf('auto', 'required'),
  branding_settings: anything(),
  cancel_url: text(),
  client_reference_id: text({ max: 200 }),
  consent_collection: anything(),
  currency: text(),
  custom_fields: anything(),
  custom_text: anything(),
  customer: text(),
  customer_account: text(),
  customer_creation: oneOf('always', 'if_required'),
  customer_email: email({ max: 800 }),
  customer_update: anything(),
  discounts: listOf(hash({ coupon: text(), promotion_code: text() })),
  excluded_payment_method_types: listOf(text()),
  expires_at: integer(),
  integration_identifier: text(),
  invoice_creation: hash({ enabled: required(flag()), invoice_data: anything() }),
  line_items: listOf(hash(lineItemShape)),
  locale: text(),
  managed_payments: anything(),
  metadata: metadata(),
  mode: oneOf('payment', 'setup', 'subscription'),
  name_collection: anything(),
  optional_items: anything(),
  origin_context: oneOf('mobile_app', 'web'),
  payment_intent_data: intentData,
  payment_method_collection: oneOf('always', 'if_required'),
  payment_method_configuration: text(),
  payment_method_data: anything(),
  payment_method_options: anything(),
  payment_method_types: listOf(text()),
  permissions: anything(),
  phone_number_collection: hash({ enabled: required(flag()) }),
  redirect_on_completion: oneOf('always', 'if_required', 'never'),
  return_url: text(),
  saved_payment_method_options: hash({
    allow_redisplay_filters: listOf(oneOf('always', 'limited', 'unspecified')),
    payment_method_remove: oneOf('disabled', 'enabled'),
    payment_method_save: oneOf('disabled', 'enabled'),
  }),
  setup_intent_data: hash({ description: text(), metadata: metadata(), on_behalf_of: text() }),
  shipping_address_collection: hash({ allowed_countries: required(listOf(text())) }),
  shipping_options: anything(),
  submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
  subscription_data: hash({
    application_fee_percent: text(),
    billing_cycle_anchor: integer(),
    default_tax_rates: listOf(text()),
    description: text(),
    metadata: metadata(),
    trial_end: integer(),
    trial_period_days: integer(),
    trial_settings: anything(),
  }),
  success_url: text(),
  tax_id_collection: anything(),
  ui_mode: text(),
  wallet_options: anything(),
} as const
export type CheckoutParams = Read<typeof createShape>

export function uiModeOf(call: Call, sent: string | null | undefined): Stripe.Checkout.Session.UiMode {
  const old = isBefore(call.version, '2026-03-25')
  if (!sent) return 'hosted_page'
  const found = UI_MODES.find(([newer, older]) => sent === (old ? older : newer))
  if (found) return found[0]
  const words = UI_MODES.flatMap(([newer, older]) => (old ? (older ?? []) : newer))
  throw invalidRequest(
    `Invalid ui_mode: must be one of ${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`,
    {
      param: 'ui_mode',
    },
  )
}

export function checkParams(call: Call<CheckoutParams>, mode: string, uiMode: string): void {
  const { params, now } = call
  const hosted = uiMode === 'hosted_page'
  if (hosted && !params.success_url)
    throw invalidRequest('Missing required param: success_url.', {
      code: 'parameter_missing',
      param: 'success_url',
    })
  if (!hosted && uiMode !== 'elements' && !params.return_url && params.redirect_on_completion !== 'never')
    throw invalidRequest('Missing required param: return_url.', {
      code: 'parameter_missing',
      param: 'return_url',
    })
  if (!hosted && params.success_url)
    throw invalidRequest(
      '`success_url` can only be used with `ui_mode: hosted_page`; use `return_url` instead.',
      {
        param: 'success_url',
      },
    )
  if (mode === 'setup' && params.line_items)
    throw invalidRequest('You can not pass `line_items` in `setup` mode.', { param: 'line_items' })
  if (mode !== 'setup' && !params.line_items?.length)
    throw invalidRequest('Missing required param: line_items.', {
      code: 'parameter_missing',
      param: 'line_items',
    })
  if (mode === 'setup' && params.saved_payment_method_options)
    throw invalidRequest('You can not pass `saved_payment_method_options` in `setup` mode.', {
      param: 'saved_payment_method_options',
    })
  if (mode !== 'payment' && params.payment_intent_data)
    throw invalidRequest(`You can not pass \`payment_intent_data\` in \`${mode}\` mode.`, {
      param: 'payment_intent_data',
    })
  if (params.customer && params.customer_email)
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.', {
      param: 'customer_email',
    })
  const { expires_at: expires } = params
  if (expires && (expires < now + 1800 - 60 || expires > now + 86_400 + 60))
    throw invalidRequest(
      'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    )
  if (params.currency) checkCurrency(params.currency)
}
