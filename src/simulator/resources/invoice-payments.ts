import type Stripe from 'stripe'
import { invalidRequest, noSuch, type StripeError } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { hash, oneOf, range, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import type { Invoice } from './invoice-object.ts'
import { releaseCash } from './cash-payments.ts'
import { intentObject } from './payment-intent-flow.ts'

type InvoicePayment = Stripe.InvoicePayment

/** All payments of an invoice, oldest first. */
export const paymentsOf = ({ account }: Pick<Scope, 'account'>, invoice: string): readonly InvoicePayment[] =>
  account.table('invoice_payment').find(`invoice:${invoice}`)

/** The payment that Stripe made beside an open invoice. */
export const defaultPayment = (scope: Pick<Scope, 'account'>, invoice: string): InvoicePayment | undefined =>
  paymentsOf(scope, invoice).find((payment) => payment.is_default)

export const intentOf = (
  { account }: Pick<Scope, 'account'>,
  payment: InvoicePayment | undefined,
): Stripe.PaymentIntent | undefined =>
  account.get('payment_intent', idOf(payment?.payment.payment_intent) ?? '')

const paymentObject = (
  scope: Scope,
  invoice: Invoice,
  intent: Stripe.PaymentIntent,
  isDefault: boolean,
): InvoicePayment => ({
  id: `inpay_1${randomText(23)}`,
  object: 'invoice_payment',
  amount_paid: null,
  amount_requested: intent.amount,
  created: scope.now,
  currency: invoice.currency,
  invoice: invoice.id,
  is_default: isDefault,
  livemode: false,
  payment: { payment_intent: intent.id, type: 'payment_intent' },
  status: 'open',
  status_transitions: { canceled_at: null, paid_at: null },
})

/** Makes the payment of an invoice that waits beside it, so that a customer may also pay it on a page. */
export function preparePayment(scope: Scope, invoice: Invoice): void {
  const { account, now } = scope
  const id = account.newId('pi')
  const intent = account.put('payment_intent', {
    ...intentObject({
      id,
      created: now,
      amount: invoice.amount_remaining,
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
  account.put('invoice_payment', paymentObject(scope, invoice, intent, true))
}

export function cancelPayment(scope: Scope, payment: InvoicePayment): void {
  if (payment.status !== 'open') return
  scope.account.put('invoice_payment', {
    ...payment,
    status: 'canceled',
    status_transitions: { canceled_at: scope.now, paid_at: null },
  })
}

/** The default payment asks for what is left to pay, and is canceled when nothing is. */
export function syncDefaultPayment(
  scope: Scope,
  invoice: Invoice,
  reason: 'automatic' | 'void_invoice' = 'automatic',
): void {
  const { account, now } = scope
  const payment = defaultPayment(scope, invoice.id)
  const intent = intentOf(scope, payment)
  if (payment?.status !== 'open' || !intent) return
  const due = invoice.status === 'open' ? invoice.amount_remaining : 0
  if (due === 0) cancelPayment(scope, payment)
  else account.put('invoice_payment', { ...payment, amount_requested: due })
  account.put(
    'payment_intent',
    due === 0
      ? { ...releaseCash(scope, intent), canceled_at: now, cancellation_reason: reason, status: 'canceled' }
      : { ...intent, amount: due },
  )
}

/** The payment of an invoice was made. */
export function payPayment(scope: Scope, payment: InvoicePayment, amount: number): void {
  const paid = scope.account.put('invoice_payment', {
    ...payment,
    amount_paid: amount,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: scope.now },
  })
  emit(scope, 'invoice_payment.paid', paid)
}

const refuse = (message: string): StripeError => invalidRequest(message, { param: 'payment_intent' })

/** A payment of its own beside the default one. https://docs.stripe.com/invoicing/partial-payments */
export function attachPayment(
  call: Call<{ readonly payment_intent?: string | null; readonly payment_record?: string | null }>,
  invoice: Invoice,
): InvoicePayment {
  const { payment_intent: id, payment_record: record } = call.params
  if (Boolean(id) === Boolean(record))
    throw invalidRequest('You must provide exactly one of `payment_intent` or `payment_record`.', {
      code: id ? 'parameters_exclusive' : 'parameter_missing',
      param: 'payment_intent',
    })
  if (!id) throw noSuch('payment_record', record ?? '', 'payment_record')
  const intent = mustFind(call, 'payment_intent', id, 'payment_intent')
  if (invoice.status !== 'open')
    throw invalidRequest(
      `Payments can only be attached to an open invoice. This one is ${invoice.status}.`,
      {},
    )
  if (invoice.parent?.subscription_details && invoice.collection_method === 'charge_automatically')
    throw invalidRequest(
      'Payments cannot be attached to a subscription invoice that is charged automatically.',
      {},
    )
  if (intent.status === 'canceled') throw refuse('A canceled PaymentIntent cannot be attached to an invoice.')
  const attached = call.account.table('invoice_payment').find(`payment_intent:${id}`)
  if (attached.some(({ status }) => status !== 'canceled'))
    throw refuse('This PaymentIntent is already attached to an invoice.')
  if (intent.currency !== invoice.currency || idOf(intent.customer) !== idOf(invoice.customer))
    throw refuse('The PaymentIntent must have the same currency and customer as the invoice.')
  if (intent.amount > invoice.amount_remaining)
    throw refuse(
      `The amount of the PaymentIntent, ${intent.amount}, is greater than the amount remaining on the invoice, ${invoice.amount_remaining}.`,
    )
  return call.account.put('invoice_payment', paymentObject(call, invoice, intent, false))
}

/** https://docs.stripe.com/api/invoice-payment */
export const invoicePayments: Resource = {
  routes: [
    route(
      'GET',
      '/v1/invoice_payments',
      {
        ...listShape,
        created: range(),
        invoice: text(),
        payment: hash({ type: text(), payment_intent: text(), payment_record: text() }),
        status: oneOf('open', 'paid', 'canceled'),
      },
      (call) => {
        const { invoice, payment, status } = call.params
        const key = invoice
          ? `invoice:${invoice}`
          : payment?.payment_intent
            ? `payment_intent:${payment.payment_intent}`
            : undefined
        return listOfTable(call, 'invoice_payment', {
          key,
          where: (p) =>
            (!status || p.status === status) &&
            (!payment?.payment_intent || p.payment.payment_intent === payment.payment_intent),
        })
      },
    ),
    route('GET', '/v1/invoice_payments/:id', {}, (call) =>
      mustFind(call, 'invoice_payment', call.path['id'] ?? '', 'invoice_payment'),
    ),
  ],
  // A payment that was attached is made or canceled by calls that know nothing of invoices.
  onEvent: ({ world, account, now }, { type, data }) => {
    if (type !== 'payment_intent.succeeded' && type !== 'payment_intent.canceled') return
    const id = 'id' in data.object ? String(data.object.id) : ''
    if (
      account
        .table('invoice_payment')
        .find(`payment_intent:${id}`)
        .some((p) => !p.is_default)
    )
      world.at(account.id, now, 'invoice.settle', id)
  },
}
