import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { cashBalanceOf, cashOf, moveCash } from './cash-balance.ts'
import { tryCharge } from './charge-flow.ts'
import { type BankTransfer, bankTransferOf, transferAction } from './funding-instructions.ts'
import { chargeParts, complete, saveForLater } from './payment-intent-completion.ts'
import { usePaymentMethod } from './payment-method-use.ts'

/** What a payment by bank transfer still waits for, in minor units; undefined if it does not wait for one. */
export const awaitedBy = (intent: Stripe.PaymentIntent): number | undefined =>
  intent.next_action?.display_bank_transfer_instructions?.amount_remaining ?? undefined

/** What the customer's cash has paid of it so far, in minor units. */
const paidSoFar = (intent: Stripe.PaymentIntent): number =>
  intent.amount - (awaitedBy(intent) ?? intent.amount)

/** How money may come in for a payment; undefined if it may only be paid from what is there. */
function transferFor(intent: Stripe.PaymentIntent): BankTransfer | undefined {
  const options = intent.payment_method_options?.customer_balance
  if (options?.funding_type === 'bank_transfer') return options.bank_transfer ?? {}
  if (!intent.automatic_payment_methods?.enabled) return undefined
  // What the Dashboard has switched on needs no more to be said.
  return { type: bankTransferOf(intent.currency) ?? null }
}

/** Takes cash for a payment, at most what it waits for. What is not there yet is asked of the customer; else it is paid. */
function pay(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  amount: number,
): Stripe.PaymentIntent {
  const { account } = scope
  const customer = idOf(intent.customer) ?? ''
  const left = (awaitedBy(intent) ?? intent.amount) - amount
  if (amount > 0)
    moveCash(scope, customer, {
      currency: intent.currency,
      amount: -amount,
      type: 'applied_to_payment',
      detail: { applied_to_payment: { payment_intent: intent.id } },
    })
  if (left === 0) {
    const charge = tryCharge(scope, { ...chargeParts(intent, method), captured: true })
    saveForLater(scope, intent, method, charge)
    const base = { ...intent, latest_charge: charge.id, last_payment_error: null, next_action: null }
    return complete(scope, base, charge)
  }
  const waiting = account.put('payment_intent', {
    ...intent,
    next_action: transferAction(
      account,
      intent,
      transferFor(intent) ?? { type: bankTransferOf(intent.currency) ?? null },
      left,
    ),
    status: 'requires_action',
  })
  if (intent.status !== 'requires_action') emit(scope, 'payment_intent.requires_action', waiting)
  if (amount > 0) emit(scope, 'payment_intent.partially_funded', waiting)
  return waiting
}

