import type Stripe from 'stripe'

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

export interface AccountSpec {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly country: string
  readonly currency: string
  readonly url: string
  readonly descriptor: string
  readonly created: number
}

/** A standard account that may do everything. https://docs.stripe.com/api/accounts/object */
export function accountObject(spec: AccountSpec): Stripe.Account {
  const address = {
    city: 'Portland',
    country: spec.country,
    line1: '214 Alder Street',
    line2: null,
    postal_code: '97205',
    state: 'OR',
  }
  return {
    id: spec.id,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: '5499',
      minority_owned_business_designation: null,
      name: spec.name,
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: address,
      support_email: spec.email,
      support_phone: '+15035550142',
      support_url: spec.url,
      url: spec.url,
    },
    business_type: 'company',
    capabilities: {
      acss_debit_payments: 'active',
      card_payments: 'active',
      link_payments: 'active',
      sepa_debit_payments: 'active',
      transfers: 'active',
      us_bank_account_ach_payments: 'active',
    },
    charges_enabled: true,
    controller: { type: 'account' },
    country: spec.country,
    created: spec.created,
    default_currency: spec.currency,
    details_submitted: true,
    email: spec.email,
    future_requirements: NOTHING_DUE,
    groups: null,
    metadata: {},
    payouts_enabled: true,
    requirements: NOTHING_DUE,
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_issuing: { tos_acceptance: { date: null, ip: null } },
      card_payments: {
        decline_on: { avs_failure: false, cvc_failure: false },
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: spec.name, timezone: 'Etc/UTC' },
      invoices: { default_account_tax_ids: null, hosted_payment_method_save: 'never' },
      payments: {
        statement_descriptor: spec.descriptor,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      payouts: {
        debit_negative_balances: true,
        schedule: { delay_days: 2, interval: 'daily' },
        statement_descriptor: null,
      },
      sepa_debit_payments: {},
    },
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: 'standard',
  }
}
