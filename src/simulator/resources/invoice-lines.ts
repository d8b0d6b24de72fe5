import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfItems, mustFind } from '../wire/lists.ts'
import {
  anything,
  hash,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  required,
  text,
  within,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import { previewDiscounts, takeDiscounts } from './discount-params.ts'
import {
  changeItem,
  checkItem,
  itemOfLine,
  lineOfItem,
  makeItem,
  replaceLines,
  lineFields,
} from './invoice-item-flow.ts'
import type { Invoice, InvoiceLine } from './invoice-object.ts'
import { liveCustomer } from './payment-method-use.ts'
import { inlinePriceShape } from './prices.ts'

const { recurring: _, ...linePriceShape } = inlinePriceShape
const fields = {
  ...lineFields,
  price_data: hash(linePriceShape),
  pricing: hash({ price: text() }),
  tax_amounts: anything(),
} as const
const addShape = {
  lines: required(listOf(hash({ ...fields, invoice_item: text() }))),
  invoice_metadata: metadata(),
} as const
const removeShape = {
  lines: required(listOf(hash({ behavior: required(oneOf('delete', 'unassign')), id: required(text()) }))),
  invoice_metadata: metadata(),
} as const
const updateShape = {
  lines: required(listOf(hash({ ...fields, id: required(text()) }))),
  invoice_metadata: metadata(),
} as const
type LineData = Read<typeof fields>

function draft(call: Call): Invoice {
  const found = mustFind(call, 'invoice', call.path['id'] ?? '', 'invoice')
  if (found.status === 'draft') return found
  throw invalidRequest('This invoice is no longer editable', { code: 'invoice_not_editable' })
}

const withMetadata = (invoice: Invoice, sentData: Readonly<Record<string, string>> | null | undefined) => ({
  metadata: mergeMetadata(invoice.metadata ?? {}, sentData),
})

function addLines(call: Call<Read<typeof addShape>>): Invoice {
  const { account, params } = call
  const invoice = draft(call)
  const customer = liveCustomer(call, idOf(invoice.customer) ?? '')
  params.lines.forEach((line, i) => {
    const at = `lines[${i}]`
    if (!line.invoice_item) {
      checkItem(call, line, { currency: invoice.currency, customer: customer.id }, at)
      return
    }
    const item = account.getListed('invoiceitem', line.invoice_item)
    if (!item || idOf(item.customer) !== customer.id)
      throw noSuch('invoiceitem', line.invoice_item, `${at}[invoice_item]`)
    if (item.invoice !== null)
      throw invalidRequest(`The invoice item ${item.id} is already on an invoice.`, {
        param: `${at}[invoice_item]`,
      })
    if (item.currency !== invoice.currency)
      throw invalidRequest(
        `The invoice item ${item.id} is in ${item.currency}, the invoice in ${invoice.currency}.`,
        {
          param: `${at}[invoice_item]`,
        },
      )
  })
  const added = params.lines.map((line) => {
    const pending = line.invoice_item ? account.get('invoiceitem', line.invoice_item) : undefined
    return pending
      ? account.put('invoiceitem', { ...changeItem(call, pending, line), invoice: invoice.id })
      : makeItem(call, line, { customer, currency: invoice.currency, invoice: invoice.id })
  })
  return replaceLines(
    call,
    invoice,
    [...invoice.lines.data, ...added.map((item) => lineOfItem(invoice.id, item))],
    withMetadata(invoice, params.invoice_metadata),
  )
}

function lineOf(invoice: Invoice, id: string, param: string): InvoiceLine {
  const found = invoice.lines.data.find((line) => line.id === id)
  if (!found) throw noSuch('line item', id, param)
  return found
}

function removeLines(call: Call<Read<typeof removeShape>>): Invoice {
  const { account, params } = call
  const invoice = draft(call)
  const removed = params.lines.map(({ id, behavior }, i) => {
    const item = itemOfLine(lineOf(invoice, id, `lines[${i}][id]`))
    if (item === undefined)
      throw invalidRequest(`The line item ${id} belongs to a subscription and cannot be removed.`, {
        param: `lines[${i}][id]`,
      })
    return { id, item, behavior }
  })
  for (const { item: id, behavior } of removed) {
    const item = account.get('invoiceitem', id)
    if (!item) continue
    if (behavior === 'unassign') account.put('invoiceitem', { ...item, invoice: null })
    else {
      account.remove('invoiceitem', id)
      emit(call, 'invoiceitem.deleted', item)
    }
  }
  const gone = new Set(removed.map(({ id }) => id))
  return replaceLines(
    call,
    invoice,
    invoice.lines.data.filter(({ id }) => !gone.has(id)),
    withMetadata(invoice, params.invoice_metadata),
  )
}

// What a line of a subscription costs follows from the subscription.
const OF_ITEMS_ONLY = ['amount', 'price_data', 'pricing', 'quantity', 'quantity_decimal'] as const

function checkChange(
  call: Call,
  line: InvoiceLine,
  data: LineData,
  { customer, at }: { readonly customer: string | null; readonly at: string },
): void {
  if (itemOfLine(line) !== undefined) {
    checkItem(call, { amount: line.amount, ...data }, { currency: line.currency, customer }, at)
    return
  }
  const refused = OF_ITEMS_ONLY.find((name) => data[name] !== undefined)
  if (refused !== undefined)
    throw invalidRequest(`The ${refused} of a subscription's line item cannot be changed.`, {
      param: within(at, refused),
    })
  previewDiscounts(call, data.discounts, { customer }, within(at, 'discounts'))
}

function changed(call: Call, invoice: Invoice, line: InvoiceLine, data: LineData): InvoiceLine {
  const item = call.account.get('invoiceitem', itemOfLine(line) ?? '')
  if (item) return { ...lineOfItem(invoice.id, changeItem(call, item, data)), id: line.id }
  return {
    ...line,
    ...given(data, 'discountable'),
    ...sent(data, 'description'),
    ...(data.discounts === undefined
      ? {}
      : {
          discounts: takeDiscounts(call, data.discounts, { customer: idOf(invoice.customer) ?? null }).map(
            ({ id }) => id,
          ),
        }),
    ...(data.period ? { period: { ...data.period } } : {}),
    ...(data.metadata === undefined ? {} : { metadata: { ...data.metadata } }),
  }
}

function updateLines(
  call: Call,
  invoice: Invoice,
  changes: ReadonlyMap<string, LineData>,
  more: Partial<Invoice> = {},
): Invoice {
  const lines = invoice.lines.data.map((line) => {
    const data = changes.get(line.id)
    return data ? changed(call, invoice, line, data) : line
  })
  return replaceLines(call, invoice, lines, more)
}

/** https://docs.stripe.com/api/invoice-line-item */
export const invoiceLines: Resource = {
  routes: [
    route('GET', '/v1/invoices/:id/lines', listShape, (call) => {
      const { lines } = mustFind(call, 'invoice', call.path['id'] ?? '', 'invoice')
      return listOfItems(call, lines.data.toReversed(), 'line item')
    }),
    route('POST', '/v1/invoices/:id/add_lines', addShape, addLines),
    route('POST', '/v1/invoices/:id/remove_lines', removeShape, removeLines),
    route('POST', '/v1/invoices/:id/update_lines', updateShape, (call) => {
      const { lines, invoice_metadata: meta } = call.params
      const invoice = draft(call)
      const customer = idOf(invoice.customer) ?? null
      lines.forEach((data, i) =>
        checkChange(call, lineOf(invoice, data.id, `lines[${i}][id]`), data, { customer, at: `lines[${i}]` }),
      )
      const changes = new Map(lines.map((data) => [data.id, data] as const))
      return updateLines(call, invoice, changes, withMetadata(invoice, meta))
    }),
    route('POST', '/v1/invoices/:id/lines/:line', fields, (call) => {
      const invoice = draft(call)
      const line = lineOf(invoice, call.path['line'] ?? '', 'line_item_id')
      checkChange(call, line, call.params, { customer: idOf(invoice.customer) ?? null, at: '' })
      return lineOf(updateLines(call, invoice, new Map([[line.id, call.params]])), line.id, 'line_item_id')
    }),
  ],
}
