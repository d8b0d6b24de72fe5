import type Stripe from 'stripe'
import { mustFind } from '../wire/lists.ts'
import { hash, integer, oneOf, type Read, required, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'

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
