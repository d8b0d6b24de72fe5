import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import {
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  type Read,
  required,
  text,
  within,
} from '../wire/params.ts'
import { type Call, flag } from '../wire/router.ts'
import { given, sent, type Wire } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import { discountsParam, previewDiscounts, takeDiscounts } from './discount-params.ts'
import { type Invoice, invoiceLine, type InvoiceLine, withLines } from './invoice-object.ts'
import { checkPrice, inlinePrice, inlinePriceShape, oneTimePrice, type Price, usePrice } from './prices.ts'
import { productObject } from './product-data.ts'

export type InvoiceItem = Wire<Stripe.InvoiceItem>

/** The parameters that an item, a line and an item of a preview have in common. */
export const lineFields = {
  amount: integer(),
  description: text(),
  discountable: flag(),
  discounts: discountsParam,
  metadata: metadata(),
  period: hash({ start: required(integer()), end: required(integer()) }),
  quantity: integer({ min: 0 }),
  quantity_decimal: text(),
  tax_rates: listOf(text()),
} as const
/** The parameters that an item and an item of a preview have in common. */
export const pricedFields = {
  ...lineFields,
  price: text(),
  price_data: hash(inlinePriceShape),
  tax_behavior: text(),
  tax_code: text(),
  unit_amount: integer(),
  unit_amount_decimal: text(),
} as const
/** The parameters of an item. */
export const itemFields = { ...pricedFields, pricing: hash({ price: text() }) } as const

/** What an item, or a line of an invoice, is made from. */
export type ItemData = Partial<Read<typeof itemFields>>
type Counted = Pick<ItemData, 'quantity' | 'quantity_decimal' | 'unit_amount' | 'unit_amount_decimal'>

export interface ItemTarget {
  readonly customer: Stripe.Customer
  readonly currency: string
  readonly invoice?: string | null
  readonly subscription?: string | null
}

export const namedPrice = (data: ItemData): string | null | undefined => data.pricing?.price ?? data.price

/** The price an item names, if it names one; it must be in the currency of the rest. */
function priceOf(call: Call, data: ItemData, currency: string | undefined, at: string): Price | undefined {
  const name = namedPrice(data)
  const price = name ? usePrice(call, name, within(at, 'pricing[price]')) : undefined
  const own = price?.currency ?? data.price_data?.currency
  if (own !== undefined && currency !== undefined && own !== currency)
    throw invalidRequest(
      `The price specified only supports \`${own}\`. This doesn't match the expected currency: \`${currency}\`.`,
      { param: within(at, 'pricing[price]') },
    )
  return price
}

/** Throws unless decimals are decimals and stand alone. */
export function checkDecimals(data: Counted, at: string): void {
  for (const name of ['quantity', 'unit_amount'] as const) {
    const decimal = data[`${name}_decimal`]
    const param = within(at, `${name}_decimal`)
    if (decimal && !/^-?\d{1,12}(\.\d{1,12})?$/.test(decimal))
      throw invalidRequest(`Invalid decimal: ${decimal}`, { param })
    if (decimal && typeof data[name] === 'number')
      throw invalidRequest(`You may only specify one of these parameters: ${name}, ${name}_decimal.`, {
        code: 'parameters_exclusive',
        param,
      })
  }
  if (data.quantity_decimal?.startsWith('-'))
    throw invalidRequest('This value must be greater than or equal to 0.', {
      param: within(at, 'quantity_decimal'),
    })
}

/** What one piece costs by what was sent, in minor units; it may have decimals. */
export const unitOf = (data: ItemData, price: Price | undefined): number | undefined => {
  if (price) return price.unit_amount ?? Number(price.unit_amount_decimal ?? 0)
  if (data.unit_amount_decimal) return Number(data.unit_amount_decimal)
  return data.unit_amount ?? undefined
}

/** Throws what Stripe answers when no item for somebody can be made of this. `at` is where its parameters are. */
export function checkItem(
  call: Call,
  data: ItemData,
  { currency, customer }: { readonly currency: string | undefined; readonly customer: string | null },
  at = '',
): void {
  priceOf(call, data, currency, at)
  if (data.price_data) checkPrice(data.price_data)
  previewDiscounts(call, data.discounts, { customer }, within(at, 'discounts'))
  checkDecimals(data, at)
  const amount = unitOf(data, undefined) ?? data.amount
  if (!namedPrice(data) && !data.price_data && (amount === undefined || amount === null))
    throw invalidRequest('You must specify either `amount` or `pricing`.', { param: within(at, 'amount') })
  if (data.period && data.period.end < data.period.start)
    throw invalidRequest('The end of the period must not be before its start.', {
      param: within(at, 'period[end]'),
    })
}

