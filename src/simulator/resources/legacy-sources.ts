import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import {
  addressShape,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { attach, tokenCard } from './payment-method-use.ts'
import { openReceiver, receiverMethod } from './source-receivers.ts'
import { achDebitParam, achMethod, unproved } from './source-verification.ts'
import { cardMethod, NO_ADDRESS, sepaMethod } from './payment-method-object.ts'
import { checkedCard } from './payment-method-data.ts'

// The Sources API, before PaymentMethods: https://docs.stripe.com/api/sources

const ownerShape = { address: hash(addressShape), email: text(), name: text(), phone: text() }

const createShape = {
  type: required(oneOf('ach_credit_transfer', 'ach_debit', 'card', 'sepa_debit')),
  token: text(),
  card: hash({
    number: text(),
    exp_month: integer({ min: 1 }),
    exp_year: integer(),
    cvc: text(),
  }),
  sepa_debit: hash({ iban: required(text()) }),
  ach_debit: achDebitParam,
  amount: integer({ min: 1 }),
  currency: text(),
  flow: oneOf('code_verification', 'none', 'receiver'),
  metadata: metadata(),
  owner: hash(ownerShape),
  receiver: hash({ refund_attributes_method: oneOf('email', 'manual', 'none') }),
  statement_descriptor: text(),
  usage: oneOf('reusable', 'single_use'),
} as const

type Owner = Read<typeof ownerShape>

function ownerOf(before: Stripe.Source.Owner | null, sent: Owner | null | undefined): Stripe.Source.Owner {
  const { address, email, name, phone } = sent ?? {}
  return {
    address: address ? { ...NO_ADDRESS, ...address } : (before?.address ?? null),
    email: email ?? before?.email ?? null,
    name: name ?? before?.name ?? null,
    phone: phone ?? before?.phone ?? null,
    verified_address: null,
    verified_email: null,
    verified_name: null,
    verified_phone: null,
  }
}

/** The payment method a source stands for, under the source's id. */
function methodOf(call: Call<Read<typeof createShape>>, id: string): Stripe.PaymentMethod {
  const { params, now } = call
  const spec = { id, created: now, customer: null }
  if (params.type === 'sepa_debit') {
    const iban = params.sepa_debit?.iban?.replaceAll(' ', '')
    if (!iban)
      throw invalidRequest('Missing required param: sepa_debit[iban].', {
        code: 'parameter_missing',
        param: 'sepa_debit[iban]',
      })
    return sepaMethod({ ...spec, iban })
  }
  if (params.type === 'ach_debit') return achMethod(spec, params.ach_debit)
  if (params.type === 'ach_credit_transfer') return receiverMethod(spec)
  if (params.token) return { ...tokenCard(call, params.token).card, id }
  if (!params.card)
    throw invalidRequest('Missing required param: card.', { code: 'parameter_missing', param: 'card' })
  return cardMethod({
    ...spec,
    ...checkedCard(params.card, now),
  })
}

/** What a source shows of the account or card behind it, by its type. */
function detailsOf(id: string, { card, sepa_debit: debit }: Stripe.PaymentMethod): Partial<Stripe.Source> {
  if (card)
    return {
      card: {
        address_line1_check: null,
        address_zip_check: null,
        brand: card.brand,
        country: card.country,
        cvc_check: 'unchecked',
        dynamic_last4: null,
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        fingerprint: card.fingerprint ?? '',
        funding: card.funding,
        last4: card.last4,
        three_d_secure: 'optional',
        tokenization_method: null,
      },
    }
  if (!debit) return {}
  return {
    sepa_debit: {
      bank_code: debit.bank_code,
      branch_code: debit.branch_code,
      country: debit.country,
      fingerprint: debit.fingerprint,
      last4: debit.last4,
      mandate_reference: randomText(16).toUpperCase(),
      mandate_url: `https://hooks.stripe.com/adapter/sepa_debit/file/${id}`,
    },
  }
}

const CURRENCIES: Readonly<Record<string, string>> = {
  ach_credit_transfer: 'usd',
  ach_debit: 'usd',
  sepa_debit: 'eur',
}

function currencyOf({ params }: Call<Read<typeof createShape>>): string | null {
  const only = CURRENCIES[params.type]
  const sent = params.currency ? checkCurrency(params.currency) : null
  if (sent !== null && only !== undefined && sent !== only)
    throw invalidRequest(`Sources of the type ${params.type} must be in ${only}.`, { param: 'currency' })
  return sent ?? only ?? null
}

function create(call: Call<Read<typeof createShape>>): Stripe.Source {
  const { account, now, params } = call
  const id = account.newId('src')
  const currency = currencyOf(call)
  const method = account.put('payment_method', methodOf(call, id))
  const source: Stripe.Source = {
    id,
    object: 'source',
    allow_redisplay: 'unspecified',
    amount: params.amount ?? null,
    ...detailsOf(id, method),
    client_secret: `src_client_secret_${randomText(24)}`,
    created: now,
    currency,
    flow: 'none',
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    owner: ownerOf(null, params.owner),
    statement_descriptor: params.statement_descriptor ?? null,
    status: 'chargeable',
    type: params.type,
    usage: params.usage ?? 'reusable',
  }
  if (params.type === 'ach_debit') return account.put('source', { ...source, ...unproved(method) })
  if (params.type === 'ach_credit_transfer')
    return openReceiver(call, source, params.receiver?.refund_attributes_method ?? 'email')
  account.put('source', source)
  emit(call, 'source.chargeable', source)
  return source
}

/** Gives a chargeable source to a customer. */
export function attachSource(scope: Scope, id: string, customer: string): Stripe.Source {
  const { account } = scope
  const source = mustFind(scope, 'source', id, 'source')
  const method = account.get('payment_method', id)
  // A receiver may be a customer's before anything was sent to it.
  const isReady = source.status === 'chargeable' || (source.status === 'pending' && source.receiver)
  if (!isReady || !method)
    throw invalidRequest(`The source you provided is not in a chargeable state: ${id} is ${source.status}.`, {
      param: 'source',
    })
  if (source.customer && source.customer !== customer)
    throw invalidRequest('This source is already attached to another customer.', { param: 'source' })
  attach(scope, method, customer)
  const attached = account.put('source', { ...source, customer })
  emit(scope, 'customer.source.created', attached)
  return attached
}

/** Takes a source from its customer for good: it cannot be charged any more. */
export function detachSource({ account }: Scope, source: Stripe.Source): Stripe.Source {
  const method = account.get('payment_method', source.id)
  if (method) account.put('payment_method', { ...method, customer: null })
  const { customer: _, ...rest } = source
  return account.put('source', { ...rest, status: 'consumed' })
}

/** What of a source can be changed. */
export function updateSource(
  scope: Scope,
  before: Stripe.Source,
  params: { readonly metadata?: Parameters<typeof mergeMetadata>[1]; readonly owner?: Owner | null },
): Stripe.Source {
  return scope.account.put('source', {
    ...before,
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    owner: ownerOf(before.owner, params.owner),
  })
}

export const legacySources: Resource = {
  routes: [
    route('POST', '/v1/sources', createShape, create),
    route('GET', '/v1/sources/:id', { client_secret: text() }, (call) =>
      mustFind(call, 'source', call.path['id'] ?? '', 'source'),
    ),
    route(
      'POST',
      '/v1/sources/:id',
      { amount: integer({ min: 1 }), metadata: metadata(), owner: hash(ownerShape) },
      (call) => {
        const before = mustFind(call, 'source', call.path['id'] ?? '', 'source')
        const updated = updateSource(call, before, call.params)
        if (idOf(updated.customer)) emit(call, 'customer.source.updated', updated, before)
        return updated
      },
    ),
  ],
}
