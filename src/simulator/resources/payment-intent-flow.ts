import type Stripe from 'stripe'
import { cardError, invalidRequest, type StripeError } from '../wire/errors.ts'
import type { Read } from '../wire/params.ts'
import { AUTHENTICATION_REQUIRED, cardOfFingerprint, type TestCard } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { declineCodeOf, declineOf, isBankDebit, tryCharge } from './charge-flow.ts'
import { outcomeOf, settleDebit } from './debits.ts'
import { confirmFromCash, releaseCash } from './cash-payments.ts'
import { debitMandate, type mandateDataParam } from './mandates.ts'
import { redirect, threeDSecure } from './payment-intent-actions.ts'
import { chargeParts, complete, saveForLater, tellHolders } from './payment-intent-completion.ts'
import { isRedirect, optionsOf } from './payment-method-types.ts'
import { isUnverified, usePaymentMethod } from './payment-method-use.ts'
import { microdepositAction } from './setup-intent-flow.ts'
import { checkPayable } from './spent-methods.ts'

export interface IntentSpec {
  readonly id: string
  readonly created: number
  readonly amount: number
  readonly currency: string
  readonly secret: string
  readonly captureMethod: Stripe.PaymentIntent.CaptureMethod
  readonly automatic: Stripe.PaymentIntent.AutomaticPaymentMethods | null
  readonly types: readonly string[]
}

/** A new PaymentIntent that waits for a payment method. https://docs.stripe.com/api/payment_intents/object */
export function intentObject(spec: IntentSpec): Stripe.PaymentIntent {
  return {
    id: spec.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: spec.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: spec.automatic,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: spec.captureMethod,
    client_secret: spec.secret,
    confirmation_method: 'automatic',
    created: spec.created,
    currency: spec.currency,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: spec.automatic
      ? { id: 'pmc_1Northwind0Default0000001', parent: null }
      : null,
    payment_method_options: optionsOf(spec.types),
    payment_method_types: [...spec.types],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  }
}

export const unexpectedState = (intent: Stripe.PaymentIntent, verb: string, message?: string): StripeError =>
  invalidRequest(
    message ?? `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}.`,
    {
      code: 'payment_intent_unexpected_state',
      payment_intent: intent,
    },
  )

export interface Confirmation {
  readonly offSession: boolean
  readonly returnUrl: string | null
  readonly errorOnAction: boolean
  readonly authenticated?: boolean
  /** Nobody is there to hear of a decline: it is only stored. */
  readonly silent?: boolean
  /** The permission to debit that came with the confirmation. */
  readonly mandate?: Read<{ readonly data: typeof mandateDataParam }>['data'] | undefined
  /** The permission on file that the confirmation names. */
  readonly mandateId?: string | null | undefined
  /** An invoice is collected: nobody confirms, so the permission must be on file. */
  readonly billing?: boolean
}

/** Whether a method was set up for later use by an earlier payment or SetupIntent. */
function isSetUp({ account }: Scope, method: string): boolean {
  const key = `payment_method:${method}`
  return (
    account
      .table('payment_intent')
      .find(key)
      .some((p) => p.status === 'succeeded' && p.setup_future_usage !== null) ||
    account
      .table('setup_intent')
      .find(key)
      .some((s) => s.status === 'succeeded')
  )
}

function needsAuthentication(
  scope: Scope,
  card: TestCard | undefined,
  method: Stripe.PaymentMethod,
  offSession: boolean,
): boolean {
  if (card?.threeDSecure === 'always') return true
  if (card?.threeDSecure !== 'unless_saved') return false
  if (!offSession) return true
  return card.number !== '4000003800000446' && !isSetUp(scope, method.id)
}

