import type Stripe from 'stripe'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { createMandate } from './mandates.ts'
import { generatesSepa } from './payment-method-types.ts'
import { attach, saveGenerated } from './payment-method-use.ts'
import { spend } from './spent-methods.ts'

/** What a charge takes over from the payment it is made for. */
export const chargeParts = (intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod) => ({
  amount: intent.amount,
  currency: intent.currency,
  method,
  customer: idOf(intent.customer) ?? null,
  paymentIntent: intent.id,
  description: intent.description,
  metadata: intent.metadata,
  receiptEmail: intent.receipt_email,
  shipping: intent.shipping,
  statementDescriptor: intent.statement_descriptor,
  suffix: intent.statement_descriptor_suffix,
  onBehalfOf: idOf(intent.on_behalf_of) ?? null,
  transferGroup: intent.transfer_group,
  applicationFeeAmount: intent.application_fee_amount,
  transferData: intent.transfer_data
    ? {
        amount: intent.transfer_data.amount ?? null,
        destination: idOf(intent.transfer_data.destination) ?? '',
      }
    : null,
  incremental: intent.payment_method_options?.card?.request_incremental_authorization === 'if_available',
})

/** The money is there. */
export function complete(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
): Stripe.PaymentIntent {
  const done = scope.account.put('payment_intent', {
    ...intent,
    amount_received: charge.amount,
    status: 'succeeded',
  })
  emit(scope, 'payment_intent.succeeded', done)
  tellHolders(scope, done.id)
  return done
}

/** A session or an invoice that waits for this payment hears of it right after this commit. */
export function tellHolders({ world, account, now }: Scope, id: string): void {
  const key = `payment_intent:${id}`
  if (account.table('checkout.session').find(key).length > 0)
    world.at(account.id, now, 'checkout.session.settle', id)
  if (account.table('invoice_payment').find(key).length > 0) world.at(account.id, now, 'invoice.settle', id)
}

/** A method outside any customer is saved for later payments if that was asked for; otherwise it has served. */
export function saveForLater(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  charge: Stripe.Charge,
): void {
  const customer = idOf(intent.customer)
  if (method.customer !== null) return
  // Who asked for later use may still attach it afterwards.
  if (!intent.setup_future_usage) return spend(scope, method)
  if (customer === undefined) return
  if (!generatesSepa(method.type)) attach(scope, method, customer)
  else if (intent.setup_future_usage === 'off_session') {
    const saved = saveGenerated(scope, method, customer, null, charge.id)
    createMandate(scope, { method: saved, acceptance: undefined })
  }
}
