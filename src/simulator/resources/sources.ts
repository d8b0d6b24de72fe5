import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfObjects, type ListEnvelope } from '../wire/lists.ts'
import {
  anything,
  integer,
  isHash,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  required,
  text,
} from '../wire/params.ts'
import type { Raw } from '../wire/form.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent } from '../wire/sent.ts'
import { accountOfBankToken, bankFingerprint } from '../money/test-banks.ts'
import { cardOfFingerprint } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { attachSource, detachSource, updateSource } from './legacy-sources.ts'
import { attach, declineError, liveCustomer, tokenCard } from './payment-method-use.ts'

const BRAND_NAMES: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'MasterCard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
}

/** The legacy card object of a card payment method. https://docs.stripe.com/api/cards/object */
export function cardObject(id: string, method: Stripe.PaymentMethod, customer: string | null): Stripe.Card {
  const { card, billing_details: billing } = method
  if (!card) throw new Error(`${method.id} is not a card`)
  return {
    id,
    object: 'card',
    address_city: billing.address?.city ?? null,
    address_country: billing.address?.country ?? null,
    address_line1: billing.address?.line1 ?? null,
    address_line1_check: null,
    address_line2: billing.address?.line2 ?? null,
    address_state: billing.address?.state ?? null,
    address_zip: billing.address?.postal_code ?? null,
    address_zip_check: null,
    allow_redisplay: 'unspecified',
    brand: BRAND_NAMES[card.brand] ?? card.brand,
    country: card.country,
    ...(customer === null ? {} : { customer }),
    cvc_check: customer === null ? 'unchecked' : 'pass',
    dynamic_last4: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    last4: card.last4,
    metadata: {},
    name: billing.name,
    regulated_status: card.regulated_status,
    tokenization_method: null,
    ...(card.wallet ? { wallet: card.wallet } : { wallet: null }),
  }
}

type CustomerSource = Stripe.Card | Stripe.BankAccount | Stripe.Source

/** A customer's cards and bank accounts: the default first, then the newest. */
export function sourcesOf(account: AccountStore, customer: string): readonly CustomerSource[] {
  const key = `customer:${customer}`
  const owner = account.get('customer', customer)
  const standard = owner?.deleted ? undefined : idOf(owner?.default_source)
  const all = [
    ...account.table('card').find(key),
    ...account.table('bank_account').find(key),
    ...account.table('source').find(key),
  ].toReversed()
  return [...all.filter((one) => one.id === standard), ...all.filter((one) => one.id !== standard)]
}

/** Adds a source, or a card or bank account from a token to a customer, as `source` does. */
export function addSource(scope: Scope, customer: string, source: string): CustomerSource {
  if (source.startsWith('src_')) return attachSource(scope, source, customer)
  const bank = bankOfToken(scope, source, customer)
  if (bank) {
    scope.account.put('bank_account', bank)
    emit(scope, 'customer.source.created', bank)
    return bank
  }
  const { card: method } = tokenCard(scope, source)
  const declined = cardOfFingerprint(method.card?.fingerprint)?.attachDecline
  if (declined) throw declineError(declined)
  const card = scope.account.put('card', cardObject(scope.account.newId('card'), method, customer))
  attach(scope, { ...method, id: card.id }, customer)
  emit(scope, 'customer.source.created', card)
  return card
}

function bankOfToken(scope: Scope, token: string, customer: string): Stripe.BankAccount | undefined {
  const stored = scope.account.get('token', token)
  if (stored?.bank_account) {
    if (stored.used)
      throw invalidRequest(`You cannot use a Stripe token more than once: ${token}.`, {
        code: 'token_already_used',
      })
    scope.account.put('token', { ...stored, used: true })
    return { ...stored.bank_account, customer, metadata: {} }
  }
  const known = accountOfBankToken(token)
  if (!known) return undefined
  return {
    id: scope.account.newId('ba'),
    object: 'bank_account',
    account_holder_name: null,
    account_holder_type: null,
    account_type: null,
    bank_name: 'STRIPE TEST BANK',
    country: known.country,
    currency: known.country === 'US' ? 'usd' : 'eur',
    customer,
    fingerprint: bankFingerprint(known.number),
    last4: known.number.slice(-4),
    metadata: {},
    routing_number: known.country === 'US' ? '110000000' : null,
    status: token.includes('verified') ? 'verified' : 'new',
  }
}

/** The first source of a customer becomes its default. */
function makeDefault(scope: Scope, customer: Stripe.Customer, source: string | null): void {
  const updated = { ...customer, default_source: source }
  scope.account.put('customer', updated)
  emit(scope, 'customer.updated', updated, customer)
}

function find(call: Call): CustomerSource {
  const { customer = '', id = '' } = call.path
  liveCustomer(call, customer, 'id')
  const found =
    call.account.getListed('card', id) ??
    call.account.getListed('bank_account', id) ??
    call.account.get('source', id)
  if (!found || idOf(found.customer) !== customer) throw noSuch('source', id)
  return found
}

