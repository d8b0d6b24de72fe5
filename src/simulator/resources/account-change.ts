import type Stripe from 'stripe'
import {
  addressShape,
  anything,
  boolean,
  email,
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  text,
} from '../wire/params.ts'
import type { Scope } from '../world/world.ts'
import { changeBalanceSettings, payoutsShape } from './balance-settings.ts'
import { requestCapability } from './capabilities.ts'
import { addExternalAccount, externalAccountParam } from './external-accounts.ts'
import { NO_ADDRESS } from './payment-method-object.ts'
import { createPerson, personShape, updatePerson } from './persons.ts'

const requests = anything()

export const changeShape = {
  business_profile: hash({
    annual_revenue: anything(),
    estimated_worker_count: integer(),
    mcc: text(),
    minority_owned_business_designation: listOf(text()),
    monthly_estimated_revenue: anything(),
    name: text(),
    product_description: text(),
    specified_commercial_transactions_act_url: text(),
    support_address: hash(addressShape),
    support_email: email(),
    support_phone: text(),
    support_url: text(),
    url: text(),
  }),
  business_type: oneOf('company', 'government_entity', 'individual', 'non_profit'),
  capabilities: requests,
  company: hash({
    address: hash(addressShape),
    directors_provided: boolean(),
    executives_provided: boolean(),
    name: text(),
    owners_provided: boolean(),
    phone: text(),
    registration_number: text(),
    structure: text(),
    tax_id: text(),
    vat_id: text(),
    verification: anything(),
  }),
  default_currency: text(),
  documents: anything(),
  email: email(),
  external_account: externalAccountParam(),
  groups: anything(),
  individual: hash(personShape),
  metadata: metadata(),
  settings: hash({
    bacs_debit_payments: anything(),
    branding: hash({ icon: text(), logo: text(), primary_color: text(), secondary_color: text() }),
    card_issuing: anything(),
    card_payments: hash({
      decline_on: hash({ avs_failure: boolean(), cvc_failure: boolean() }),
      statement_descriptor_prefix: text(),
      statement_descriptor_prefix_kana: text(),
      statement_descriptor_prefix_kanji: text(),
    }),
    invoices: anything(),
    payments: hash({
      statement_descriptor: text({ max: 22 }),
      statement_descriptor_kana: text(),
      statement_descriptor_kanji: text(),
    }),
    payouts: hash(payoutsShape),
    treasury: anything(),
  }),
  tos_acceptance: hash({ date: integer(), ip: text(), service_agreement: text(), user_agent: text() }),
} as const
type Changes = Partial<Read<typeof changeShape>>

const given = <T extends object>(part: T | null | undefined): Partial<T> => part ?? {}

/** The fields that are stored as they come. Everything that follows from them is worked out by `reassess`. */
export function applyFields(before: Stripe.Account, sent: Changes): Stripe.Account {
  const { business_profile: profile, company, settings, tos_acceptance: terms } = sent
  const {
    annual_revenue: _revenue,
    monthly_estimated_revenue: _monthly,
    minority_owned_business_designation: designation,
    support_address: support,
    ...plain
  } = given(profile)
  const {
    tax_id: tax,
    vat_id: vat,
    address,
    verification: _papers,
    registration_number: _number,
    ...firm
  } = given(company)
  const profileBefore = before.business_profile
  const settingsBefore = before.settings
  return {
    ...before,
    ...(sent.business_type ? { business_type: sent.business_type } : {}),
    ...(sent.default_currency ? { default_currency: sent.default_currency.toLowerCase() } : {}),
    ...(sent.email === undefined ? {} : { email: sent.email }),
    ...(profileBefore && profile
      ? {
          business_profile: {
            ...profileBefore,
            ...plain,
            ...(designation ? { minority_owned_business_designation: [...designation] } : {}),
            ...(support ? { support_address: { ...NO_ADDRESS, ...support } } : {}),
          },
        }
      : {}),
    ...(company
      ? {
          company: {
            ...before.company,
            ...(firm.name ? { name: firm.name } : {}),
            ...(firm.phone ? { phone: firm.phone } : {}),
            ...(firm.structure ? { structure: firm.structure } : {}),
            ...(typeof firm.directors_provided === 'boolean'
              ? { directors_provided: firm.directors_provided }
              : {}),
            ...(typeof firm.executives_provided === 'boolean'
              ? { executives_provided: firm.executives_provided }
              : {}),
            ...(typeof firm.owners_provided === 'boolean' ? { owners_provided: firm.owners_provided } : {}),
            ...(address ? { address: { ...NO_ADDRESS, ...before.company?.address, ...address } } : {}),
            ...(tax ? { tax_id_provided: true } : {}),
            ...(vat ? { vat_id_provided: true } : {}),
          },
        }
      : {}),
    ...(settingsBefore && settings
      ? {
          settings: {
            ...settingsBefore,
            branding: { ...settingsBefore.branding, ...settings.branding },
            card_payments: {
              ...settingsBefore.card_payments,
              ...prefixes(settings.card_payments),
              ...(settings.card_payments?.decline_on
                ? {
                    decline_on: {
                      avs_failure: settings.card_payments.decline_on.avs_failure ?? false,
                      cvc_failure: settings.card_payments.decline_on.cvc_failure ?? false,
                    },
                  }
                : {}),
            },
            payments: { ...settingsBefore.payments, ...settings.payments },
          },
        }
      : {}),
    ...(terms
      ? {
          tos_acceptance: {
            ...before.tos_acceptance,
            ...(terms.date === undefined ? {} : { date: terms.date }),
            ...(terms.ip === undefined ? {} : { ip: terms.ip }),
            ...(terms.user_agent === undefined ? {} : { user_agent: terms.user_agent }),
            ...(terms.service_agreement ? { service_agreement: terms.service_agreement } : {}),
          },
        }
      : {}),
    metadata: mergeMetadata(before.metadata ?? {}, sent.metadata),
  }
}

/** The descriptor prefixes, without `decline_on`. */
function prefixes(sent: NonNullable<Changes['settings']>['card_payments']) {
  const { decline_on: _, ...rest } = sent ?? {}
  return rest
}

/** What a change brings beside plain fields: people, capabilities, an external account, the payout schedule. */
export function applyParts(scope: Scope, sent: Changes): void {
  const { account } = scope
  if (sent.individual) {
    const person = [...account.table('person').values()].find((p) => p.relationship?.representative)
    const fields = {
      ...sent.individual,
      relationship: { ...sent.individual.relationship, representative: true },
    }
    if (person) updatePerson(scope, person, fields)
    else createPerson(scope, fields)
  }
  for (const [id, value] of Object.entries(sent.capabilities ?? {})) requestCapability(scope, id, value)
  if (sent.external_account) addExternalAccount(scope, sent.external_account, { makeDefault: true })
  if (sent.settings?.payouts) changeBalanceSettings(scope, sent.settings.payouts)
}