/** Stores an item that was checked; the invoice it is for is not touched. */
export function makeItem(call: Call, data: ItemData, target: ItemTarget): InvoiceItem {
  const { account, now } = call
  const { customer, currency } = target
  const price = data.price_data ? inlinePrice(call, data.price_data) : priceOf(call, data, currency, '')
  const quantity = Number(data.quantity_decimal ?? data.quantity ?? 1)
  const unit = unitOf(data, price) ?? data.amount ?? 0
  const id = account.newId('ii')
  const item: InvoiceItem = account.put('invoiceitem', {
    id,
    object: 'invoiceitem',
    amount: data.amount ?? Math.round(unit * quantity),
    currency: price?.currency ?? currency,
    customer: customer.id,
    customer_account: null,
    date: now,
    description: data.description ?? (price ? nameOf(call, price) : null),
    discountable: data.discountable ?? unit >= 0,
    discounts: takeDiscounts(call, data.discounts, { customer: customer.id, invoice_item: id }).map(
      (d) => d.id,
    ),
    invoice: target.invoice ?? null,
    livemode: false,
    metadata: mergeMetadata({}, data.metadata),
    parent: target.subscription
      ? { subscription_details: { subscription: target.subscription }, type: 'subscription_details' }
      : null,
    period: data.period ? { ...data.period } : { end: now, start: now },
    pricing: {
      price_details: price
        ? { price: price.id, product: idOf(price.product) ?? '' }
        : unlistedPrice(call, unit, currency, data.description ?? 'Invoice item'),
      type: 'price_details',
      unit_amount_decimal: String(unit),
    },
    proration: false,
    quantity: Math.trunc(quantity),
    quantity_decimal: data.quantity_decimal ?? String(quantity),
    tax_rates: [],
    test_clock: null,
  })
  emit(call, 'invoiceitem.created', item)
  return item
}

const nameOf = ({ account }: Call, price: Price): string | null => {
  const product = account.get('product', idOf(price.product) ?? '')
  return product && !product.deleted ? product.name : null
}

/** Gives a draft other lines, and tells of it. */
export function replaceLines(
  call: Call,
  invoice: Invoice,
  lines: readonly InvoiceLine[],
  more: Partial<Invoice> = {},
): Invoice {
  const after = call.account.put('invoice', { ...withLines(call, invoice, lines), ...more })
  emit(call, 'invoice.updated', after, invoice)
  return after
}

/** The item after a change of what it was made from. */
export function changeItem(call: Call, before: InvoiceItem, data: ItemData): InvoiceItem {
  const price = data.price_data
    ? inlinePrice(call, data.price_data)
    : priceOf(call, data, before.currency, '')
  const quantity = Number(data.quantity_decimal ?? data.quantity ?? before.quantity_decimal)
  const each = unitOf(data, price)
  const unit = each ?? Number(before.pricing?.unit_amount_decimal ?? 0)
  const recounted = each !== undefined || (data.quantity ?? data.quantity_decimal ?? undefined) !== undefined
  const discounts = data.discounts
  return call.account.put('invoiceitem', {
    ...before,
    ...given(data, 'discountable'),
    ...sent(data, 'description'),
    amount: data.amount ?? (recounted ? Math.round(unit * quantity) : before.amount),
    ...(discounts === undefined
      ? {}
      : {
          discounts: takeDiscounts(call, discounts, {
            customer: idOf(before.customer) ?? null,
            invoice_item: before.id,
          }).map((d) => d.id),
        }),
    ...(data.period ? { period: { ...data.period } } : {}),
    ...(price || data.amount !== undefined || each !== undefined
      ? {
          pricing: {
            price_details: price
              ? { price: price.id, product: idOf(price.product) ?? '' }
              : unlistedPrice(
                  call,
                  data.amount ?? unit,
                  before.currency,
                  before.description ?? 'Invoice item',
                ),
            type: 'price_details',
            unit_amount_decimal: String(data.amount ?? unit),
          },
        }
      : {}),
    quantity: Math.trunc(quantity),
    quantity_decimal: String(data.quantity_decimal ?? quantity),
    metadata: mergeMetadata(before.metadata ?? {}, data.metadata),
  })
}

/** The pending items of a customer that go on the next invoice, or on that of a subscription. */
export const pendingItems = (
  { account }: Pick<Call, 'account'>,
  customer: string,
  currency?: string,
): readonly InvoiceItem[] =>
  account
    .table('invoiceitem')
    .find(`customer:${customer}`)
    .filter((item) => item.invoice === null && (currency === undefined || item.currency === currency))

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

/** The item that a line was made from, if it was made from one. */
export const itemOfLine = (line: InvoiceLine): string | undefined =>
  line.parent?.invoice_item_details?.invoice_item

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
    discountable: item.discountable,
    discounts: (item.discounts ?? []).flatMap((d) => idOf(d) ?? []),
    quantityDecimal: item.quantity_decimal,
  })
