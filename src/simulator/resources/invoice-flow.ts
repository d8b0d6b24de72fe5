import type Stripe from 'stripe'
import { cardError, invalidRequest, StripeError } from '../wire/errors.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { spendDiscounts } from './discounts.ts'
import { applyBalance, creditOverpaid, unapplyBalance } from './invoice-balance.ts'
import type { Invoice } from './invoice-object.ts'
import {
  cancelPayment,
  defaultPayment,
  intentOf,
  paymentsOf,
  payPayment,
  preparePayment,
  syncDefaultPayment,
} from './invoice-payments.ts'
import { authorise } from './payment-intent-flow.ts'
import { sourcesOf } from './sources.ts'

/** Makes a draft payable: it gets its number and, if there is something to pay, its payment. */
export function finalise(scope: Scope, before: Invoice): Invoice {
  const { account, now } = scope
  if (before.status !== 'draft')
    throw invalidRequest('This invoice is already finalized, you can’t re-finalize a non-draft invoice.', {
      code: 'invoice_not_editable',
    })
  const customer = account.get('customer', idOf(before.customer) ?? '')
  if (!customer || customer.deleted) throw invalidRequest('The customer of this invoice was deleted.', {})
  const sequence = customer.next_invoice_sequence ?? 1
  const numbered = { ...customer, next_invoice_sequence: sequence + 1 }
  account.put('customer', numbered)
  const open: Invoice = account.put('invoice', {
    ...applyBalance(scope, numbered, before),
    effective_at: now,
    hosted_invoice_url: `https://invoice.stripe.com/i/${account.id}/test_${before.id.slice(-24)}?s=ap`,
    invoice_pdf: `https://pay.stripe.com/invoice/${account.id}/test_${before.id.slice(-24)}/pdf?s=ap`,
    number: `${customer.invoice_prefix ?? 'NWT'}-${String(sequence).padStart(4, '0')}`,
    status: 'open',
    status_transitions: { ...before.status_transitions, finalized_at: now },
  })
  spendDiscounts(scope, open)
  if (open.amount_due > 0) preparePayment(scope, open)
  emit(scope, 'invoice.finalized', open, before)
  return open.amount_due > 0 ? open : markPaid(scope, open)
}

/** How a customer pays when nothing else is said: the invoice's own method, the customer's default, its first source. */
export function defaultMethod(
  scope: Scope,
  invoice: Pick<Invoice, 'customer' | 'default_payment_method'>,
): string | undefined {
  const own = invoice.default_payment_method
  if (own) return typeof own === 'string' ? own : own.id
  const customer = scope.account.get('customer', idOf(invoice.customer) ?? '')
  if (!customer || customer.deleted) return undefined
  return (
    idOf(customer.invoice_settings.default_payment_method) ??
    idOf(customer.default_source) ??
    sourcesOf(scope.account, customer.id)[0]?.id
  )
}

/** Charges an open invoice. Throws the decline, as Stripe's `pay` does. */
export function collectInvoice(
  scope: Scope,
  invoice: Invoice,
  how: { readonly method?: string | undefined; readonly offSession?: boolean; readonly outOfBand?: boolean },
): Invoice {
  const { account } = scope
  if (how.outOfBand) {
    const paid = markPaid(scope, { ...invoice, amount_paid: invoice.amount_due })
    syncDefaultPayment(scope, paid)
    return paid
  }
  const method = how.method ?? defaultMethod(scope, invoice)
  if (method === undefined)
    throw invalidRequest(
      'There is no `default_payment_method` set on this Customer or Invoice. Please set one or pass `payment_method`.',
      { code: 'resource_missing' },
    )
  const payment = defaultPayment(scope, invoice.id)
  const intent = intentOf(scope, payment)
  if (!intent || !payment) throw invalidRequest('This invoice has nothing to pay.', {})
  const attempted = { ...invoice, attempt_count: invoice.attempt_count + 1, attempted: true }
  try {
    const tried = authorise(
      scope,
      { ...intent, payment_method: method },
      { offSession: how.offSession ?? false, returnUrl: null, errorOnAction: false, billing: true },
    )
    if (tried.status === 'requires_action') throw needsAction(scope, attempted, tried)
    return tried.status === 'succeeded'
      ? receive(scope, attempted, payment, tried.amount_received)
      : account.put('invoice', attempted)
  } catch (error) {
    if (error instanceof StripeError && error.status === 402) fail(scope, attempted)
    throw error
  }
}

