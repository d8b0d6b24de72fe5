import type Stripe from 'stripe'
import { invalidParam, invalidRequest, noSuch } from '../wire/errors.ts'
import type { Raw } from '../wire/form.ts'
import { listOfItems } from '../wire/lists.ts'
import {
  boolean,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  type Reader,
  required,
  text,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { accountOfBankToken, bankFingerprint, checkRouting, failureOfBank } from '../money/test-banks.ts'
import { cardOfFingerprint } from '../money/test-cards.ts'
import type { AccountStore } from '../world/account.ts'
import { emitConnected } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { externalAccounts, reassess } from './account-status.ts'
import { connectedScope, mustHaveAccount } from './connected.ts'
import { tokenCard } from './payment-method-use.ts'
import { cardObject } from './sources.ts'

export type ExternalAccount = Stripe.BankAccount | Stripe.Card

const bankShape = {
  object: oneOf('bank_account'),
  account_holder_name: text(),
  account_holder_type: oneOf('company', 'individual'),
  account_number: required(text()),
  account_type: text(),
  country: required(text()),
  currency: text(),
  routing_number: text(),
} as const
type BankParams = Read<typeof bankShape>

/** A token, or a bank account's details. */
export const externalAccountParam = (): Reader<string | BankParams | null> & {
  readonly required: false
} => ({
  read: (raw: Raw, at: string) =>
    typeof raw === 'string' ? text().read(raw, at) : hash(bankShape).read(raw, at),
  required: false,
})

const NOTHING_DUE = { currently_due: [], errors: [], past_due: [], pending_verification: [] }

/** A bank account that money can be paid out to. https://docs.stripe.com/api/account_bank_accounts/object */
export function bankAccountObject(
  id: string,
  account: string,
  bank: Omit<BankParams, 'object'>,
  currency: string,
): Stripe.BankAccount {
  checkRouting(bank.country, bank.routing_number, 'external_account[routing_number]')
  return {
    id,
    object: 'bank_account',
    account,
    account_holder_name: bank.account_holder_name ?? null,
    account_holder_type: bank.account_holder_type ?? null,
    account_type: bank.account_type ?? null,
    available_payout_methods: ['standard', 'instant'],
    bank_name: 'STRIPE TEST BANK',
    country: bank.country.toUpperCase(),
    currency,
    default_for_currency: false,
    fingerprint: bankFingerprint(bank.account_number),
    future_requirements: NOTHING_DUE,
    last4: bank.account_number.slice(-4),
    metadata: {},
    requirements: NOTHING_DUE,
    routing_number: bank.routing_number ?? null,
    status: 'new',
  }
}

const isBank = (one: ExternalAccount): one is Stripe.BankAccount => one.object === 'bank_account'

/** Replaces one, in the table of its kind. */
export function putExternalAccount<E extends ExternalAccount>(store: AccountStore, one: E): E {
  if (isBank(one)) store.put('bank_account', one)
  else store.put('card', one)
  return one
}

export const currencyOf = (one: ExternalAccount): string => one.currency ?? 'usd'

/** Where payouts in a currency go; undefined if there is no account for it. */
export const defaultFor = (store: AccountStore, currency: string): ExternalAccount | undefined =>
  externalAccounts(store).find((one) => currencyOf(one) === currency && one.default_for_currency)

function fromStoredToken(scope: Scope, token: string, id: string): ExternalAccount | undefined {
  // Tokens of a connected account's details are made with the platform's key.
  for (const store of [scope.account, scope.world.platform]) {
    const found = store.get('token', token)
    if (!found?.bank_account) continue
    if (found.used)
      throw invalidRequest(`You cannot use a Stripe token more than once: ${token}.`, {
        code: 'token_already_used',
      })
    store.put('token', { ...found, used: true })
    return {
      ...found.bank_account,
      id,
      account: scope.account.id,
      available_payout_methods: ['standard', 'instant'],
      default_for_currency: false,
      future_requirements: NOTHING_DUE,
      metadata: {},
      requirements: NOTHING_DUE,
    }
  }
  return undefined
}

function make(scope: Scope, sent: string | BankParams, param: string): ExternalAccount {
  const { account } = scope
  const own = mustHaveAccount(account)
  if (typeof sent !== 'string')
    return bankAccountObject(
      account.newId('ba'),
      account.id,
      sent,
      checkCurrency(sent.currency ?? own.default_currency ?? 'usd'),
    )
  const test = accountOfBankToken(sent)
  if (test)
    return bankAccountObject(
      account.newId('ba'),
      account.id,
      { account_number: test.number, country: test.country, routing_number: '110000000' },
      test.country === 'US' ? 'usd' : (own.default_currency ?? 'usd'),
    )
  if (sent.startsWith('btok_')) {
    const found = fromStoredToken(scope, sent, account.newId('ba'))
    if (found) return found
  }
  const found = fromStoredToken(scope, sent, account.newId('ba'))
  if (found) return found
  if (!sent.startsWith('tok_')) throw noSuch('token', sent, param)
  return debitCard(scope, sent)
}

function debitCard(scope: Scope, token: string): Stripe.Card {
  const { account } = scope
  const { card: method } = tokenCard(
    scope.world.platform.get('token', token) ? { ...scope, account: scope.world.platform } : scope,
    token,
  )
  if (method.card?.funding !== 'debit')
    throw invalidRequest(
      'This card type is not supported: only debit cards can receive payouts. Use a bank account or a debit card instead.',
      { code: 'invalid_card_type', param: 'external_account' },
    )
  const instant = cardOfFingerprint(method.card.fingerprint)?.payout !== 'not_instant'
  return {
    ...cardObject(account.newId('card'), method, null),
    account: account.id,
    available_payout_methods: instant ? ['standard', 'instant'] : ['standard'],
    currency: mustHaveAccount(account).default_currency ?? 'usd',
    default_for_currency: false,
    metadata: {},
  }
}

/** Makes one the only default of its currency. */
function makeDefault(scope: Scope, chosen: ExternalAccount): void {
  for (const one of externalAccounts(scope.account)) {
    if (currencyOf(one) !== currencyOf(chosen)) continue
    const wanted = one.id === chosen.id
    if (one.default_for_currency === wanted) continue
    const after = putExternalAccount(scope.account, { ...one, default_for_currency: wanted })
    emitConnected(scope, 'account.external_account.updated', after, one)
  }
}

/** Adds a bank account or debit card to an account; the first of a currency is its default. `scope` is that account's. */
export function addExternalAccount(
  scope: Scope,
  sent: string | BankParams,
  options: { readonly makeDefault?: boolean; readonly metadata?: Record<string, string> } = {},
): ExternalAccount {
  const { account } = scope
  const made = make(scope, sent, 'external_account')
  const first = defaultFor(account, currencyOf(made)) === undefined
  const added = putExternalAccount(account, {
    ...made,
    default_for_currency: first,
    metadata: options.metadata ?? {},
  })
  emitConnected(scope, 'account.external_account.created', added)
  if (options.makeDefault && !first) makeDefault(scope, added)
  return find(scope, added.id)
}

function find(scope: Scope, id: string): ExternalAccount {
  const found = externalAccounts(scope.account).find((one) => one.id === id)
  if (found) return found
  throw noSuch('external account', id, 'id')
}

/** The account's bank for a currency when none was named. The platform always has one: its own test bank. */
export function payoutDestination(scope: Scope, currency: string): ExternalAccount | undefined {
  const { account, world } = scope
  const found = defaultFor(account, currency)
  if (found || account.id !== world.platformId) return found
  return putExternalAccount(account, {
    ...bankAccountObject(
      `ba_1NwTeaBank${currency.toUpperCase()}0000000001`,
      account.id,
      { account_number: '000123456789', country: 'US', routing_number: '110000000' },
      currency,
    ),
    default_for_currency: true,
  })
}

/** Money could not be delivered: the account is out of use until its details are changed. */
export function markErrored(scope: Scope, id: string): void {
  const before = externalAccounts(scope.account).find((one) => one.id === id)
  if (!before || !isBank(before)) return
  const after = putExternalAccount(scope.account, { ...before, status: 'errored' })
  emitConnected(scope, 'account.external_account.updated', after, before)
  if (scope.account.id !== scope.world.platformId) reassess(scope)
}

/** How sending money to an external account ends; undefined: it arrives. */
export function failureOf(
  one: ExternalAccount | undefined,
): { readonly code: string; readonly message: string } | undefined {
  if (!one) return undefined
  if (isBank(one)) return failureOfBank(one.fingerprint)
  return cardOfFingerprint(one.fingerprint)?.payout === 'fails'
    ? { code: 'could_not_process', message: 'The bank could not process this payout.' }
    : undefined
}

const updateShape = {
  account_holder_name: text(),
  account_holder_type: oneOf('company', 'individual'),
  account_type: text(),
  address_city: text(),
  address_country: text(),
  address_line1: text(),
  address_line2: text(),
  address_state: text(),
  address_zip: text(),
  default_for_currency: boolean(),
  exp_month: integer(),
  exp_year: integer(),
  metadata: metadata(),
  name: text(),
} as const

function update(call: Call<Read<typeof updateShape>>): ExternalAccount {
  const scope = connectedScope(call)
  const before = find(scope, call.path['id'] ?? '')
  const {
    default_for_currency: isDefault,
    metadata: meta,
    exp_month: month,
    exp_year: year,
    ...rest
  } = call.params
  if (isDefault === false && before.default_for_currency)
    throw invalidParam(
      'You cannot unset the default external account of a currency. Make another one the default instead.',
      'default_for_currency',
    )
  const own = new Set(Object.keys(before))
  const fields = Object.fromEntries(Object.entries(rest).filter(([key]) => own.has(key)))
  const after = putExternalAccount(scope.account, {
    ...before,
    ...fields,
    ...(isBank(before) ? { status: before.status === 'errored' ? 'new' : before.status } : {}),
    ...(!isBank(before) && month ? { exp_month: month } : {}),
    ...(!isBank(before) && year ? { exp_year: year } : {}),
    metadata: mergeMetadata(before.metadata ?? {}, meta),
  })
  emitConnected(scope, 'account.external_account.updated', after, before)
  if (isDefault) makeDefault(scope, after)
  if (scope.account.id !== call.world.platformId) reassess(scope)
  return find(scope, after.id)
}

function remove(call: Call): object {
  const scope = connectedScope(call)
  const before = find(scope, call.path['id'] ?? '')
  const others = externalAccounts(scope.account).filter(
    (one) => one.id !== before.id && currencyOf(one) === currencyOf(before),
  )
  if (
    before.default_for_currency &&
    (others.length > 0 || currencyOf(before) === mustHaveAccount(scope.account).default_currency)
  )
    throw invalidRequest(
      others.length > 0
        ? 'You cannot delete the default external account for a currency. Make another external account the default first.'
        : 'You cannot delete the default external account for your default currency. Add another one and make it the default first.',
      { param: 'id' },
    )
  scope.account.hide(before.object, before.id)
  emitConnected(scope, 'account.external_account.deleted', before)
  if (scope.account.id !== call.world.platformId) reassess(scope)
  return { id: before.id, object: before.object, currency: currencyOf(before), deleted: true }
}

const create = (
  call: Call<{
    readonly external_account: string | BankParams
    readonly default_for_currency?: boolean | null
    readonly metadata?: Readonly<Record<string, string>> | null
  }>,
) => {
  const scope = connectedScope(call)
  const added = addExternalAccount(scope, call.params.external_account, {
    makeDefault: call.params.default_for_currency === true,
    metadata: mergeMetadata({}, call.params.metadata),
  })
  if (scope.account.id !== call.world.platformId) reassess(scope)
  return find(scope, added.id)
}

const createShape = {
  external_account: required(externalAccountParam()),
  default_for_currency: boolean(),
  metadata: metadata(),
} as const

// `bank_accounts` is the older address of the same.
const at = (path: string) => [
  route('POST', path, createShape, create),
  route('GET', path, { ...listShape, object: oneOf('bank_account', 'card') }, (call) => {
    const { object } = call.params
    const all = externalAccounts(connectedScope(call).account).toReversed()
    return listOfItems(
      call,
      all.filter((one) => !object || one.object === object),
      'external account',
    )
  }),
  route('GET', `${path}/:id`, {}, (call) => find(connectedScope(call), call.path['id'] ?? '')),
  route('POST', `${path}/:id`, updateShape, update),
  route('DELETE', `${path}/:id`, {}, remove),
]

export const externalAccountRoutes: Resource = {
  routes: [...at('/v1/accounts/:account/external_accounts'), ...at('/v1/accounts/:account/bank_accounts')],
}

/** One of those listed now. */
export const externalAccountOf = (store: AccountStore, id: string): ExternalAccount | undefined =>
  externalAccounts(store).find((one) => one.id === id)

/** Where a payout went, also to an account that was removed since. */
export const destinationOf = (store: AccountStore, payout: Stripe.Payout): ExternalAccount | undefined => {
  const id = idOf(payout.destination) ?? ''
  return store.get('bank_account', id) ?? store.get('card', id)
}
