import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { hash, integer, oneOf, type Read, required, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { isDebit } from './payment-method-types.ts'

export const mandateDataParam = hash({
  customer_acceptance: hash({
    type: required(oneOf('online', 'offline')),
    accepted_at: integer(),
    offline: hash({}),
    online: hash({ ip_address: text(), user_agent: text(), infer_from_client: text() }),
  }),
})
type MandateData = NonNullable<Read<{ readonly data: typeof mandateDataParam }>['data']>

export interface MandateSpec {
  readonly id: string
  readonly method: Stripe.PaymentMethod
  readonly acceptance: MandateData['customer_acceptance']
  readonly acceptedAt: number
  /** Set for a mandate that is good for one payment only; minor units. */
  readonly single?: { readonly amount: number; readonly currency: string } | undefined
  readonly onBehalfOf?: string | null
}

function details(method: Stripe.PaymentMethod, id: string): Stripe.Mandate.PaymentMethodDetails {
  const reference = id.slice(-12).toUpperCase()
  if (method.type === 'sepa_debit')
    return {
      type: 'sepa_debit',
      sepa_debit: { reference, url: `https://hooks.stripe.com/adapter/sepa_debit/file/src_${reference}` },
    }
  if (method.type === 'us_bank_account')
    return { type: 'us_bank_account', us_bank_account: { collection_method: 'paper' } }
  if (method.type === 'card') return { type: 'card', card: {} }
  return { type: method.type, [method.type]: {} }
}

/** A customer's permission to be debited. https://docs.stripe.com/api/mandates/object */
export function mandateObject(spec: MandateSpec): Stripe.Mandate {
  const { acceptance, single } = spec
  const online = acceptance?.online
  return {
    id: spec.id,
    object: 'mandate',
    customer_acceptance: {
      accepted_at: acceptance?.accepted_at ?? spec.acceptedAt,
      ...(acceptance?.type === 'offline'
        ? { offline: {}, type: 'offline' }
        : {
            online: { ip_address: online?.ip_address ?? '127.0.0.1', user_agent: online?.user_agent ?? null },
            type: 'online',
          }),
    },
    livemode: false,
    ...(single ? { single_use: { ...single } } : { multi_use: {} }),
    ...(spec.onBehalfOf ? { on_behalf_of: spec.onBehalfOf } : {}),
    payment_method: spec.method.id,
    payment_method_details: details(spec.method, spec.id),
    status: 'active',
    type: single ? 'single_use' : 'multi_use',
  }
}

/** Stores a new mandate for a method. */
export function createMandate(scope: Scope, spec: Omit<MandateSpec, 'id' | 'acceptedAt'>): Stripe.Mandate {
  const id = scope.account.newId('mandate')
  return scope.account.put('mandate', mandateObject({ ...spec, id, acceptedAt: scope.now }))
}

/** The mandate on file for a method, for a later payment. */
export const mandateOf = ({ account }: Scope, method: string): Stripe.Mandate | undefined =>
  account
    .table('mandate')
    .find(`payment_method:${method}`)
    .findLast((m) => m.status === 'active' && m.type === 'multi_use')

/** What a payment says of the permission to debit. */
interface Permission {
  readonly data?: MandateData | null | undefined
  readonly id?: string | null | undefined
  /** An invoice is collected, and nobody is there to give one. */
  readonly billing: boolean
}

/** The mandate that a debit rests on: the one on file, or a new one that came with the payment. Throws if SEPA has none. */
export function debitMandate(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { data, id, billing }: Permission,
): Stripe.Mandate | undefined {
  if (!isDebit(method.type)) return undefined
  if (data) {
    const single = intent.setup_future_usage
      ? undefined
      : { amount: intent.amount, currency: intent.currency }
    return createMandate(scope, { method, acceptance: data.customer_acceptance, single })
  }
  const filed = mandateOf(scope, method.id)
  if (id) {
    const named = scope.account.get('mandate', id)
    if (named?.status !== 'active' || idOf(named.payment_method) !== method.id)
      throw invalidRequest('The provided mandate is invalid and can not be used for the payment intent.', {
        code: 'payment_intent_mandate_invalid',
        param: 'mandate',
        payment_intent: intent,
      })
    return named
  }
  // A source of the older API carries its mandate with it.
  if (method.type === 'sepa_debit' && !method.id.startsWith('src_'))
    demandMandate(intent, filed !== undefined, billing)
  return filed
}

function demandMandate(intent: Stripe.PaymentIntent, isFiled: boolean, billing: boolean): void {
  if (billing && !isFiled)
    throw invalidRequest(
      'The Subscription or Invoice attempted payment on a PaymentMethod without an active mandate. In order to create Subscription or Invoice payments with this PaymentMethod, it must be confirmed on-session with a PaymentIntent or SetupIntent first.',
      { code: 'billing_invalid_mandate', payment_intent: intent },
    )
  if (billing) return
  if (intent.setup_future_usage)
    throw invalidRequest(
      `When confirming a PaymentIntent with a \`sepa_debit\` PaymentMethod and \`setup_future_usage\` value of ${intent.setup_future_usage}, \`mandate_data\` is required.`,
      { code: 'parameter_missing', param: 'mandate_data', payment_intent: intent },
    )
  if (!isFiled)
    throw invalidRequest(
      'This PaymentIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer and try again, providing acceptance data in the mandate_data parameter.',
      { payment_intent: intent },
    )
}

/** A detached method may no longer be debited. */
export function endMandates(scope: Scope, method: string): void {
  for (const before of scope.account.table('mandate').find(`payment_method:${method}`)) {
    if (before.status !== 'active' || idOf(before.payment_method) !== method) continue
    const ended = scope.account.put('mandate', { ...before, status: 'inactive' })
    emit(scope, 'mandate.updated', ended, before)
  }
}

export const mandates: Resource = {
  routes: [route('GET', '/v1/mandates/:id', {}, (call) => mustFind(call, 'mandate', call.path['id'] ?? ''))],
}
