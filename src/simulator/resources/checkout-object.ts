import type Stripe from 'stripe'
import { mergeMetadata } from '../wire/params.ts'
import { randomText } from '../world/ids.ts'
import type { CheckoutParams } from './checkout-params.ts'

/** Each `ui_mode` by its name since dahlia and its name before. */
export const UI_MODES = [
  ['hosted_page', 'hosted'],
  ['embedded_page', 'embedded'],
  ['elements', 'custom'],
  ['form', undefined],
] as const

export interface CheckoutSpec {
  readonly id: string
  readonly created: number
  readonly mode: 'payment' | 'setup' | 'subscription'
  readonly uiMode: Stripe.Checkout.Session.UiMode
  readonly currency: string | null
  /** Minor units; null in setup mode. */
  readonly subtotal: number | null
  readonly total: number | null
  readonly customer: Stripe.Customer | undefined
  readonly types: readonly string[]
  readonly params: Partial<CheckoutParams>
  readonly discounts: Stripe.Checkout.Session.Discount[]
  readonly setupIntent: string | null
  readonly paymentLink?: string | null
}

const CARD_OPTIONS: Stripe.Checkout.Session.PaymentMethodOptions = {
  card: { request_three_d_secure: 'automatic' },
}
const BANK_OPTIONS: Stripe.Checkout.Session.PaymentMethodOptions = {
  us_bank_account: {
    financial_connections: { permissions: ['payment_method'], prefetch: [] },
    verification_method: 'automatic',
  },
}

const NO_INVOICE: Stripe.Checkout.Session.InvoiceCreation = {
  enabled: false,
  invoice_data: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: null,
    metadata: {},
    rendering_options: null,
  },
}

/** A new, open Checkout Session. https://docs.stripe.com/api/checkout/sessions/object */
export function checkoutObject(spec: CheckoutSpec): Stripe.Checkout.Session {
  const { id, mode, params, customer, uiMode } = spec
  const hosted = uiMode === 'hosted_page'
  const email = customer?.email ?? params.customer_email ?? null
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: mode === 'payment' },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types
      ? [...params.allowed_payment_method_types]
      : null,
    amount_subtotal: spec.subtotal,
    amount_total: spec.total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    branding_settings: {
      background_color: '#ffffff',
      border_style: 'rounded',
      button_color: '#0074d4',
      display_name: 'Northwind Tea',
      font_family: 'default',
      icon: null,
      logo: null,
    },
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: hosted ? null : `${id}_secret_${randomText(40)}`,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: spec.created,
    currency: spec.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer
      ? null
      : (params.customer_creation ?? (mode === 'payment' ? 'if_required' : 'always')),
    customer_details:
      email === null
        ? null
        : {
            address: customer?.address ?? null,
            business_name: null,
            email,
            individual_name: null,
            name: null,
            phone: customer?.phone ?? null,
            tax_exempt: mode === 'setup' ? null : 'none',
            tax_ids: null,
          },
    customer_email: params.customer_email ?? null,
    discounts: mode === 'setup' ? null : spec.discounts,
    ...(params.excluded_payment_method_types
      ? { excluded_payment_method_types: [...params.excluded_payment_method_types] }
      : {}),
    expires_at: params.expires_at ?? spec.created + 86_400,
    integration_identifier: params.integration_identifier ?? null,
    invoice: null,
    invoice_creation:
      mode === 'payment' ? { ...NO_INVOICE, enabled: params.invoice_creation?.enabled ?? false } : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    origin_context: params.origin_context ?? null,
    payment_intent: null,
    payment_link: spec.paymentLink ?? null,
    payment_method_collection:
      params.payment_method_collection ?? (mode === 'payment' ? 'if_required' : 'always'),
    payment_method_configuration_details: { id: 'pmc_1Northwind0Default0000001', parent: null },
    payment_method_options: {
      ...(spec.types.includes('card') ? CARD_OPTIONS : {}),
      ...(spec.types.includes('us_bank_account') ? BANK_OPTIONS : {}),
      ...(spec.types.includes('wechat_pay') ? { wechat_pay: { app_id: null, client: 'web' } } : {}),
    },
    payment_method_types: [...spec.types],
    payment_status: mode === 'setup' || spec.total === 0 ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    ...(hosted ? {} : { redirect_on_completion: params.redirect_on_completion ?? 'always' }),
    ...(params.return_url ? { return_url: params.return_url } : {}),
    saved_payment_method_options: savedOptions(spec),
    setup_intent: spec.setupIntent,
    shipping_address_collection: params.shipping_address_collection
      ? { allowed_countries: [...params.shipping_address_collection.allowed_countries] }
      : null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url ?? null,
    total_details:
      mode === 'setup'
        ? null
        : { amount_discount: (spec.subtotal ?? 0) - (spec.total ?? 0), amount_shipping: 0, amount_tax: 0 },
    ui_mode: uiMode,
    url: hosted ? `https://checkout.stripe.com/c/pay/${id}` : null,
    wallet_options: null,
  }
}

// Saved methods are offered to a known customer only; what may be shown defaults to those saved for it.
function savedOptions({
  mode,
  params,
  customer,
}: CheckoutSpec): Stripe.Checkout.Session.SavedPaymentMethodOptions | null {
  const wanted = params.saved_payment_method_options
  if (mode === 'setup' || (!customer && !wanted)) return null
  return {
    allow_redisplay_filters: [...(wanted?.allow_redisplay_filters ?? ['always'])],
    payment_method_remove: wanted?.payment_method_remove ?? 'disabled',
    payment_method_save: wanted?.payment_method_save ?? null,
  }
}
