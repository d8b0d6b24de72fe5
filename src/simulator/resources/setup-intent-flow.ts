import type Stripe from 'stripe'
import { cardError } from '../wire/errors.ts'
import type { Read } from '../wire/params.ts'
import { cardOfFingerprint, type Decline } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { createMandate, type mandateDataParam } from './mandates.ts'
import { generatesSepa, isDebit, isRedirect } from './payment-method-types.ts'
import { attach, isUnverified, saveGenerated, usePaymentMethod, verified } from './payment-method-use.ts'
import { noteAttempt } from './setup-attempts.ts'

export interface SetupConfirmation {
  readonly returnUrl: string | null
  readonly mandate?: Read<{ readonly data: typeof mandateDataParam }>['data'] | undefined
  readonly single?: { readonly amount: number; readonly currency: string } | undefined
  readonly authenticated?: boolean
}

/** Tries to set the method up: it succeeds, waits (for the customer, for the bank) or throws the decline. */
export function setUp(scope: Scope, intent: Stripe.SetupIntent, how: SetupConfirmation): Stripe.SetupIntent {
  const method = usePaymentMethod(scope, idOf(intent.payment_method) ?? '')
  const card = cardOfFingerprint(method.card?.fingerprint)
  if (isUnverified(method)) return waitForDeposits(scope, intent, method)
  const asks = card?.threeDSecure !== undefined && card.threeDSecure !== 'optional'
  if (!how.authenticated && (asks || isRedirect(method.type)))
    return requireAction(scope, intent, method, how.returnUrl)
  const decline = card?.attachDecline ?? (card?.threeDSecure ? undefined : card?.decline)
  if (decline && card?.number !== '4000000000000341') return refuse(scope, intent, method, decline)
  if (method.type === 'bacs_debit') return waitForBank(scope, intent, method, how)
  return finish(scope, intent, method, how)
}

/** The method is saved: attached, its mandate on file. */
export function finish(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  how: SetupConfirmation,
): Stripe.SetupIntent {
  const customer = idOf(intent.customer)
  const attempt = noteAttempt(scope, intent, method, 'succeeded', null, how.authenticated)
  const saved = generatesSepa(method.type) ? saveGenerated(scope, method, customer, attempt.id) : method
  if (customer !== undefined && saved.customer === null) attach(scope, saved, customer)
  const mandate =
    isDebit(saved.type) || how.mandate
      ? createMandate(scope, {
          method: saved,
          acceptance: how.mandate?.customer_acceptance,
          single: how.single,
          onBehalfOf: idOf(intent.on_behalf_of) ?? null,
        })
      : undefined
  const done = scope.account.put('setup_intent', {
    ...intent,
    last_setup_error: null,
    latest_attempt: attempt.id,
    mandate: mandate?.type === 'multi_use' ? mandate.id : (idOf(intent.mandate) ?? null),
    next_action: null,
    single_use_mandate: mandate?.type === 'single_use' ? mandate.id : null,
    status: 'succeeded',
  })
  emit(scope, 'setup_intent.succeeded', done)
  return done
}

function requireAction(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  returnUrl: string | null,
): Stripe.SetupIntent {
  const url = `https://hooks.stripe.com/3d_secure_2/hosted?setup_intent=${intent.id}`
  const next: Stripe.SetupIntent.NextAction =
    returnUrl !== null || method.type !== 'card'
      ? { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
  const waiting = scope.account.put('setup_intent', {
    ...intent,
    latest_attempt: noteAttempt(scope, intent, method, 'requires_action').id,
    next_action: next,
    status: 'requires_action',
  })
  emit(scope, 'setup_intent.requires_action', waiting)
  return waiting
}

function waitForDeposits(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
): Stripe.SetupIntent {
  const customer = idOf(intent.customer)
  if (customer !== undefined && method.customer === null) attach(scope, method, customer)
  const waiting = scope.account.put('setup_intent', {
    ...intent,
    latest_attempt: noteAttempt(scope, intent, method, 'requires_action').id,
    next_action: microdepositAction(scope.now),
    status: 'requires_action',
  })
  emit(scope, 'setup_intent.requires_action', waiting)
  return waiting
}

/** What the customer must do to prove that a bank account is theirs. */
export const microdepositAction = (now: number) =>
  ({
    type: 'verify_with_microdeposits',
    verify_with_microdeposits: {
      arrival_date: now + 2 * 86_400,
      hosted_verification_url: 'https://payments.stripe.com/microdeposit/pacs_test',
      microdeposit_type: 'descriptor_code',
    },
  }) as const

function waitForBank(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  how: SetupConfirmation,
): Stripe.SetupIntent {
  createMandate(scope, { method, acceptance: how.mandate?.customer_acceptance })
  const waiting = scope.account.put('setup_intent', {
    ...intent,
    latest_attempt: noteAttempt(scope, intent, method, 'processing').id,
    next_action: null,
    status: 'processing',
  })
  scope.world.at(scope.account.id, scope.now + 180, 'setup_intent.settle', intent.id)
  return waiting
}

function refuse(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  decline: Decline,
): never {
  const error: Stripe.SetupIntent.LastSetupError = {
    code: decline.code,
    ...(decline.decline_code ? { decline_code: decline.decline_code } : {}),
    ...(decline.advice ? { advice_code: decline.advice } : {}),
    ...(decline.network ? { network_decline_code: decline.network } : {}),
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    payment_method: method,
    type: 'card_error',
  }
  const failed = storeFailure(scope, intent, method, error)
  throw cardError(decline.message, {
    code: decline.code,
    decline_code: decline.decline_code,
    advice_code: decline.advice,
    network_decline_code: decline.network,
    payment_method: method,
    setup_intent: failed,
  })
}

function storeFailure(
  scope: Scope,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  error: Stripe.SetupIntent.LastSetupError,
): Stripe.SetupIntent {
  const failed = scope.account.put('setup_intent', {
    ...intent,
    last_setup_error: error,
    latest_attempt: noteAttempt(scope, intent, method, 'failed', error).id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  })
  emit(scope, 'setup_intent.setup_failed', failed)
  return failed
}

/** The customer came back from the bank's page, having agreed or not. */
export function authenticateSetup(scope: Scope, intent: Stripe.SetupIntent, agreed: boolean): void {
  if (intent.status !== 'requires_action') return
  const method = usePaymentMethod(scope, idOf(intent.payment_method) ?? '')
  if (agreed) {
    setUp(scope, { ...intent, next_action: null }, { returnUrl: null, authenticated: true })
    return
  }
  storeFailure(scope, intent, method, {
    code: 'setup_intent_authentication_failure',
    doc_url: 'https://stripe.com/docs/error-codes/setup-intent-authentication-failure',
    message: 'The latest attempt to set up the payment method has failed because authentication failed.',
    payment_method: method,
    type: 'invalid_request_error',
  })
}

/** The bank has answered for a method that was processing. */
export function settleSetup(scope: Scope, id: string): void {
  const intent = scope.account.get('setup_intent', id)
  if (intent?.status !== 'processing') return
  finish(scope, intent, usePaymentMethod(scope, idOf(intent.payment_method) ?? ''), { returnUrl: null })
}

/** The deposits were named rightly: the account is proved, the setup done. */
export function finishDeposits(scope: Scope, intent: Stripe.SetupIntent): Stripe.SetupIntent {
  const method = verified(scope, usePaymentMethod(scope, idOf(intent.payment_method) ?? ''))
  return finish(scope, intent, method, { returnUrl: null })
}
