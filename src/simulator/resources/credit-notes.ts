import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfItems, listOfObjects, listOfTable, mustFind } from '../wire/lists.ts'
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
import { bookBalance } from './customer-balance.ts'
import { markPaid } from './invoice-flow.ts'
import type { Invoice } from './invoice-object.ts'
import { intentOf, paymentsOf, syncDefaultPayment } from './invoice-payments.ts'
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
  refunds: listOf(
    hash({
      amount_refunded: integer({ min: 1 }),
      payment_record_refund: anything(),
      refund: text(),
      type: oneOf('payment_record_refund', 'refund'),
    }),
  ),
  shipping_cost: anything(),
} as const

function lineOf(line: Read<typeof lineShape>, invoice: Invoice, at: string): CreditLine {
  const credited =
    line.type === 'invoice_line_item'
      ? invoice.lines.data.find(({ id }) => id === line.invoice_line_item)
      : undefined
  if (line.type === 'invoice_line_item' && !credited)
    throw noSuch('invoice line item', line.invoice_line_item ?? '', `${at}[invoice_line_item]`)
  const quantity = line.quantity ?? 1
  const whole = credited?.pricing?.unit_amount_decimal ?? null
  const unit = line.unit_amount ?? line.amount ?? (whole === null ? 0 : Number(whole))
  const amount = line.amount ?? Math.round(unit * quantity)
  if (credited && amount > credited.amount)
    throw invalidRequest(`A line cannot be credited by more than its amount, ${credited.amount}.`, {
      param: `${at}[amount]`,
    })
  return {
    id: `cnli_1${randomText(23)}`,
    object: 'credit_note_line_item',
    amount,
    description: line.description ?? credited?.description ?? null,
    discount_amount: 0,
    discount_amounts: [],
    ...(credited ? { invoice_line_item: credited.id } : {}),
    livemode: false,
    metadata: mergeMetadata({}, line.metadata),
    pretax_credit_amounts: [],
    quantity: line.amount && !line.quantity ? null : quantity,
    tax_rates: [],
    taxes: [],
    type: line.type,
    unit_amount: line.amount && !line.unit_amount ? null : unit,
    unit_amount_decimal: line.amount && !line.unit_amount ? null : String(unit),
  }
}

interface Plan {
  readonly note: CreditNote
  readonly invoice: Invoice
  readonly refunded: number
  readonly credited: number
}

// Refunds that were made before and belong to this note.
function linkedRefunds(call: Call<Read<typeof createShape>>, invoice: Invoice): CreditNote['refunds'] {
  return (call.params.refunds ?? []).map(({ refund: id, amount_refunded: amount }, i) => {
    const param = `refunds[${i}][refund]`
    const refund = mustFind(call, 'refund', id ?? '', param)
    const intents = paymentsOf(call, invoice.id).map(({ payment }) => idOf(payment.payment_intent))
    if (!intents.includes(idOf(refund.payment_intent)))
      throw invalidRequest(`The refund ${refund.id} is not of a payment of this invoice.`, { param })
    const part = amount ?? refund.amount
    if (part > refund.amount)
      throw invalidRequest(`The refund ${refund.id} is of ${refund.amount} only.`, {
        param: `refunds[${i}][amount_refunded]`,
      })
    return { amount_refunded: part, payment_record_refund: null, refund: refund.id, type: 'refund' }
  })
}

const linesOf = ({ params }: Call<Read<typeof createShape>>, invoice: Invoice): readonly CreditLine[] =>
  params.lines
    ? params.lines.map((line, i) => lineOf(line, invoice, `lines[${i}]`))
    : params.amount
      ? [lineOf({ type: 'custom_line_item', amount: params.amount }, invoice, 'amount')]
      : []

