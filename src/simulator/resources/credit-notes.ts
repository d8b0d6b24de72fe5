import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfObjects, listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { sent, type Wire } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import { collectInvoice, paymentOf } from './invoice-flow.ts'
import { checkRefundable, createRefund } from './refunds.ts'

type CreditNote = Wire<Stripe.CreditNote>
type CreditLine = Wire<Stripe.CreditNoteLineItem>

const lineShape = {
  type: required(oneOf('custom_line_item', 'invoice_line_item')),
  amount: integer({ min: 0 }),
  description: text(),
  invoice_line_item: text(),
  metadata: metadata(),
  quantity: integer({ min: 1 }),
  tax_amounts: anything(),
  tax_rates: anything(),
  unit_amount: integer(),
  unit_amount_decimal: text(),
} as const
const createShape = {
  amount: integer({ min: 1 }),
  credit_amount: integer({ min: 0 }),
  effective_at: integer(),
  email_type: oneOf('credit_note', 'none'),
  invoice: required(text()),
  lines: listOf(hash(lineShape)),
  memo: text(),
  metadata: metadata(),
  out_of_band_amount: integer({ min: 0 }),
  reason: oneOf('duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'),
  refund_amount: integer({ min: 1 }),
  refunds: anything(),
  shipping_cost: anything(),
} as const

const lineOf = (line: Read<typeof lineShape>): CreditLine => {
  const quantity = line.quantity ?? 1
  const unit = line.unit_amount ?? line.amount ?? 0
  return {
    id: `cnli_1${randomText(23)}`,
    object: 'credit_note_line_item',
    amount: line.amount ?? unit * quantity,
    description: line.description ?? null,
    discount_amount: 0,
    discount_amounts: [],
    ...(line.invoice_line_item ? { invoice_line_item: line.invoice_line_item } : {}),
    livemode: false,
    metadata: mergeMetadata({}, line.metadata),
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: [],
    type: line.type,
    unit_amount: unit,
    unit_amount_decimal: String(unit),
  }
}

/** Credits an invoice: an open one asks for less, a paid one is refunded or credited outside. */
function create(call: Call<Read<typeof createShape>>): CreditNote {
  const { account, now, params } = call
  const invoice = mustFind(call, 'invoice', params.invoice ?? '', 'invoice')
  const lines = (params.lines ?? []).map(lineOf)
  const amount = params.amount ?? lines.reduce((sum, line) => sum + line.amount, 0)
  const open = invoice.status === 'open'
  if (!open && invoice.status !== 'paid')
    throw invalidRequest(
      `You cannot create a credit note for an invoice that is ${invoice.status ?? 'new'}.`,
      {
        param: 'invoice',
      },
    )
  const earlier = account.table('credit_note').find(`invoice:${invoice.id}`)
  const credited = earlier.filter((n) => n.status === 'issued').reduce((sum, n) => sum + n.amount, 0)
  const limit = open ? invoice.amount_remaining : invoice.total - credited
  if (amount < 1 || amount > limit)
    throw invalidRequest(
      `The amount of the credit note, ${amount}, must be positive and at most what can still be credited, ${limit}.`,
      { param: 'amount' },
    )
  const refunded = open ? 0 : (params.refund_amount ?? 0)
  const outside = params.out_of_band_amount ?? 0
  if (!open && refunded + outside + (params.credit_amount ?? 0) !== amount)
    throw invalidRequest(
      'The sum of refund_amount, credit_amount and out_of_band_amount must be the amount of the credit note.',
      { param: 'refund_amount' },
    )
  if (!open && params.credit_amount)
    throw invalidRequest(
      'The simulator keeps no customer balance; use refund_amount or out_of_band_amount.',
      {
        param: 'credit_amount',
      },
    )
  const refund = refunded > 0 ? refundInvoice(call, invoice.id, refunded) : undefined
  const id = account.newId('cn')
  const note: CreditNote = account.put('credit_note', {
    id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: now,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? '',
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: params.effective_at ?? now,
    invoice: invoice.id,
    lines: listOfObjects(lines, `/v1/credit_notes/${id}/lines`),
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    number: `${invoice.number ?? ''}-CN-${String(earlier.length + 1).padStart(2, '0')}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: `https://pay.stripe.com/credit_notes/${account.id}/test_${id.slice(-14)}/pdf?s=ap`,
    post_payment_amount: open ? 0 : amount,
    pre_payment_amount: open ? amount : 0,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: refund
      ? [{ amount_refunded: refunded, payment_record_refund: null, refund: refund.id, type: 'refund' }]
      : [],
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: open ? 'pre_payment' : 'post_payment',
    voided_at: null,
  })
  adjust(call, invoice.id, open ? amount : 0, open ? 0 : amount)
  emit(call, 'credit_note.created', note)
  return note
}

