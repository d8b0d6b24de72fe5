import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfObjects, type ListEnvelope } from '../wire/lists.ts'
import { anything, hash, integer, listOf, metadata, type Read, text } from '../wire/params.ts'
import type { Call } from '../wire/router.ts'
import type { Wire } from '../wire/sent.ts'
import { randomText } from '../world/ids.ts'
import type { AccountStore } from '../world/account.ts'
import { amountOff } from './coupons.ts'
import { inlinePrice, inlinePriceShape, usePrice } from './prices.ts'

export type LineItem = Wire<Stripe.LineItem>

export const lineItemShape = {
  adjustable_quantity: anything(),
  dynamic_tax_rates: listOf(text()),
  metadata: metadata(),
  price: text(),
  price_data: hash(inlinePriceShape),
  quantity: integer({ min: 0 }),
  tax_rates: listOf(text()),
} as const
type LineItemData = Read<typeof lineItemShape>

/** Makes the lines of a Checkout Session or payment link. Checks every line before anything is stored. */
export function lineItems(call: Call, sent: readonly LineItemData[]): readonly LineItem[] {
  sent.forEach((line, i) => {
    if (line.price) usePrice(call, line.price, `line_items[${i}][price]`)
    else if (!line.price_data)
      throw invalidRequest('You must specify either `price` or `price_data` for each line item.', {
        param: `line_items[${i}][price]`,
      })
    if (line.quantity === undefined && !line.adjustable_quantity)
      throw invalidRequest('Quantity is required. Add `quantity` to this line item.', {
        code: 'parameter_missing',
        param: `line_items[${i}][quantity]`,
      })
  })
  const lines = sent.map((line) => lineItem(call, line))
  const currencies = new Set(lines.map((line) => line.currency))
  if (currencies.size > 1)
    throw invalidRequest('All prices must have the same currency.', { param: 'line_items' })
  return lines
}

function lineItem(call: Call, line: LineItemData): LineItem {
  const price = line.price_data ? inlinePrice(call, line.price_data) : usePrice(call, line.price ?? '')
  const quantity = line.quantity ?? 1
  const amount = (price.unit_amount ?? 0) * quantity
  const product = typeof price.product === 'string' ? call.account.get('product', price.product) : undefined
  return {
    id: `li_${randomText(24)}`,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: product && !product.deleted ? product.name : null,
    metadata: { ...line.metadata },
    price,
    quantity,
  }
}

/** Spreads discounts over lines; each line says what was taken off it. */
export function discounted(
  account: AccountStore,
  lines: readonly LineItem[],
  discounts: readonly Stripe.Discount[],
): readonly LineItem[] {
  let left = lines.reduce((sum, line) => sum + line.amount_subtotal, 0)
  let off = 0
  for (const discount of discounts) {
    const taken = amountOff({ account }, discount, left)
    off += taken
    left -= taken
  }
  const total = left + off
  let given = 0
  return lines.map((line, i) => {
    const share =
      i === lines.length - 1
        ? off - given
        : total === 0
          ? 0
          : Math.floor((off * line.amount_subtotal) / total)
    given += share
    return { ...line, amount_discount: share, amount_total: line.amount_subtotal - share }
  })
}

export const sumOf = (
  lines: readonly LineItem[],
  name: 'amount_subtotal' | 'amount_total' | 'amount_discount',
) => lines.reduce((sum, line) => sum + line[name], 0)

/** The lines of a session or link as a list. */
export const linesOf = (account: AccountStore, id: string, url: string): ListEnvelope<LineItem> =>
  listOfObjects(account.get('line_items', id)?.items ?? [], url)
