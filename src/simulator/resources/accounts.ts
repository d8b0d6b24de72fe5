import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfItems } from '../wire/lists.ts'
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
  range,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { emitConnected } from '../world/events.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { connectedAccountObject, controllerOf, type Controller } from './account-object.ts'
import { externalAccounts, reassess } from './account-status.ts'
import { changeBalanceSettings, payoutsShape } from './balance-settings.ts'
import { requestCapability, setRequested } from './capabilities.ts'
import { accountOf, connectedScope, inAccount, mustHaveAccount, noAccount } from './connected.ts'
import { addExternalAccount, externalAccountParam } from './external-accounts.ts'
import { payoutSettings } from './payout-settings.ts'
import { startPayouts } from './payout-schedule.ts'
import { createPerson, personShape, updatePerson } from './persons.ts'
import { NO_ADDRESS } from './payment-method-object.ts'

const requests = anything()

const changeShape = {
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
const createShape = {
  ...changeShape,
  controller: hash({
    fees: hash({ payer: oneOf('account', 'application') }),
    losses: hash({ payments: oneOf('application', 'stripe') }),
    requirement_collection: oneOf('application', 'stripe'),
    stripe_dashboard: hash({ type: oneOf('express', 'full', 'none') }),
  }),
  country: text(),
  type: oneOf('custom', 'express', 'standard'),
} as const
type Changes = Partial<Read<typeof changeShape>>

const CURRENCIES: Readonly<Record<string, string>> = {
  US: 'usd',
  CA: 'cad',
  GB: 'gbp',
  JP: 'jpy',
  HK: 'hkd',
  AU: 'aud',
  SG: 'sgd',
  CH: 'chf',
  SE: 'sek',
  DK: 'dkk',
  NO: 'nok',
  PL: 'pln',
  CZ: 'czk',
  HU: 'huf',
  MX: 'mxn',
  BR: 'brl',
  NZ: 'nzd',
  TH: 'thb',
  MY: 'myr',
  AE: 'aed',
}

const given = <T extends object>(part: T | null | undefined): Partial<T> => part ?? {}

/** The fields that are stored as they come. Everything that follows from them is worked out by `reassess`. */
function applyFields(before: Stripe.Account, sent: Changes): Stripe.Account {
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
function applyParts(scope: Scope, sent: Changes): void {
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

function create(call: Call<Read<typeof createShape>>): Stripe.Account {
  const { params, world, now } = call
  if (call.account.id !== world.platformId)
    throw invalidRequest('You must be a platform to create accounts; do not send Stripe-Account.', {
      code: 'platform_account_required',
    })
  if (params.type && params.controller)
    throw invalidRequest('You may only provide one of type or controller, not both.', { param: 'controller' })
  const country = (params.country ?? 'US').toUpperCase()
  const controller: Controller = controllerOf(params.type ?? undefined, params.controller ?? undefined)
  if (params.tos_acceptance?.date && controller.requirement_collection === 'stripe')
    throw invalidRequest(
      'You cannot accept the Terms of Service on behalf of accounts where `controller.requirement_collection` is `stripe`, which includes Standard and Express accounts.',
      { param: 'tos_acceptance' },
    )
  const id = call.account.newId('acct')
  const store = world.addAccount(id)
  const scope = inAccount(call, store)
  store.put('balance_settings', { id, ...payoutSettings() })
  const bare = store.put(
    'account',
    connectedAccountObject({
      id,
      country,
      currency: CURRENCIES[country] ?? 'eur',
      controller,
      created: now,
      email: params.email ?? null,
    }),
  )
  applyParts(scope, params)
  const made = reassess(scope, applyFields(bare, params), true)
  emitConnected(scope, 'account.application.authorized', applicationObject())
  startPayouts(scope)
  return made
}

const applicationObject = (): Stripe.Application => ({
  id: 'ca_NorthwindTeaPlatform00000000000',
  object: 'application',
  name: 'Northwind Tea',
})

function update(call: Call<Read<typeof changeShape>>): Stripe.Account {
  const scope = connectedScope(call)
  const before = mustHaveAccount(scope.account)
  if (scope.account.id === call.world.platformId)
    throw invalidRequest(
      'You cannot use this method on your own account: you may only use it on connected accounts.',
      {},
      403,
    )
  const { params } = call
  if (params.tos_acceptance?.date && before.controller?.requirement_collection === 'stripe')
    throw invalidRequest(
      'You cannot accept the Terms of Service on behalf of accounts where `controller.requirement_collection` is `stripe`, which includes Standard and Express accounts.',
      { param: 'tos_acceptance' },
    )
  applyParts(scope, params)
  return reassess(scope, applyFields(mustHaveAccount(scope.account), params))
}

/** Fills in what is due with test values, as the owner does on Stripe's own pages behind an account link. */
export function completeOnboarding(scope: Scope): Stripe.Account {
  const { account, now } = scope
  const before = mustHaveAccount(account)
  const individual = (before.business_type ?? 'individual') === 'individual'
  if ([...account.table('capability').values()].length === 0)
    for (const id of ['card_payments', 'transfers']) setRequested(scope, id, true)
  if (externalAccounts(account).length === 0) addExternalAccount(scope, 'btok_us_verified')
  const person = [...account.table('person').values()].find((p) => p.relationship?.representative)
  if (person) updatePerson(scope, person, { ...TEST_PERSON, first_name: person.first_name ?? 'Jenny' })
  else createPerson(scope, TEST_PERSON)
  return reassess(
    scope,
    applyFields(before, {
      business_profile: {
        mcc: before.business_profile?.mcc ?? '5734',
        url: before.business_profile?.url ?? 'https://accessible.stripe.com',
      },
      business_type: individual ? 'individual' : changeableType(before.business_type),
      ...(individual
        ? {}
        : {
            company: {
              address: { city: 'Portland', line1: 'address_full_match', postal_code: '97205', state: 'OR' },
              name: before.company?.name ?? 'Test Company',
              phone: '0000000000',
              tax_id: '000000000',
            },
          }),
      tos_acceptance: { date: now, ip: '127.0.0.1' },
    }),
  )
}

const changeableType = (
  type: Stripe.Account['business_type'],
): 'company' | 'government_entity' | 'non_profit' =>
  type === 'government_entity' ? 'government_entity' : type === 'non_profit' ? 'non_profit' : 'company'

const TEST_PERSON = {
  address: {
    city: 'Portland',
    country: 'US',
    line1: 'address_full_match',
    postal_code: '97205',
    state: 'OR',
  },
  dob: { day: 1, month: 1, year: 1901 },
  email: 'jenny.rosen@example.com',
  first_name: 'Jenny',
  id_number: '000000000',
  last_name: 'Rosen',
  phone: '0000000000',
  relationship: { representative: true, title: 'Owner' },
} as const

/** Every connected account, oldest first. */
function connectedAccounts(call: Call): readonly Stripe.Account[] {
  const stores: AccountStore[] = [...call.world.accounts.values()]
  return stores.flatMap((store) => (store.id === call.world.platformId ? [] : (accountOf(store) ?? [])))
}

const REJECTIONS = [
  'fraud',
  'fraud_payment_method_casher',
  'fraud_payment_method_tester',
  'fraud_no_intent_to_fulfill',
  'fraud_other',
  'credit',
  'terms_of_service',
  'other',
] as const

const disabledReason = (reason: string): Stripe.Account.Requirements.DisabledReason =>
  reason.startsWith('fraud')
    ? 'rejected.platform_fraud'
    : reason === 'terms_of_service'
      ? 'rejected.platform_terms_of_service'
      : 'rejected.platform_other'

function withReason(
  account: Stripe.Account,
  reason: Stripe.Account.Requirements.DisabledReason | null,
): Stripe.Account {
  const { requirements } = account
  return requirements ? { ...account, requirements: { ...requirements, disabled_reason: reason } } : account
}

export const accounts: Resource = {
  routes: [
    route('GET', '/v1/account', {}, ({ account }) => mustHaveAccount(account)),
    route('POST', '/v1/accounts', createShape, create),
    route('GET', '/v1/accounts', { ...listShape, created: range() }, (call) =>
      listOfItems(call, connectedAccounts(call), 'account'),
    ),
    route('GET', '/v1/accounts/:account', {}, (call) => mustHaveAccount(connectedScope(call).account)),
    route('POST', '/v1/accounts/:account', changeShape, update),
    route('DELETE', '/v1/accounts/:account', {}, (call) => {
      const scope = connectedScope(call)
      const { account, world } = scope
      if (account.id === world.platformId) throw noAccount(account.id)
      emitConnected(scope, 'account.application.deauthorized', applicationObject())
      account.hide('account', account.id)
      return { id: account.id, object: 'account', deleted: true }
    }),
    route(
      'POST',
      '/v1/accounts/:account/reject',
      { reason: required(oneOf(...REJECTIONS)), payouts_action: oneOf('none', 'pause') },
      (call) => {
        const scope = connectedScope(call)
        if (scope.account.id === call.world.platformId) throw noAccount(scope.account.id)
        return reassess(scope, withReason(mustHaveAccount(scope.account), disabledReason(call.params.reason)))
      },
    ),
    route('POST', '/v1/accounts/:account/unreject', {}, (call) => {
      const scope = connectedScope(call)
      const before = mustHaveAccount(scope.account)
      if (!before.requirements?.disabled_reason?.startsWith('rejected.'))
        throw invalidRequest(`The account ${before.id} is not rejected.`, {})
      return reassess(scope, withReason(before, null))
    }),
  ],
  actions: {
    // Papers and numbers have been checked: what was pending is verified.
    'account.verify': (scope) => {
      if (!accountOf(scope.account)) return
      for (const person of scope.account.table('person').values())
        if (person.verification?.status === 'pending') {
          const after = scope.account.put('person', {
            ...person,
            verification: { ...person.verification, status: 'verified' },
          })
          emitConnected(scope, 'person.updated', after, person)
        }
      reassess(scope)
    },
  },
}
