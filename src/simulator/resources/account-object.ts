import type Stripe from 'stripe'

export interface Controller {
  readonly fees: 'account' | 'application' | 'application_custom' | 'application_express'
  readonly losses: 'application' | 'stripe'
  readonly requirement_collection: 'application' | 'stripe'
  readonly dashboard: 'express' | 'full' | 'none'
  readonly type: Stripe.Account['type']
}

interface SentController {
  readonly fees?: { readonly payer?: string | null } | null
  readonly losses?: { readonly payments?: string | null } | null
  readonly requirement_collection?: string | null
  readonly stripe_dashboard?: { readonly type?: string | null } | null
}

const BY_TYPE: Readonly<Record<'custom' | 'express' | 'standard', Controller>> = {
  custom: {
    fees: 'application_custom',
    losses: 'application',
    requirement_collection: 'application',
    dashboard: 'none',
    type: 'custom',
  },
  express: {
    fees: 'application_express',
    losses: 'application',
    requirement_collection: 'stripe',
    dashboard: 'express',
    type: 'express',
  },
  standard: {
    fees: 'account',
    losses: 'stripe',
    requirement_collection: 'stripe',
    dashboard: 'full',
    type: 'standard',
  },
}

/** Who controls an account, from its type or from controller properties. https://docs.stripe.com/connect/migrate-to-controller-properties */
export function controllerOf(
  type: 'custom' | 'express' | 'standard' | undefined,
  sent: SentController | undefined,
): Controller {
  if (!sent) return BY_TYPE[type ?? 'standard']
  return {
    fees: sent.fees?.payer === 'application' ? 'application' : 'account',
    losses: sent.losses?.payments === 'application' ? 'application' : 'stripe',
    requirement_collection: sent.requirement_collection === 'application' ? 'application' : 'stripe',
    dashboard:
      sent.stripe_dashboard?.type === 'none'
        ? 'none'
        : sent.stripe_dashboard?.type === 'express'
          ? 'express'
          : 'full',
    type: 'none',
  }
}

const NOTHING_DUE: Stripe.Account.Requirements & Stripe.Account.FutureRequirements = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}

export interface ConnectedSpec {
  readonly id: string
  readonly country: string
  readonly currency: string
  readonly controller: Controller
  readonly created: number
  readonly email: string | null
}

/** A connected account of which nothing is known yet. https://docs.stripe.com/api/accounts/object */
export function connectedAccountObject(spec: ConnectedSpec): Stripe.Account {
  const { controller } = spec
  return {
    id: spec.id,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: null,
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: null,
    capabilities: {},
    charges_enabled: false,
    controller: {
      fees: { payer: controller.fees },
      is_controller: true,
      losses: { payments: controller.losses },
      requirement_collection: controller.requirement_collection,
      stripe_dashboard: { type: controller.dashboard },
      type: 'application',
    },
    country: spec.country,
    created: spec.created,
    default_currency: spec.currency,
    details_submitted: false,
    email: spec.email,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${spec.id}/external_accounts`,
    },
    future_requirements: NOTHING_DUE,
    groups: null,
    metadata: {},
    payouts_enabled: false,
    requirements: NOTHING_DUE,
    settings: {
      bacs_debit_payments: { display_name: null, service_user_number: null },
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_issuing: { tos_acceptance: { date: null, ip: null } },
      card_payments: {
        decline_on: { avs_failure: false, cvc_failure: false },
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: null, timezone: 'Etc/UTC' },
      invoices: { default_account_tax_ids: null, hosted_payment_method_save: 'never' },
      payments: {
        statement_descriptor: null,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      payouts: {
        debit_negative_balances: controller.losses === 'stripe',
        schedule: { delay_days: 2, interval: 'daily' },
        statement_descriptor: null,
      },
      sepa_debit_payments: {},
    },
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: controller.type,
  }
}
