import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { oneOf } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { releaseCash } from './cash-payments.ts'
import { settleDebit } from './debits.ts'
import { mustFindIntent } from './payment-intents.ts'

const OPEN: readonly string[] = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
]

/** While the bank is asked only a US bank debit can still be called back. */
function isCancelable({ account }: Pick<Scope, 'account'>, intent: Stripe.PaymentIntent): boolean {
  const charge = account.get('charge', idOf(intent.latest_charge) ?? '')
  const isDebit = charge?.payment_method_details?.type === 'us_bank_account'
  return OPEN.includes(intent.status) || (intent.status === 'processing' && isDebit)
}

function cancel(
  scope: Scope,
  before: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent['cancellation_reason'],
): Stripe.PaymentIntent {
  const charge = scope.account.get('charge', idOf(before.latest_charge) ?? '')
  if (before.status === 'requires_capture' && charge) {
    // Releasing the authorisation is shown as a refund of all that was never captured; no money moved.
    const released = scope.account.put('charge', {
      ...charge,
      amount_refunded: charge.amount,
      refunded: true,
    })
    emit(scope, 'charge.refunded', released, charge)
  }
  if (before.status === 'processing' && charge)
    settleDebit(scope, charge, { result: 'fails', delay: 0, message: 'The payment was canceled.' })
  const after = scope.account.put('payment_intent', {
    ...releaseCash(scope, before),
    amount_capturable: 0,
    canceled_at: scope.now,
    cancellation_reason: reason,
    next_action: null,
    processing: null,
    status: 'canceled',
  })
  emit(scope, 'payment_intent.canceled', after)
  return after
}

/** https://docs.stripe.com/api/payment_intents/cancel */
export const paymentIntentCancel: Resource = {
  routes: [
    route(
      'POST',
      '/v1/payment_intents/:id/cancel',
      { cancellation_reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer', 'abandoned') },
      (call) => {
        const before = mustFindIntent(call)
        if (!isCancelable(call, before))
          throw invalidRequest(
            `You cannot cancel this PaymentIntent because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, processing.`,
            { code: 'payment_intent_unexpected_state', payment_intent: before },
          )
        return cancel(call, before, call.params.cancellation_reason ?? null)
      },
    ),
  ],
  actions: {
    // An authorisation lapses after seven days.
    'payment_intent.lapse': (scope, id) => {
      const intent = scope.account.get('payment_intent', id)
      if (intent?.status === 'requires_capture') cancel(scope, intent, 'automatic')
    },
  },
}
