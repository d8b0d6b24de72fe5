import type Stripe from 'stripe'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { range, text } from '../wire/params.ts'
import { listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'

/** The card's issuer reports a payment as fraud; no money moves. https://docs.stripe.com/api/radar/early_fraud_warnings */
export function warn(scope: Scope, charge: Stripe.Charge): void {
  const intent = idOf(charge.payment_intent)
  const warning = scope.account.put('radar.early_fraud_warning', {
    id: scope.account.newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: charge.id,
    created: scope.now,
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    ...(intent === undefined ? {} : { payment_intent: intent }),
  })
  emit(scope, 'radar.early_fraud_warning.created', warning)
}

export const earlyFraudWarnings: Resource = {
  routes: [
    route(
      'GET',
      '/v1/radar/early_fraud_warnings',
      { ...listShape, created: range(), charge: text(), payment_intent: text() },
      (call) => {
        const { charge, payment_intent: intent } = call.params
        return listOfTable(call, 'radar.early_fraud_warning', {
          where: (w) => (!charge || w.charge === charge) && (!intent || w.payment_intent === intent),
        })
      },
    ),
    route('GET', '/v1/radar/early_fraud_warnings/:id', {}, (call) =>
      mustFind(call, 'radar.early_fraud_warning', call.path['id'] ?? '', 'id', 'early_fraud_warning'),
    ),
  ],
  actions: {
    // Once the payment is refunded in full there is nothing left to do about it.
    'early_fraud_warning.refunded': (scope, chargeId) => {
      for (const before of scope.account.table('radar.early_fraud_warning').find(`charge:${chargeId}`)) {
        if (!before.actionable) continue
        const after = scope.account.put('radar.early_fraud_warning', { ...before, actionable: false })
        emit(scope, 'radar.early_fraud_warning.updated', after, before)
      }
    },
  },
}
