import type Stripe from 'stripe'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { range, required, text } from '../wire/params.ts'
import { listShape, type Resource, route } from '../wire/router.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'

function details(
  method: Stripe.PaymentMethod,
  authenticated: boolean,
): Stripe.SetupAttempt.PaymentMethodDetails {
  const { card } = method
  if (!card) return { type: method.type, [method.type]: {} }
  return {
    type: 'card',
    card: {
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      last4: card.last4,
      network: card.brand,
      three_d_secure: authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      wallet: null,
    },
  }
}

/** Notes one try of a SetupIntent. https://docs.stripe.com/api/setup_attempts/object */
export function noteAttempt(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  status: 'succeeded' | 'requires_action' | 'processing' | 'failed' | 'abandoned',
  error: Stripe.SetupAttempt.SetupError | null = null,
  authenticated = false,
): Stripe.SetupAttempt {
  return scope.account.put('setup_attempt', {
    id: scope.account.newId('setatt'),
    object: 'setup_attempt',
    application: null,
    created: scope.now,
    customer: idOf(intent.customer) ?? null,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: idOf(intent.on_behalf_of) ?? null,
    payment_method: method.id,
    payment_method_details: details(method, authenticated),
    setup_error: error,
    setup_intent: intent.id,
    status,
    usage: intent.usage,
  })
}

export const setupAttempts: Resource = {
  routes: [
    route(
      'GET',
      '/v1/setup_attempts',
      { ...listShape, created: range(), setup_intent: required(text()) },
      (call) => {
        const intent = mustFind(call, 'setup_intent', call.params.setup_intent ?? '', 'setup_intent')
        return listOfTable(call, 'setup_attempt', { key: `setup_intent:${intent.id}` })
      },
    ),
  ],
}