function needsAction(scope: Scope, invoice: Invoice, intent: Stripe.PaymentIntent): StripeError {
  emit(scope, 'invoice.payment_action_required', scope.account.put('invoice', invoice))
  return cardError('Invoice payment_intent requires additional user action before completing successfully.', {
    code: 'invoice_payment_intent_requires_action',
    payment_intent: intent,
  })
}

function fail(scope: Scope, invoice: Invoice): void {
  const failed = scope.account.put('invoice', invoice)
  emit(scope, 'invoice.payment_failed', failed)
  scope.world.at(scope.account.id, scope.now, 'subscription.follow', invoice.id)
}

/** A payment of an invoice was made: it is paid, wholly or in part, or more than that. */
export function receive(
  scope: Scope,
  before: Invoice,
  payment: Stripe.InvoicePayment,
  amount: number,
): Invoice {
  payPayment(scope, payment, amount)
  const paid = before.amount_paid + amount
  const over = Math.max(0, paid - before.amount_due)
  const after: Invoice = {
    ...before,
    amount_overpaid: over,
    amount_paid: paid,
    amount_remaining: Math.max(0, before.amount_due - paid),
  }
  creditOverpaid(scope, after, over - before.amount_overpaid)
  if (before.status !== 'paid' && after.amount_remaining === 0) {
    const done = markPaid(scope, after)
    syncDefaultPayment(scope, done)
    return done
  }
  scope.account.put('invoice', after)
  syncDefaultPayment(scope, after)
  emit(scope, 'invoice.updated', after, before)
  return after
}

/** Nothing is left to pay of an invoice. */
export function markPaid(scope: Scope, before: Invoice): Invoice {
  const { account, now } = scope
  const paid = account.put('invoice', {
    ...before,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    status: 'paid',
    status_transitions: { ...before.status_transitions, paid_at: now },
  })
  emit(scope, 'invoice.updated', paid, before)
  emit(scope, 'invoice.paid', paid)
  emit(scope, 'invoice.payment_succeeded', paid)
  scope.world.at(account.id, now, 'subscription.follow', paid.id)
  return paid
}

/** The payment beside an invoice was made or refused elsewhere, e.g. on a page or by the bank. */
export function settleInvoice(scope: Scope, intentId: string): void {
  const intent = scope.account.get('payment_intent', intentId)
  for (const payment of scope.account.table('invoice_payment').find(`payment_intent:${intentId}`)) {
    const invoice = scope.account.get('invoice', idOf(payment.invoice) ?? '')
    if (!intent || !invoice || payment.status !== 'open') continue
    if (intent.status === 'succeeded') {
      const tried = payment.is_default ? { attempt_count: Math.max(1, invoice.attempt_count) } : {}
      receive(scope, { ...invoice, ...tried }, payment, intent.amount_received)
    } else if (intent.status === 'canceled') cancelPayment(scope, payment)
    else if (intent.status === 'requires_payment_method' && payment.is_default && invoice.status === 'open')
      fail(scope, invoice)
  }
}

/** Ends an open invoice without money: void or uncollectible. Its payment can no longer be made. */
export function endInvoice(scope: Scope, before: Invoice, status: 'void' | 'uncollectible'): Invoice {
  const { account, now } = scope
  if (before.status !== 'open' && !(status === 'void' && before.status === 'uncollectible'))
    throw invalidRequest(
      status === 'void'
        ? 'You can only pass in open or uncollectible invoices. This invoice isn’t open.'
        : 'You can only mark open invoices as uncollectible.',
      { code: 'invoice_not_editable' },
    )
  const attached = paymentsOf(scope, before.id).filter((payment) => !payment.is_default)
  if (attached.some((one) => one.status === 'open' || (status === 'void' && one.status === 'paid')))
    throw invalidRequest(
      `This invoice has ${status === 'void' ? 'open or paid' : 'open'} payments, so it cannot be ${status === 'void' ? 'voided' : 'marked as uncollectible'}.`,
      { code: 'invoice_not_editable' },
    )
  const ended = account.put('invoice', {
    ...before,
    status,
    status_transitions: {
      ...before.status_transitions,
      ...(status === 'void' ? { voided_at: now } : { marked_uncollectible_at: now }),
    },
  })
  if (status === 'void') {
    syncDefaultPayment(scope, ended, 'void_invoice')
    unapplyBalance(scope, ended)
  }
  emit(scope, status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', ended, before)
  scope.world.at(account.id, now, 'subscription.follow', ended.id)
  return ended
}