/** Confirms a payment from the customer's cash balance. https://docs.stripe.com/payments/customer-balance */
export function confirmFromCash(
  scope: Scope,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent {
  const { account } = scope
  const customer = idOf(intent.customer)
  if (customer === undefined)
    throw invalidRequest(
      'A `customer` must be provided to confirm a PaymentIntent with a `customer_balance` PaymentMethod.',
      { code: 'parameter_missing', param: 'customer', payment_intent: intent },
    )
  if (intent.capture_method === 'manual')
    throw invalidRequest('The payment method type "customer_balance" does not support manual capture.', {
      code: 'payment_intent_invalid_parameter',
      param: 'capture_method',
      payment_intent: intent,
    })
  const left = awaitedBy(intent) ?? intent.amount
  const isAutomatic = cashBalanceOf(account, customer).settings.reconciliation_mode === 'automatic'
  const amount = isAutomatic ? Math.min(left, cashOf(account, customer, intent.currency)) : 0
  if (amount < left && !transferFor(intent)?.type)
    throw invalidRequest(
      `The customer's cash balance is insufficient to pay this PaymentIntent. Provide \`payment_method_options[customer_balance][funding_type]\` so that the customer can fund it.`,
      {
        code: 'payment_intent_invalid_parameter',
        param: 'payment_method_options[customer_balance][funding_type]',
        payment_intent: intent,
      },
    )
  return pay(scope, intent, method, amount)
}

/** Pays an open payment from the customer's cash, wholly or in part; the caller has checked that it is there. */
export function applyCash(scope: Scope, intent: Stripe.PaymentIntent, amount: number): Stripe.PaymentIntent {
  return pay(scope, intent, usePaymentMethod(scope, idOf(intent.payment_method) ?? ''), amount)
}

/** Gives back to the customer's cash what it has paid of a payment that will not go on like this; returns the payment. */
export function releaseCash(scope: Scope, before: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const { account, world, now } = scope
  if (awaitedBy(before) === undefined) return before
  const customer = idOf(before.customer) ?? ''
  const amount = paidSoFar(before)
  if (amount > 0) {
    moveCash(scope, customer, {
      currency: before.currency,
      amount,
      type: 'unapplied_from_payment',
      detail: { unapplied_from_payment: { payment_intent: before.id } },
    })
    // First the payment comes to rest, then others may have its money.
    world.at(account.id, now, 'cash_balance.landed', `${customer}:${before.currency}:${amount}`)
  }
  return account.put('payment_intent', { ...before, next_action: null, status: 'requires_confirmation' })
}

/** The payments of a customer that wait for money in a currency, oldest first. */
const waitingFor = ({ account }: Scope, customer: string, currency: string): Stripe.PaymentIntent[] =>
  account
    .table('payment_intent')
    .find(`customer:${customer}`)
    .filter(
      (p) =>
        p.status === 'requires_action' &&
        p.currency === currency &&
        idOf(p.customer) === customer &&
        awaitedBy(p) !== undefined,
    )
    .toSorted((a, b) => a.created - b.created)

/** Stripe looks for at most so many payments that add up to a transfer. */
const LARGEST_GROUP = 5
/** And among so many of the oldest. */
const CANDIDATES = 20

/** The smallest group of payments that wait for exactly this much; of equal ones the oldest. */
export function groupFor<T>(all: readonly T[], worth: (one: T) => number, sum: number): readonly T[] {
  const search = (from: number, size: number, left: number): readonly T[] | undefined => {
    if (size === 0) return left === 0 ? [] : undefined
    for (let i = from; i <= all.length - size; i++) {
      const one = all[i]
      if (one === undefined || worth(one) > left) continue
      const rest = search(i + 1, size - 1, left - worth(one))
      if (rest) return [one, ...rest]
    }
    return undefined
  }
  for (let size = 1; size <= Math.min(LARGEST_GROUP, all.length); size++) {
    const found = search(0, size, sum)
    if (found) return found
  }
  return []
}

/**
 * Cash has come in: in the automatic mode it pays what waits for it, first what its reference names, then payments that
 * add up to it, then the oldest. https://docs.stripe.com/payments/customer-balance/reconciliation
 */
export function cashLanded(
  scope: Scope,
  customer: string,
  currency: string,
  amount: number,
  reference: string | null = null,
): void {
  const { account } = scope
  if (cashBalanceOf(account, customer).settings.reconciliation_mode === 'automatic')
    reconcile(scope, customer, currency, amount, reference)
  else emit(scope, 'cash_balance.funds_available', cashBalanceOf(account, customer))
}

const codeOf = (intent: Stripe.PaymentIntent): string | null =>
  intent.next_action?.display_bank_transfer_instructions?.reference ?? null

function reconcile(
  scope: Scope,
  customer: string,
  currency: string,
  amount: number,
  reference: string | null,
): void {
  const { account } = scope
  const cash = (): number => cashOf(account, customer, currency)
  const said = reference?.toUpperCase() ?? ''
  const open = waitingFor(scope, customer, currency)
  const named = open.filter((p) => said.includes(codeOf(p) ?? ' '))
  const first =
    named.length === 1 ? named : groupFor(open.slice(0, CANDIDATES), (p) => awaitedBy(p) ?? 0, amount)
  for (const one of [...first, ...open.filter((p) => !first.includes(p))])
    if (cash() > 0) applyCash(scope, one, Math.min(cash(), awaitedBy(one) ?? 0))
  if (cash() > 0) emit(scope, 'cash_balance.funds_available', cashBalanceOf(account, customer))
}
