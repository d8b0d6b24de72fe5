import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mergeMetadata } from '../wire/params.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { customerObject } from './customers.ts'
import { authorise, intentObject } from './payment-intent-flow.ts'
import { attach, usePaymentMethod } from './payment-method-use.ts'
import { setUp } from './setup-intent-flow.ts'
import { subscribeFromCheckout } from './subscription-flow.ts'

/** The time to pay is over. */
export function expireSession(scope: Scope, before: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const expired = scope.account.put('checkout.session', { ...before, status: 'expired', url: null })
  const setup = scope.account.get('setup_intent', idOf(before.setup_intent) ?? '')
  if (setup)
    scope.account.put('setup_intent', { ...setup, cancellation_reason: 'abandoned', status: 'canceled' })
  emit(scope, 'checkout.session.expired', expired)
  return expired
}

/** Plays the customer who pays on the page with a payment method. Throws the decline, and leaves the session open. */
export function completeSession(
  scope: Scope,
  session: Stripe.Checkout.Session,
  name: string,
): Stripe.Checkout.Session {
  if (session.status !== 'open')
    throw invalidRequest(
      `This Checkout Session has a status of ${session.status ?? 'unknown'} and can no longer be completed.`,
      { code: 'checkout_session_unexpected_state' },
    )
  const method = usePaymentMethod(scope, name)
  const customer = customerFor(scope, session, method)
  const paid = pay(scope, { ...session, customer }, method)
  const details = method.billing_details
  const done = scope.account.put('checkout.session', {
    ...session,
    ...paid,
    customer,
    customer_details: {
      address: details.address ?? session.customer_details?.address ?? null,
      business_name: null,
      email: session.customer_details?.email ?? details.email,
      individual_name: details.name,
      name: details.name,
      phone: details.phone,
      tax_exempt: 'none',
      tax_ids: [],
    },
    status: 'complete',
    url: null,
  })
  emit(scope, 'checkout.session.completed', done)
  return done
}

function customerFor(
  scope: Scope,
  session: Stripe.Checkout.Session,
  method: Stripe.PaymentMethod,
): string | null {
  const known = idOf(session.customer)
  if (known !== undefined) return known
  const reuse = scope.account.get('checkout_data', session.id)?.intent.setup_future_usage
  if (session.customer_creation !== 'always' && !reuse) return null
  const { email, name, phone } = method.billing_details
  const made: Stripe.Customer = {
    ...customerObject(scope.account.newId('cus'), scope.now, randomText(8).toUpperCase()),
    email: session.customer_email ?? email,
    name,
    phone,
  }
  scope.account.put('customer', made)
  emit(scope, 'customer.created', made)
  return made.id
}

type Paid = Partial<
  Pick<
    Stripe.Checkout.Session,
    'payment_intent' | 'payment_status' | 'subscription' | 'invoice' | 'setup_intent'
  >
>

function pay(scope: Scope, session: Stripe.Checkout.Session, method: Stripe.PaymentMethod): Paid {
  const customer = idOf(session.customer) ?? null
  if (session.mode === 'setup') {
    const intent = scope.account.get('setup_intent', idOf(session.setup_intent) ?? '')
    if (intent)
      setUp(
        scope,
        { ...intent, customer, payment_method: method.id },
        { returnUrl: null, authenticated: true },
      )
    return {}
  }
  if (session.mode === 'subscription') return subscribeFromCheckout(scope, session, method)
  if (session.amount_total === 0) return { payment_status: 'no_payment_required' }
  const intent = payFor(scope, session, method)
  return {
    payment_intent: intent.id,
    payment_status: intent.status === 'succeeded' || intent.status === 'requires_capture' ? 'paid' : 'unpaid',
  }
}

function payFor(
  scope: Scope,
  session: Stripe.Checkout.Session,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent {
  const { account, now } = scope
  const id = account.newId('pi')
  const data = account.get('checkout_data', session.id)?.intent ?? {}
  const customer = idOf(session.customer) ?? null
  const intent = account.put('payment_intent', {
    ...intentObject({
      id,
      created: now,
      amount: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      secret: `${id}_secret_${randomText(25)}`,
      captureMethod: data.capture_method ?? 'automatic_async',
      automatic: null,
      types: session.payment_method_types,
    }),
    customer,
    description: data.description ?? null,
    metadata: mergeMetadata({}, data.metadata),
    payment_method: method.id,
    setup_future_usage: data.setup_future_usage ?? null,
    statement_descriptor: data.statement_descriptor ?? null,
    statement_descriptor_suffix: data.statement_descriptor_suffix ?? null,
    status: 'requires_confirmation',
    transfer_group: data.transfer_group ?? null,
  })
  emit(scope, 'payment_intent.created', intent)
  const agreed = { offSession: false, returnUrl: null, errorOnAction: false, authenticated: true }
  const tried = authorise(scope, intent, { ...agreed, mandate: { customer_acceptance: { type: 'online' } } })
  // The customer ticked the box that keeps the method.
  if (session.saved_payment_method_options?.payment_method_save === 'enabled' && customer !== null) {
    const current = usePaymentMethod(scope, method.id)
    const saved = current.customer === null ? attach(scope, current, customer) : current
    account.put('payment_method', { ...saved, allow_redisplay: 'always' })
  }
  return tried
}

/** The bank has answered for a payment that was processing when the session was completed. */
export function settleSession(scope: Scope, intentId: string): void {
  const intent = scope.account.get('payment_intent', intentId)
  for (const session of scope.account.table('checkout.session').find(`payment_intent:${intentId}`)) {
    if (session.status !== 'complete' || session.payment_status !== 'unpaid') continue
    if (intent?.status === 'succeeded') {
      const paid = scope.account.put('checkout.session', { ...session, payment_status: 'paid' })
      emit(scope, 'checkout.session.async_payment_succeeded', paid)
    } else if (intent?.status === 'requires_payment_method')
      emit(scope, 'checkout.session.async_payment_failed', session)
  }
}
