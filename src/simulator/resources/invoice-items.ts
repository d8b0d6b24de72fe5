import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import {
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  range,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent, type Wire } from '../wire/sent.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import { invoiceLine, type InvoiceLine, withLines } from './invoice-object.ts'
import { liveCustomer } from './payment-method-use.ts'
import { inlinePrice, inlinePriceShape, oneTimePrice, usePrice } from './prices.ts'
import { productObject } from './product-data.ts'

export type InvoiceItem = Wire<Stripe.InvoiceItem>

const fields = {
  amount: integer(),
  description: text(),
  discountable: flag(),
  discounts: listOf(hash({ coupon: text(), discount: text(), promotion_code: text() })),
  metadata: metadata(),
  period: hash({ start: required(integer()), end: required(integer()) }),
  price_data: hash(inlinePriceShape),
  pricing: hash({ price: text() }),
  price: text(),
  quantity: integer({ min: 0 }),
  tax_behavior: text(),
  tax_code: text(),
  tax_rates: listOf(text()),
  unit_amount: integer(),
  unit_amount_decimal: text(),
} as const
const createShape = {
  ...fields,
  currency: text(),
  customer: required(text()),
  customer_account: text(),
  invoice: text(),
  subscription: text(),
} as const

function create(call: Call<Read<typeof createShape>>): InvoiceItem {
  const { account, now, params } = call
  const customer = liveCustomer(call, params.customer ?? '')
  const named = params.pricing?.price ?? params.price
  const price = params.price_data
    ? inlinePrice(call, params.price_data)
    : named
      ? usePrice(call, named, 'pricing[price]')
      : undefined
  const quantity = params.quantity ?? 1
  const invoice = params.invoice ? account.get('invoice', params.invoice) : undefined
  if (params.invoice && invoice?.status !== 'draft')
    throw invoice
      ? invalidRequest('This invoice is no longer editable', { code: 'invoice_not_editable' })
      : noSuch('invoice', params.invoice, 'invoice')
  const unit = price ? (price.unit_amount ?? 0) : (params.unit_amount ?? params.amount)
  if (unit === undefined || unit === null)
    throw invalidRequest('You must specify either `amount` or `pricing`.', { param: 'amount' })
  const currency =
    price?.currency ?? invoice?.currency ?? checkCurrency(params.currency ?? customer.currency ?? 'usd')
  const item: InvoiceItem = {
    id: account.newId('ii'),
    object: 'invoiceitem',
    amount: params.amount ?? unit * quantity,
    currency,
    customer: customer.id,
    customer_account: null,
    date: now,
    description: params.description ?? null,
    discountable: params.discountable ?? true,
    discounts: [],
    invoice: invoice?.id ?? null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    parent: params.subscription
      ? { subscription_details: { subscription: params.subscription }, type: 'subscription_details' }
      : null,
    period: params.period ? { ...params.period } : { end: now, start: now },
    pricing: {
      price_details: price
        ? {
            price: price.id,
            product: typeof price.product === 'string' ? price.product : price.product.id,
          }
        : unlistedPrice(call, unit, currency, params.description ?? 'Invoice item'),
      type: 'price_details',
      unit_amount_decimal: String(unit),
    },
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: null,
  }
  account.put('invoiceitem', item)
  if (invoice) {
    const longer = withLines(call, invoice, [...invoice.lines.data, lineOfItem(invoice.id, item)])
    account.put('invoice', longer)
    emit(call, 'invoice.updated', longer, invoice)
  }
  emit(call, 'invoiceitem.created', item)
  return item
}

// An amount without a price gets one of its own, which is in no list and of which nobody is told.
function unlistedPrice(
  call: Call,
  amount: number,
  currency: string,
  name: string,
): { readonly price: string; readonly product: string } {
  const { account, now } = call
  const product = account.newId('prod')
  account.put('product', { ...productObject(product, now, name), active: false })
  account.hide('product', product)
  const price = account.newId('price')
  account.put('price', oneTimePrice(price, now, product, amount, currency))
  account.hide('price', price)
  return { price, product }
}

/** The invoice line that a pending item becomes. */
export const lineOfItem = (invoice: string, item: InvoiceItem): InvoiceLine =>
  invoiceLine(invoice, {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    quantity: item.quantity,
    period: item.period,
    parent: {
      invoice_item_details: {
        invoice_item: item.id,
        proration: false,
        proration_details: { credited_items: null },
        subscription: idOf(item.parent?.subscription_details?.subscription) ?? null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    pricing: item.pricing,
    metadata: { ...item.metadata },
  })

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
    route('POST', '/v1/invoiceitems/:id', fields, (call) => {
      const before = find(call)
      editable(call, before)
      const { params } = call
      const updated = call.account.put('invoiceitem', {
        ...before,
        ...given(params, 'amount', 'discountable', 'quantity'),
        ...sent(params, 'description'),
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      })
      return updated
    }),
    route('DELETE', '/v1/invoiceitems/:id', {}, (call) => {
      const before = find(call)
      editable(call, before)
      call.account.remove('invoiceitem', before.id)
      const invoice = call.account.get('invoice', idOf(before.invoice) ?? '')
      if (invoice)
        call.account.put(
          'invoice',
          withLines(
            call,
            invoice,
            invoice.lines.data.filter(
              (line) => line.parent?.invoice_item_details?.invoice_item !== before.id,
            ),
          ),
        )
      emit(call, 'invoiceitem.deleted', before)
      return { id: before.id, object: 'invoiceitem', deleted: true } satisfies Stripe.DeletedInvoiceItem
    }),
  ],
}
