import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { range, type Read, required, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import {
  changeItem,
  checkItem,
  type InvoiceItem,
  itemFields,
  itemOfLine,
  lineOfItem,
  makeItem,
  namedPrice,
  replaceLines,
} from './invoice-item-flow.ts'
import { liveCustomer } from './payment-method-use.ts'
import { usePrice } from './prices.ts'

const createShape = {
  ...itemFields,
  currency: text(),
  customer: required(text()),
  customer_account: text(),
  invoice: text(),
  subscription: text(),
} as const

function create(call: Call<Read<typeof createShape>>): InvoiceItem {
  const { account, params } = call
  const customer = liveCustomer(call, params.customer)
  const invoice = params.invoice ? account.get('invoice', params.invoice) : undefined
  if (params.invoice && invoice?.status !== 'draft')
    throw invoice
      ? invalidRequest('This invoice is no longer editable', { code: 'invoice_not_editable' })
      : noSuch('invoice', params.invoice, 'invoice')
  checkItem(call, params, { currency: invoice?.currency, customer: customer.id })
  const named = namedPrice(params)
  const currency =
    invoice?.currency ??
    (named ? usePrice(call, named).currency : undefined) ??
    checkCurrency(params.price_data?.currency ?? params.currency ?? customer.currency ?? 'usd')
  const item = makeItem(call, params, {
    customer,
    currency,
    invoice: invoice?.id ?? null,
    subscription: params.subscription ?? null,
  })
  if (invoice) replaceLines(call, invoice, [...invoice.lines.data, lineOfItem(invoice.id, item)])
  return item
}

const find = (call: Call): InvoiceItem => {
  const id = call.path['id'] ?? ''
  const found = call.account.getListed('invoiceitem', id)
  if (!found) throw noSuch('invoiceitem', id, 'invoiceitem')
  return found
}

const editable = (call: Call, item: InvoiceItem): void => {
  const invoice = item.invoice === null ? undefined : call.account.get('invoice', idOf(item.invoice) ?? '')
  if (invoice && invoice.status !== 'draft')
    throw invalidRequest('This invoice item is on an invoice that is no longer editable.', {
      code: 'invoice_not_editable',
    })
}

export const invoiceItems: Resource = {
  downgrades: {
    invoiceitem: [
      { before: '2025-09-30', apply: (item) => delete item['customer_account'] },
      {
        before: '2025-03-31',
        apply: (item, account) => {
          const stored = account.get('invoiceitem', String(item['id']))
          const unit = stored?.pricing?.unit_amount_decimal ?? null
          item['price'] = structuredClone(
            account.get('price', idOf(stored?.pricing?.price_details?.price) ?? '') ?? null,
          )
          item['plan'] = null
          item['subscription'] = idOf(stored?.parent?.subscription_details?.subscription) ?? null
          item['unit_amount'] = unit === null ? null : Number(unit)
          item['unit_amount_decimal'] = unit
          delete item['quantity_decimal']
        },
      },
    ],
  },
  routes: [
    route('POST', '/v1/invoiceitems', createShape, create),
    route(
      'GET',
      '/v1/invoiceitems',
      {
        ...listShape,
        created: range(),
        customer: text(),
        customer_account: text(),
        invoice: text(),
        pending: flag(),
      },
      (call) => {
        const { customer, invoice, pending } = call.params
        if (invoice) mustFind(call, 'invoice', invoice, 'invoice')
        return listOfTable(call, 'invoiceitem', {
          key: invoice ? `invoice:${invoice}` : customer ? `customer:${customer}` : undefined,
          where: (i) =>
            (!customer || i.customer === customer) &&
            (!invoice || i.invoice === invoice) &&
            (pending === undefined || pending === null || (i.invoice === null) === pending),
        })
      },
    ),
    route('GET', '/v1/invoiceitems/:id', {}, find),
    route('POST', '/v1/invoiceitems/:id', itemFields, (call) => {
      const before = find(call)
      editable(call, before)
      checkItem(
        call,
        { amount: before.amount, ...call.params },
        { currency: before.currency, customer: idOf(before.customer) ?? null },
      )
      const updated = changeItem(call, before, call.params)
      const invoice = call.account.get('invoice', idOf(before.invoice) ?? '')
      if (invoice)
        replaceLines(
          call,
          invoice,
          invoice.lines.data.map((line) =>
            itemOfLine(line) === updated.id ? { ...lineOfItem(invoice.id, updated), id: line.id } : line,
          ),
        )
      return updated
    }),
    route('DELETE', '/v1/invoiceitems/:id', {}, (call) => {
      const before = find(call)
      editable(call, before)
      call.account.remove('invoiceitem', before.id)
      const invoice = call.account.get('invoice', idOf(before.invoice) ?? '')
      if (invoice)
        replaceLines(
          call,
          invoice,
          invoice.lines.data.filter((line) => itemOfLine(line) !== before.id),
        )
      emit(call, 'invoiceitem.deleted', before)
      return { id: before.id, object: 'invoiceitem', deleted: true } satisfies Stripe.DeletedInvoiceItem
    }),
  ],
}