const put = ({ account }: Scope, source: CustomerSource): CustomerSource =>
  source.object === 'card'
    ? account.put('card', source)
    : source.object === 'source'
      ? account.put('source', source)
      : account.put('bank_account', source)

function list(
  call: Call<{
    readonly limit?: number | null
    readonly starting_after?: string | null
    readonly ending_before?: string | null
    readonly object?: string | null
  }>,
  only?: 'card' | 'bank_account',
): ListEnvelope<CustomerSource> {
  const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
  const { limit, starting_after: after, ending_before: before } = call.params
  const kind = only ?? call.params.object
  const all = sourcesOf(call.account, customer.id).filter((one) => !kind || one.object === kind)
  const place = (id: string) => all.findIndex((one) => one.id === id)
  const size = limit ?? 10
  const from = after ? place(after) + 1 : before ? Math.max(0, place(before) - size) : 0
  const to = before ? Math.max(0, place(before)) : from + size
  return { ...listOfObjects(all.slice(from, to), call.url), has_more: before ? from > 0 : to < all.length }
}

const add = (call: Call<{ readonly source: string | Raw }>): CustomerSource => {
  const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
  const { source } = call.params
  if (typeof source !== 'string')
    throw invalidRequest(
      isHash(source)
        ? 'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing.'
        : 'Invalid source.',
      { param: 'source' },
    )
  const made = addSource(call, customer.id, source)
  if (customer.default_source === null) makeDefault(call, customer, made.id)
  return made
}

const remove = (call: Call): Stripe.DeletedCard | Stripe.DeletedBankAccount | Stripe.Source => {
  const source = find(call)
  const { account } = call
  const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
  const detached = source.object === 'source' ? detachSource(call, source) : undefined
  if (source.object !== 'source') {
    account.hide(source.object, source.id)
    const method = account.get('payment_method', source.id)
    if (method) account.put('payment_method', { ...method, customer: null })
  }
  emit(call, 'customer.source.deleted', detached ?? source)
  if (customer.default_source === source.id)
    makeDefault(call, customer, sourcesOf(account, customer.id)[0]?.id ?? null)
  if (detached) return detached
  return source.object === 'card'
    ? { id: source.id, object: 'card', deleted: true }
    : { id: source.id, object: 'bank_account', deleted: true }
}

const sourceFields = {
  account_holder_name: text(),
  account_holder_type: text(),
  address_city: text(),
  address_country: text(),
  address_line1: text(),
  address_line2: text(),
  address_state: text(),
  address_zip: text(),
  exp_month: integer(),
  exp_year: integer(),
  metadata: metadata(),
  name: text(),
  owner: anything(),
} as const

export const sources: Resource = {
  routes: [
    route(
      'GET',
      '/v1/customers/:customer/sources',
      { ...listShape, object: oneOf('card', 'bank_account', 'source') },
      (call) => list(call),
    ),
    route('GET', '/v1/customers/:customer/cards', listShape, (call) => list(call, 'card')),
    route('GET', '/v1/customers/:customer/bank_accounts', listShape, (call) => list(call, 'bank_account')),
    route(
      'POST',
      '/v1/customers/:customer/sources',
      { source: required(anything()), metadata: metadata(), validate: flag() },
      add,
    ),
    route('GET', '/v1/customers/:customer/sources/:id', {}, find),
    route('POST', '/v1/customers/:customer/sources/:id', sourceFields, (call) => {
      const before = find(call)
      const { params } = call
      if (before.object === 'source') {
        const changed = updateSource(call, before, { metadata: params.metadata })
        emit(call, 'customer.source.updated', changed, before)
        return changed
      }
      const common = { metadata: mergeMetadata(before.metadata ?? {}, params.metadata) }
      const updated = put(
        call,
        before.object === 'card'
          ? {
              ...before,
              ...common,
              ...given(params, 'exp_month', 'exp_year'),
              ...sent(
                params,
                'address_city',
                'address_country',
                'address_line1',
                'address_line2',
                'address_state',
                'address_zip',
                'name',
              ),
            }
          : { ...before, ...common, ...sent(params, 'account_holder_name', 'account_holder_type') },
      )
      emit(call, 'customer.source.updated', updated, before)
      return updated
    }),
    route('DELETE', '/v1/customers/:customer/sources/:id', {}, remove),
    route(
      'POST',
      '/v1/customers/:customer/sources/:id/verify',
      { amounts: required(listOf(integer())) },
      (call) => {
        const before = find(call)
        if (before.object !== 'bank_account' || before.status === 'verified')
          throw invalidRequest('This bank account has already been verified.', {
            code: 'bank_account_verified',
          })
        const amounts = (call.params.amounts ?? []).toSorted((a, b) => a - b).join(',')
        if (amounts !== '32,45')
          throw invalidRequest(
            'The amounts provided do not match the amounts that were sent to the bank account.',
            { code: 'bank_account_verification_failed', param: 'amounts' },
          )
        const verified = put(call, { ...before, status: 'verified' })
        emit(call, 'customer.source.updated', verified, before)
        return verified
      },
    ),
  ],
}