/** Tries the payment: it succeeds, waits (for capture, for the bank, for the customer) or throws the decline. */
export function authorise(
  scope: Scope,
  asked: Stripe.PaymentIntent,
  how: Confirmation,
): Stripe.PaymentIntent {
  const { account, world, now } = scope
  const method = usePaymentMethod(scope, idOf(asked.payment_method) ?? '')
  const card = cardOfFingerprint(method.card?.fingerprint)
  checkPayable(scope, method)
  if (method.card && asked.statement_descriptor !== null)
    throw invalidRequest(
      'The statement_descriptor parameter is not supported for card charges. Use statement_descriptor_suffix instead.',
      { param: 'statement_descriptor', payment_intent: asked },
    )
  if (method.type === 'customer_balance') return confirmFromCash(scope, asked, method)
  const intent = releaseCash(scope, asked)
  const stepUp = how.authenticated !== true && needsAuthentication(scope, card, method, how.offSession)
  if (stepUp && !how.offSession) {
    if (how.errorOnAction) return declineForAuthentication(scope, intent, method)
    return requireAction(scope, intent, threeDSecure(intent, how.returnUrl))
  }
  if (isUnverified(method)) return requireAction(scope, intent, microdepositAction(now))
  if (how.authenticated !== true && isRedirect(method.type))
    return requireAction(scope, intent, redirect(intent, how.returnUrl))
  const mandate = debitMandate(scope, intent, method, {
    data: how.mandate,
    id: how.mandateId,
    billing: how.billing === true,
  })
  const charge = tryCharge(scope, {
    ...chargeParts(intent, method),
    captured: intent.capture_method !== 'manual' || isBankDebit(method),
    authenticated: how.authenticated ?? false,
    mandate: mandate?.id ?? null,
    // Nobody is there: the bank is asked, and declines.
    ...(stepUp ? { decline: AUTHENTICATION_REQUIRED } : {}),
  })
  if (charge.status === 'failed') {
    const failed = putFailure(scope, intent, charge, method)
    if (how.silent) return failed
    throw declineOf(charge, { payment_intent: failed, payment_method: method })
  }
  saveForLater(scope, intent, method, charge)
  const base = { ...intent, latest_charge: charge.id, last_payment_error: null, next_action: null }
  if (charge.status === 'pending') {
    const waiting = account.put('payment_intent', { ...base, status: 'processing' })
    emit(scope, 'payment_intent.processing', waiting)
    const { result, delay } = outcomeOf(method)
    if (result !== 'never') world.at(account.id, now + delay, 'payment_intent.settle', intent.id)
    return waiting
  }
  if (intent.capture_method === 'manual') {
    const held = account.put('payment_intent', {
      ...base,
      amount_capturable: charge.amount,
      status: 'requires_capture',
    })
    emit(scope, 'payment_intent.amount_capturable_updated', held)
    world.at(account.id, now + 7 * 86_400, 'payment_intent.lapse', intent.id)
    return held
  }
  return complete(scope, base, charge)
}

function requireAction(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  next: Stripe.PaymentIntent.NextAction,
): Stripe.PaymentIntent {
  const waiting = scope.account.put('payment_intent', {
    ...intent,
    next_action: next,
    status: 'requires_action',
  })
  emit(scope, 'payment_intent.requires_action', waiting)
  return waiting
}

function declineForAuthentication(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): never {
  const failed = putFailure(scope, intent, undefined, method)
  throw cardError(AUTHENTICATION_REQUIRED.message, {
    code: AUTHENTICATION_REQUIRED.code,
    decline_code: AUTHENTICATION_REQUIRED.decline_code,
    payment_intent: failed,
    payment_method: method,
  })
}

function putFailure(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge | undefined,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent {
  const code = charge ? (charge.failure_code ?? 'card_declined') : AUTHENTICATION_REQUIRED.code
  const declineCode = charge ? declineCodeOf(charge) : AUTHENTICATION_REQUIRED.decline_code
  const failed = scope.account.put('payment_intent', {
    ...intent,
    latest_charge: charge?.id ?? idOf(intent.latest_charge) ?? null,
    last_payment_error: {
      ...(charge ? { charge: charge.id } : {}),
      code,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
      message: charge?.failure_message ?? AUTHENTICATION_REQUIRED.message,
      payment_method: method,
      type: 'card_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(scope, 'payment_intent.payment_failed', failed)
  return failed
}

/** The customer failed to authenticate. */
export function fail(scope: Scope, intent: Stripe.PaymentIntent): void {
  const failed = scope.account.put('payment_intent', {
    ...intent,
    last_payment_error: {
      code: 'payment_intent_authentication_failure',
      doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
      type: 'invalid_request_error',
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(scope, 'payment_intent.payment_failed', failed)
}

/** The bank has answered for a debit that was processing: it is paid, or it is not. */
export function settle(scope: Scope, id: string): void {
  const { account } = scope
  const intent = account.get('payment_intent', id)
  const before = account.get('charge', idOf(intent?.latest_charge) ?? '')
  if (intent?.status !== 'processing' || !before) return
  const method = account.get('payment_method', idOf(intent.payment_method) ?? '')
  const outcome = outcomeOf(method, before.billing_details.email)
  const charge = settleDebit(scope, before, outcome)
  if (charge.status === 'failed')
    putFailure(scope, intent, charge, usePaymentMethod(scope, idOf(intent.payment_method) ?? ''))
  else complete(scope, { ...intent, processing: null }, charge)
  if (charge.status === 'failed') tellHolders(scope, id)
}
