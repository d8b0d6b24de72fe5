import type Stripe from 'stripe'
import { cardError, invalidRequest, StripeError } from '../wire/errors.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { releaseCash } from './cash-payments.ts'
import { spendDiscounts } from './discounts.ts'
import type { Invoice } from './invoice-object.ts'
import { sourcesOf } from './sources.ts'
import { authorise, intentObject } from './payment-intent-flow.ts'

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
  account.put('customer', { ...customer, next_invoice_sequence: sequence + 1 })
  const open: Invoice = {
    ...before,
    effective_at: now,
    ending_balance: 0,
    hosted_invoice_url: `https://invoice.stripe.com/i/${account.id}/test_${before.id.slice(-24)}?s=ap`,
    invoice_pdf: `https://pay.stripe.com/invoice/${account.id}/test_${before.id.slice(-24)}/pdf?s=ap`,
    number: `${customer.invoice_prefix ?? 'NWT'}-${String(sequence).padStart(4, '0')}`,
    status: 'open',
    status_transitions: { ...before.status_transitions, finalized_at: now },
  }
  account.put('invoice', open)
  spendDiscounts(scope, open)
  if (open.amount_due > 0) prepare(scope, open)
  emit(scope, 'invoice.finalized', open, before)
  if (open.amount_due > 0) return open
  return markPaid(scope, open, { attempts: 0 })
}

// The payment of an invoice waits beside it, so that a customer may also pay it on a page.
function prepare(scope: Scope, invoice: Invoice): Stripe.PaymentIntent {
  const { account, now } = scope
  const id = account.newId('pi')
  const intent = account.put('payment_intent', {
    ...intentObject({
      id,
      created: now,
      amount: invoice.amount_due,
      currency: invoice.currency,
      secret: `${id}_secret_${randomText(25)}`,
      captureMethod: 'automatic',
      automatic: null,
      types: ['card', 'link', 'us_bank_account'],
    }),
    customer: idOf(invoice.customer) ?? null,
    description: invoice.parent?.subscription_details ? 'Subscription creation' : 'Payment for Invoice',
    setup_future_usage: invoice.parent?.subscription_details ? 'off_session' : null,
  })
  emit(scope, 'payment_intent.created', intent)
  account.put('invoice_payment', {
    id: `inpay_1${randomText(23)}`,
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
  return intent
}

/** The payment that waits beside an open invoice. */
export function paymentOf(
  { account }: Pick<Scope, 'account'>,
  invoice: string,
): Stripe.InvoicePayment | undefined {
  return account.table('invoice_payment').find(`invoice:${invoice}`)[0]
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
  if (how.outOfBand) return markPaid(scope, invoice, { attempts: 0 })
  const method = how.method ?? defaultMethod(scope, invoice)
  if (method === undefined)
    throw invalidRequest(
      'There is no `default_payment_method` set on this Customer or Invoice. Please set one or pass `payment_method`.',
      { code: 'resource_missing' },
    )
  const intent = account.get(
    'payment_intent',
    idOf(paymentOf(scope, invoice.id)?.payment.payment_intent) ?? '',
  )
  if (!intent) throw invalidRequest('This invoice has nothing to pay.', {})
  const attempted = { ...invoice, attempt_count: invoice.attempt_count + 1, attempted: true }
  try {
    const tried = authorise(
      scope,
      { ...intent, payment_method: method },
      { offSession: how.offSession ?? false, returnUrl: null, errorOnAction: false, billing: true },
    )
    if (tried.status === 'requires_action') throw needsAction(scope, attempted, tried)
    return tried.status === 'succeeded'
      ? markPaid(scope, attempted, { attempts: attempted.attempt_count })
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

function markPaid(scope: Scope, before: Invoice, { attempts }: { readonly attempts: number }): Invoice {
  const { account, now } = scope
  const paid = account.put('invoice', {
    ...before,
    amount_paid: before.amount_due,
    amount_remaining: 0,
    attempt_count: attempts,
    attempted: true,
    auto_advance: false,
    status: 'paid',
    status_transitions: { ...before.status_transitions, paid_at: now },
  })
  const payment = paymentOf(scope, before.id)
  if (payment?.status === 'open') {
    const done = account.put('invoice_payment', {
      ...payment,
      amount_paid: before.amount_due,
      status: 'paid',
      status_transitions: { canceled_at: null, paid_at: now },
    })
    emit(scope, 'invoice_payment.paid', done)
  }
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
    if (invoice?.status !== 'open') continue
    if (intent?.status === 'succeeded')
      markPaid(scope, invoice, { attempts: Math.max(1, invoice.attempt_count) })
    else if (intent?.status === 'requires_payment_method') fail(scope, invoice)
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
  const ended = account.put('invoice', {
    ...before,
    status,
    status_transitions: {
      ...before.status_transitions,
      ...(status === 'void' ? { voided_at: now } : { marked_uncollectible_at: now }),
    },
  })
  const payment = paymentOf(scope, before.id)
  if (status === 'void' && payment) {
    account.put('invoice_payment', {
      ...payment,
      status: 'canceled',
      status_transitions: { canceled_at: now, paid_at: null },
    })
    const intent = account.get('payment_intent', idOf(payment.payment.payment_intent) ?? '')
    if (intent)
      account.put('payment_intent', {
        ...releaseCash(scope, intent),
        canceled_at: now,
        cancellation_reason: 'void_invoice',
        status: 'canceled',
      })
  }
  emit(scope, status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', ended, before)
  scope.world.at(account.id, now, 'subscription.follow', ended.id)
  return ended
}