/** What a credit note would be, or what Stripe answers when it cannot be. Nothing is stored. */
function plan(call: Call<Read<typeof createShape>>): Plan {
  const { account, now, params } = call
  const invoice = mustFind(call, 'invoice', params.invoice, 'invoice')
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalidRequest(
      `You cannot create a credit note for an invoice that is ${invoice.status ?? 'new'}.`,
      { param: 'invoice' },
    )
  if (!params.amount && !params.lines)
    throw invalidRequest('You must provide one of `amount`, `lines` or `shipping_cost`.', {
      code: 'parameter_missing',
      param: 'amount',
    })
  const lines = linesOf(call, invoice)
  const amount = lines.reduce((sum, line) => sum + line.amount, 0)
  if (params.amount && params.amount !== amount)
    throw invalidRequest(`The amount, ${params.amount}, must be the sum of the lines, ${amount}.`, {
      param: 'amount',
    })
  const earlier = account.table('credit_note').find(`invoice:${invoice.id}`)
  const limit = invoice.total - earlier.reduce((sum, n) => sum + (n.status === 'issued' ? n.amount : 0), 0)
  if (amount < 1 || amount > limit)
    throw invalidRequest(
      `The amount of the credit note, ${amount}, must be positive and at most what can still be credited, ${limit}.`,
      { param: 'amount' },
    )
  const before = invoice.status === 'open' ? Math.min(amount, invoice.amount_remaining) : 0
  const after = amount - before
  const [refunded, outside, credited] = [
    params.refund_amount ?? 0,
    params.out_of_band_amount ?? 0,
    params.credit_amount ?? 0,
  ]
  const linked = linkedRefunds(call, invoice)
  const alreadyBack = linked.reduce((sum, one) => sum + one.amount_refunded, 0)
  if (refunded + alreadyBack + outside + credited !== after)
    throw invalidRequest(
      `The sum of refund_amount, refunds, credit_amount and out_of_band_amount must be ${after}, what the credit note comes to beyond the amount remaining on the invoice.`,
      { param: 'refund_amount' },
    )
  const id = account.newId('cn')
  const note: CreditNote = {
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
    post_payment_amount: after,
    pre_payment_amount: before,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: linked,
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: before === 0 ? 'post_payment' : after === 0 ? 'pre_payment' : 'mixed',
    voided_at: null,
  }
  return { note, invoice, refunded, credited }
}

/** Credits an invoice: first it asks for less, then what was paid is refunded, credited or given back outside. */
function create(call: Call<Read<typeof createShape>>): CreditNote {
  const { note, invoice, refunded, credited } = plan(call)
  const refunds = refundInvoice(call, invoice.id, refunded)
  const transaction = creditCustomer(call, note, credited)
  const made = call.account.put('credit_note', {
    ...note,
    customer_balance_transaction: transaction,
    refunds: [
      ...note.refunds,
      ...refunds.map(({ amount, id }): CreditNote['refunds'][number] => ({
        amount_refunded: amount,
        payment_record_refund: null,
        refund: id,
        type: 'refund',
      })),
    ],
  })
  adjust(call, invoice.id, note.pre_payment_amount, note.post_payment_amount)
  emit(call, 'credit_note.created', made)
  return made
}

// From the payments of the invoice, oldest first. All are checked before one is made.
function refundInvoice(call: Call, invoice: string, amount: number): readonly Stripe.Refund[] {
  let left = amount
  const parts: (readonly [Stripe.Charge, number])[] = []
  for (const payment of paymentsOf(call, invoice)) {
    const charge = call.account.get('charge', idOf(intentOf(call, payment)?.latest_charge) ?? '')
    const part = charge ? Math.min(left, charge.amount_captured - charge.amount_refunded) : 0
    if (!charge || part <= 0) continue
    parts.push([charge, part])
    left -= part
  }
  if (left > 0)
    throw invalidRequest('This invoice has no payment that could be refunded by so much.', {
      param: 'refund_amount',
    })
  const checked = parts.map(([charge, part]) => [charge, checkRefundable(call, charge, part)] as const)
  return checked.map(([charge, part]) => createRefund(call, charge, part))
}

function creditCustomer(call: Call, note: CreditNote, amount: number): string | null {
  const { account } = call
  const before = account.get('customer', idOf(note.customer) ?? '')
  if (amount === 0 || !before || before.deleted) return null
  const id = account.newId('cbtxn')
  const after = bookBalance(call, before, {
    id,
    amount: -amount,
    credit_note: note.id,
    currency: note.currency,
    description: null,
    invoice: idOf(note.invoice) ?? null,
    metadata: {},
    type: 'credit_note',
  })
  emit(call, 'customer.updated', account.put('customer', after), before)
  return id
}

// The invoice, and the payment that waits beside it, ask for less (or for more again).
function adjust(call: Call, id: string, before: number, after: number): void {
  const { account } = call
  const invoice = account.get('invoice', id)
  if (!invoice) return
  const updated = account.put('invoice', {
    ...invoice,
    amount_due: invoice.amount_due - before,
    amount_remaining: invoice.amount_remaining - before,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + before,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + after,
  })
  emit(call, 'invoice.updated', updated, invoice)
  // Nothing is left to pay.
  if (before > 0 && updated.amount_remaining === 0) markPaid(call, updated)
  if (before !== 0) syncDefaultPayment(call, account.get('invoice', id) ?? updated)
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
    route('GET', '/v1/credit_notes/preview', createShape, (call) => plan(call).note),
    route('GET', '/v1/credit_notes/preview/lines', { ...createShape, ...listShape }, (call) =>
      listOfItems(call, plan(call).note.lines.data.toReversed(), 'credit note line item'),
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
      adjust(call, invoice.id, -before.pre_payment_amount, 0)
      emit(call, 'credit_note.voided', ended, before)
      return ended
    }),
    route('GET', '/v1/credit_notes/:id/lines', listShape, (call) =>
      listOfItems(call, find(call).lines.data.toReversed(), 'credit note line item'),
    ),
  ],
}
