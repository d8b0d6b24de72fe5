import type Stripe from 'stripe'
import { cardError, invalidRequest } from '../wire/errors.ts'
import { availableOn, convert, processingFee, settlement } from '../money/fees.ts'
import { cardOfFingerprint } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { balanceObject } from './balance.ts'
import { type ChargeSpec, chargeObject, sourceTypeOf } from './charge-object.ts'
import { applicationOf, checkConnect, directFee, shareOut } from './connect-payments.ts'
import { settlementDelay } from './payout-settings.ts'
import { isDebit } from './payment-method-types.ts'
import { BLOCKED_BY_LIST, isBlocked } from './radar-rules.ts'

export const isBankDebit = (method: Stripe.PaymentMethod): boolean => isDebit(method.type)

/** Puts captured money on the ledger and tells the charge its transaction. */
export function collect(scope: Scope, charge: Stripe.Charge, amount: number): Stripe.Charge {
  const { currency, rate } = settlement(charge.currency)
  const settled = convert(amount, rate)
  const bypass = cardOfFingerprint(charge.payment_method_details?.card?.fingerprint)?.bypassPending
  const bank = sourceTypeOf(charge) === 'bank_account'
  const transaction = scope.account.post({
    type: bank ? 'payment' : 'charge',
    amount: settled,
    currency,
    source: charge.id,
    sourceType: sourceTypeOf(charge),
    fees: [processingFee(settled, currency, bank), ...directFee(scope, charge, currency, rate)],
    description: charge.description,
    exchangeRate: rate,
    ...(bypass ? {} : { availableOn: availableOn(scope.now, settlementDelay(scope.account)) }),
  })
  if (bypass) emit(scope, 'balance.available', balanceObject(scope.account))
  const collected = {
    ...charge,
    captured: true,
    amount_captured: amount,
    balance_transaction: transaction.id,
  }
  return scope.account.put('charge', shareOut(scope, collected, transaction, sourceTypeOf(charge)))
}

/** What follows a successful charge by the test card's own will: disputes. They open right after this commit. */
export function afterSuccess({ world, account, now }: Scope, charge: Stripe.Charge): void {
  if (cardOfFingerprint(charge.payment_method_details?.card?.fingerprint)?.dispute)
    world.at(account.id, now, 'dispute.open', charge.id)
}

/** Minor units. https://docs.stripe.com/currencies#maximum-amounts */
const MOST_ON_AMEX = 999_999_999

/** Tries a charge; the answer says whether it went through. Stores it and its event either way. */
export function tryCharge(scope: Scope, spec: Omit<ChargeSpec, 'id' | 'created' | 'status'>): Stripe.Charge {
  const bank = isBankDebit(spec.method)
  if (spec.method.card?.brand === 'amex' && spec.amount > MOST_ON_AMEX)
    throw invalidRequest('Amount must be no more than nine digits for American Express cards.', {
      code: 'amount_too_large',
      param: 'amount',
    })
  const blocked = isBlocked(scope, spec)
  const decline = blocked
    ? BLOCKED_BY_LIST
    : (spec.decline ?? cardOfFingerprint(spec.method.card?.fingerprint)?.decline)
  const status = decline ? 'failed' : bank ? 'pending' : 'succeeded'
  const captureBefore = spec.captured ? {} : { captureBefore: scope.now + 7 * 86_400 }
  const made = {
    ...chargeObject({
      ...spec,
      ...captureBefore,
      id: scope.account.newId(spec.method.type === 'card' ? 'ch' : 'py'),
      created: scope.now,
      status,
      decline,
      blocked,
    }),
    application: applicationOf(scope),
  }
  const charge =
    status === 'succeeded' && spec.captured
      ? collect(scope, made, made.amount)
      : scope.account.put('charge', made)
  emit(scope, `charge.${status}`, charge)
  if (status === 'succeeded') afterSuccess(scope, charge)
  return charge
}

/** Why a charge was declined, in Stripe's words for whoever asked for it. */
export function declineCodeOf({ outcome }: Stripe.Charge): string | undefined {
  if (outcome?.type !== 'blocked') return outcome?.reason ?? undefined
  return outcome.reason === 'rule' ? BLOCKED_BY_LIST.decline_code : 'fraudulent'
}

/** A card decline as Stripe answers it. */
export const declineOf = (charge: Stripe.Charge, more: Parameters<typeof cardError>[1] = {}) =>
  cardError(charge.failure_message ?? 'Your card was declined.', {
    charge: charge.id,
    code: charge.failure_code ?? 'card_declined',
    decline_code: declineCodeOf(charge),
    advice_code: charge.outcome?.advice_code ?? undefined,
    network_decline_code: charge.outcome?.network_decline_code ?? undefined,
    ...more,
  })

/** What a capture may say anew of the platform's share. */
export interface CaptureTerms {
  readonly application_fee_amount?: number | null
  readonly transfer_data?: { readonly amount?: number | null } | null
}

/** Applies the terms of a capture to the charge it captures; throws if they do not go together. */
export function withTerms(
  scope: Scope,
  charge: Stripe.Charge,
  amount: number,
  terms: CaptureTerms,
): Stripe.Charge {
  const fee = terms.application_fee_amount ?? charge.application_fee_amount
  const part = terms.transfer_data?.amount ?? charge.transfer_data?.amount ?? null
  const destination = idOf(charge.transfer_data?.destination)
  checkConnect(scope, {
    amount,
    applicationFeeAmount: fee,
    transferData: destination === undefined ? null : { amount: part, destination },
    onBehalfOf: idOf(charge.on_behalf_of),
  })
  return {
    ...charge,
    application_fee_amount: fee,
    transfer_data: destination === undefined ? null : { amount: part, destination },
  }
}

/** Captures an authorised charge, wholly or in part; the rest is released. */
export function captureCharge(scope: Scope, charge: Stripe.Charge, amount: number): Stripe.Charge {
  const released = charge.amount - amount
  const captured = collect(scope, { ...charge, amount_refunded: released }, amount)
  emit(scope, 'charge.captured', captured, charge)
  afterSuccess(scope, captured)
  return captured
}
