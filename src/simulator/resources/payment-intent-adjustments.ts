import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { anything, integer, listOf, mergeMetadata, metadata, required, text } from '../wire/params.ts'
import { type Call, type Resource, route } from '../wire/router.ts'
import { checkPayable } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import { amountDetailsParam, withAmountDetails } from './payment-amount-details.ts'
import { cashOf } from './cash-balance.ts'
import { applyCash, awaitedBy } from './cash-payments.ts'
import { authorise, unexpectedState } from './payment-intent-flow.ts'
import { mustFindIntent } from './payment-intents.ts'
import { createPaymentMethod } from './payment-method-data.ts'
import { usePaymentMethod, verified } from './payment-method-use.ts'
import { checkDeposits } from './setup-intents.ts'

/** Calls that change an open PaymentIntent without confirming it again. */
export const paymentIntentAdjustments: Resource = {
  routes: [
    route(
      'POST',
      '/v1/payment_intents/:id/increment_authorization',
      {
        amount: required(integer({ min: 1 })),
        amount_details: amountDetailsParam,
        application_fee_amount: integer(),
        description: text(),
        hooks: anything(),
        metadata: metadata(),
        payment_details: anything(),
        statement_descriptor: text({ max: 22 }),
        transfer_data: anything(),
      },
      (call) => {
        const before = mustFindIntent(call)
        const { account, params } = call
        const charge = account.get('charge', idOf(before.latest_charge) ?? '')
        const details = charge?.payment_method_details
        const card = details?.card
        if (before.status !== 'requires_capture' || !charge || !details || !card)
          throw unexpectedState(before, 'incremented')
        const amount = params.amount ?? 0
        if (amount <= before.amount)
          throw invalidRequest('The new amount must be greater than the amount authorized now.', {
            param: 'amount',
          })
        if (card.incremental_authorization?.status !== 'available')
          throw invalidRequest(
            'This PaymentIntent cannot be incremented. Ask for it with payment_method_options[card][request_incremental_authorization] when you confirm it.',
            { code: 'payment_intent_unexpected_state', payment_intent: before },
          )
        checkPayable(amount, before.currency)
        const detailed = withAmountDetails(call, before, params.amount_details, amount)
        account.put('charge', {
          ...charge,
          amount,
          payment_method_details: { ...details, card: { ...card, amount_authorized: amount } },
        })
        const after = account.put('payment_intent', {
          ...detailed,
          amount,
          amount_capturable: amount,
          ...(params.description === undefined ? {} : { description: params.description }),
          metadata: mergeMetadata(before.metadata, params.metadata),
        })
        emit(call, 'payment_intent.amount_capturable_updated', after, before)
        return after
      },
    ),
    route(
      'POST',
      '/v1/payment_intents/:id/verify_microdeposits',
      { amounts: listOf(integer()), descriptor_code: text(), client_secret: text() },
      (call) => {
        const before = mustFindIntent(call)
        checkDeposits(call, before.next_action?.type, before.status)
        verified(call, usePaymentMethod(call, idOf(before.payment_method) ?? ''))
        return authorise(
          call,
          { ...before, next_action: null },
          { offSession: false, returnUrl: null, errorOnAction: false, authenticated: true },
        )
      },
    ),
    route(
      'POST',
      '/v1/payment_intents/:id/apply_customer_balance',
      { amount: integer({ min: 1 }), currency: text() },
      applyBalance,
    ),
  ],
}

/** Pays an open payment from what its customer has sent, as far as asked. */
function applyBalance(
  call: Call<{ readonly amount?: number | null; readonly currency?: string | null }>,
): Stripe.PaymentIntent {
  const before = mustFindIntent(call)
  const { account, params } = call
  const customer = idOf(before.customer)
  const open = before.status === 'requires_action' || before.status === 'requires_payment_method'
  const left = awaitedBy(before) ?? before.amount
  if (!open || !before.payment_method_types.includes('customer_balance'))
    throw unexpectedState(before, 'paid from the customer balance')
  if (before.status === 'requires_action' && awaitedBy(before) === undefined)
    throw unexpectedState(before, 'paid from the customer balance')
  if (customer === undefined)
    throw invalidRequest('This PaymentIntent has no customer whose cash balance could pay it.', {
      code: 'payment_intent_unexpected_state',
      payment_intent: before,
    })
  if (params.currency && params.currency.toLowerCase() !== before.currency)
    throw invalidRequest(`The currency must be that of the PaymentIntent, ${before.currency}.`, {
      param: 'currency',
    })
  const amount = params.amount ?? left
  if (amount > left)
    throw invalidRequest(
      `The amount ${amount} is greater than what is left to pay of this PaymentIntent, ${left}.`,
      { code: 'amount_too_large', param: 'amount' },
    )
  if (amount > cashOf(account, customer, before.currency))
    throw invalidRequest(
      `The cash balance of the customer ${customer} is insufficient to pay this PaymentIntent.`,
      { code: 'balance_insufficient', payment_intent: before },
    )
  if (before.payment_method) return applyCash(call, before, amount)
  const method = account.put(
    'payment_method',
    createPaymentMethod(call, { type: 'customer_balance', customer_balance: {} }),
  )
  return applyCash(call, { ...before, payment_method: method.id }, amount)
}