function refundInvoice(call: Call, invoice: string, amount: number): Stripe.Refund {
  const payment = paymentOf(call, invoice)
  const intent = call.account.get('payment_intent', idOf(payment?.payment.payment_intent) ?? '')
  const charge = call.account.get('charge', idOf(intent?.latest_charge) ?? '')
  if (!charge)
    throw invalidRequest('This invoice has no payment that could be refunded.', { param: 'refund_amount' })
  return createRefund(call, charge, checkRefundable(call, charge, amount))
}

// The invoice, and the payment that waits beside it, ask for less (or for more again).
function adjust(call: Call, id: string, before: number, after: number): void {
  const { account } = call
  const invoice = account.get('invoice', id)
  if (!invoice) return
  const due = invoice.amount_due - before
  const updated = account.put('invoice', {
    ...invoice,
    amount_due: due,
    amount_remaining: invoice.amount_remaining - before,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + before,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + after,
  })
  const payment = paymentOf(call, id)
  const intent = account.get('payment_intent', idOf(payment?.payment.payment_intent) ?? '')
  if (before !== 0 && payment && intent) {
    account.put('invoice_payment', { ...payment, amount_requested: due })
    account.put(
      'payment_intent',
      due > 0
        ? { ...intent, amount: due }
        : { ...intent, canceled_at: call.now, cancellation_reason: 'void_invoice', status: 'canceled' },
    )
  }
  emit(call, 'invoice.updated', updated, invoice)
  // Nothing is left to pay.
  if (before > 0 && due === 0) collectInvoice(call, updated, { outOfBand: true })
}

const find = (call: Call): CreditNote =>
  mustFind(call, 'credit_note', call.path['id'] ?? '', 'id', 'credit_note')

export const creditNotes: Resource = {
  routes: [
    route('POST', '/v1/credit_notes', createShape, create),
    route(
      'GET',
      '/v1/credit_notes',
      { ...listShape, created: range(), customer: text(), customer_account: text(), invoice: text() },
      (call) => {
        const { customer, invoice } = call.params
        return listOfTable(call, 'credit_note', {
          key: invoice ? `invoice:${invoice}` : customer ? `customer:${customer}` : undefined,
          where: (n) => (!customer || n.customer === customer) && (!invoice || n.invoice === invoice),
        })
      },
    ),
    route('GET', '/v1/credit_notes/:id', {}, find),
    route('POST', '/v1/credit_notes/:id', { memo: text(), metadata: metadata() }, (call) => {
      const before = find(call)
      const updated = call.account.put('credit_note', {
        ...before,
        ...sent(call.params, 'memo'),
        metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
      })
      emit(call, 'credit_note.updated', updated, before)
      return updated
    }),
    route('POST', '/v1/credit_notes/:id/void', {}, (call) => {
      const before = find(call)
      const invoice = call.account.get('invoice', idOf(before.invoice) ?? '')
      if (before.status === 'void' || invoice?.status !== 'open')
        throw invalidRequest('Only an issued credit note of an open invoice can be voided.', {})
      const ended = call.account.put('credit_note', { ...before, status: 'void', voided_at: call.now })
      adjust(call, invoice.id, -before.amount, 0)
      emit(call, 'credit_note.voided', ended, before)
      return ended
    }),
    route('GET', '/v1/credit_notes/:id/lines', listShape, (call) =>
      listOfObjects(find(call).lines.data.slice(0, call.params.limit ?? 10), call.url),
    ),
  ],
}
