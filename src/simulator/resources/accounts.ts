import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfItems } from '../wire/lists.ts'
import { hash, oneOf, range, type Read, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { emitConnected } from '../world/events.ts'
import type { AccountStore } from '../world/account.ts'
import { applyFields, applyParts, changeShape } from './account-change.ts'
import { connectedAccountObject, controllerOf, type Controller } from './account-object.ts'
import { reassess } from './account-status.ts'
import { accountOf, APPLICATION, connectedScope, inAccount, mustHaveAccount, noAccount } from './connected.ts'
import { payoutSettings } from './payout-settings.ts'
import { startPayouts } from './payout-schedule.ts'

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
  checkTerms(params, controller)
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

/** Where Stripe itself asks for what it requires, it asks for consent to its terms as well. */
function checkTerms(
  { tos_acceptance }: Read<typeof changeShape>,
  controller: { readonly requirement_collection?: string } | undefined,
): void {
  if (!tos_acceptance?.date || controller?.requirement_collection !== 'stripe') return
  throw invalidRequest(
    'You cannot accept the Terms of Service on behalf of accounts where `controller.requirement_collection` is `stripe`, which includes Standard and Express accounts.',
    { param: 'tos_acceptance' },
  )
}

const applicationObject = (): Stripe.Application => ({
  id: APPLICATION,
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
  checkTerms(params, before.controller)
  applyParts(scope, params)
  return reassess(scope, applyFields(mustHaveAccount(scope.account), params))
}

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
