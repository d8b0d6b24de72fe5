import type Stripe from 'stripe'
import { fingerprint, type TestCard } from '../money/test-cards.ts'

export const NO_ADDRESS: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
}
export const NO_BILLING: Stripe.PaymentMethod.BillingDetails = {
  address: NO_ADDRESS,
  email: null,
  name: null,
  phone: null,
  tax_id: null,
}

export interface MethodSpec {
  readonly id: string
  readonly created: number
  readonly billing?: Stripe.PaymentMethod.BillingDetails | undefined
  readonly customer?: string | null
  readonly metadata?: Record<string, string>
  readonly allowRedisplay?: Stripe.PaymentMethod['allow_redisplay']
}

export function methodBase(
  { id, created, billing: details, customer, metadata: meta, allowRedisplay }: MethodSpec,
  type: string,
) {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: allowRedisplay ?? 'unspecified',
    billing_details: details ?? NO_BILLING,
    created,
    customer: customer ?? null,
    customer_account: null,
    livemode: false,
    metadata: meta ?? {},
    type,
  } as const
}

/** What the bank says of the address and security code once it is asked: on saving the card or paying with it. */
export const checksOf = (
  card: TestCard | undefined,
  { address }: Stripe.PaymentMethod.BillingDetails,
): Stripe.PaymentMethod.Card.Checks => ({
  address_line1_check: card?.checks?.line1 ?? (address?.line1 ? 'pass' : null),
  address_postal_code_check: card?.checks?.postal ?? (address?.postal_code ? 'pass' : null),
  cvc_check: card?.checks?.cvc ?? 'pass',
})

/** A card payment method. https://docs.stripe.com/api/payment_methods/object */
export function cardMethod(
  spec: MethodSpec & {
    readonly card: TestCard
    readonly expMonth: number
    readonly expYear: number
    readonly wallet?: string | null
    readonly last4?: string
    readonly fingerprint?: string
  },
): Stripe.PaymentMethod {
  const { card, billing: details = NO_BILLING } = spec
  return {
    ...methodBase(spec, 'card'),
    card: {
      brand: card.brand,
      checks: spec.customer
        ? checksOf(card, details)
        : { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
      country: card.country,
      display_brand: card.brand === 'amex' ? 'american_express' : card.brand,
      exp_month: spec.expMonth,
      exp_year: spec.expYear,
      fingerprint: spec.fingerprint ?? fingerprint(card.number),
      funding: card.funding,
      generated_from: null,
      last4: spec.last4 ?? card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: spec.wallet ? { dynamic_last4: null, type: spec.wallet } : null,
    },
  }
}

/** A SEPA direct debit method; `iban` without spaces. */
export const sepaMethod = (spec: MethodSpec & { readonly iban: string }): Stripe.PaymentMethod => ({
  ...methodBase(spec, 'sepa_debit'),
  sepa_debit: {
    bank_code: spec.iban.slice(4, 12),
    branch_code: '',
    country: spec.iban.slice(0, 2),
    fingerprint: fingerprint(spec.iban),
    generated_from: { charge: null, setup_attempt: null },
    last4: spec.iban.slice(-4),
  },
})

/** A US bank account method. */
export const usBankMethod = (
  spec: MethodSpec & { readonly number: string; readonly routing: string },
): Stripe.PaymentMethod => ({
  ...methodBase(spec, 'us_bank_account'),
  us_bank_account: {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'STRIPE TEST BANK',
    financial_connections_account: null,
    fingerprint: fingerprint(spec.number),
    last4: spec.number.slice(-4),
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number: spec.routing,
    status_details: null,
  },
})
