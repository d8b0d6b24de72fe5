import type Stripe from 'stripe'
import { invalidParam, invalidRequest } from '../wire/errors.ts'
import { listOfItems, listOfObjects, mustFind } from '../wire/lists.ts'
import { hash, integer, listOf, type Read, required, text } from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { formatMoney } from '../money/currencies.ts'
import { randomText } from '../world/ids.ts'
import type { Scope } from '../world/world.ts'

type LineItem = Stripe.PaymentIntentAmountDetailsLineItem
type Details = NonNullable<Stripe.PaymentIntent['amount_details']>

const commodity = hash({ commodity_code: text() })
const lineItemShape = {
  discount_amount: integer({ min: 1 }),
  payment_method_options: hash({
    card: commodity,
    card_present: commodity,
    klarna: hash({
      image_url: text({ max: 4096 }),
      product_url: text({ max: 4096 }),
      reference: text(),
      subscription_reference: text(),
    }),
    paypal: hash({ category: text(), description: text({ max: 127 }), sold_by: text() }),
  }),
  product_code: text({ max: 12 }),
  product_name: required(text({ max: 1024 })),
  quantity: required(integer({ min: 1 })),
  tax: hash({ total_tax_amount: required(integer({ min: 0 })) }),
  unit_cost: required(integer({ min: 0 })),
  unit_of_measure: text({ max: 12 }),
} as const

/** What a payment's amount is made of. https://docs.stripe.com/payments/payment-line-items */
export const amountDetailsParam = hash({
  discount_amount: integer({ min: 1 }),
  enforce_arithmetic_validation: flag(),
  line_items: listOf(hash(lineItemShape)),
  shipping: hash({
    amount: integer({ min: 0 }),
    from_postal_code: text({ max: 10 }),
    to_postal_code: text({ max: 10 }),
  }),
  tax: hash({ total_tax_amount: required(integer({ min: 0 })) }),
})
type Sent = Read<{ readonly details: typeof amountDetailsParam }>['details']

const MOST = 200

function lineItem(sent: Read<typeof lineItemShape>): LineItem {
  const options = sent.payment_method_options
  const paypal = options?.paypal
  return {
    id: `uli_1${randomText(23)}`,
    object: 'payment_intent_amount_details_line_item',
    discount_amount: sent.discount_amount ?? null,
    payment_method_options: options
      ? {
          ...(options.card ? { card: { commodity_code: options.card.commodity_code ?? null } } : {}),
          ...(options.card_present
            ? { card_present: { commodity_code: options.card_present.commodity_code ?? null } }
            : {}),
          ...(options.klarna
            ? {
                klarna: {
                  image_url: options.klarna.image_url ?? null,
                  product_url: options.klarna.product_url ?? null,
                  reference: options.klarna.reference ?? null,
                  subscription_reference: options.klarna.subscription_reference ?? null,
                },
              }
            : {}),
          ...(paypal
            ? {
                paypal: {
                  ...(paypal.category ? { category: paypal.category } : {}),
                  ...(paypal.description ? { description: paypal.description } : {}),
                  ...(paypal.sold_by ? { sold_by: paypal.sold_by } : {}),
                },
              }
            : {}),
        }
      : null,
    product_code: sent.product_code ?? null,
    product_name: sent.product_name,
    quantity: sent.quantity,
    tax: sent.tax ? { total_tax_amount: sent.tax.total_tax_amount } : null,
    unit_cost: sent.unit_cost,
    unit_of_measure: sent.unit_of_measure ?? null,
  }
}

const both = (whole: string, part: string) =>
  invalidRequest(
    `You may only specify one of these parameters: amount_details[${whole}], amount_details[line_items][0][${part}].`,
    { code: 'parameters_exclusive', param: `amount_details[${whole}]` },
  )

// A discount or tax is told either of the whole or of each line.
function checkExclusive(details: Details, items: readonly LineItem[]): void {
  if (details.discount_amount && items.some((item) => item.discount_amount !== null))
    throw both('discount_amount', 'discount_amount')
  if (details.tax && items.some((item) => item.tax !== null))
    throw both('tax][total_tax_amount', 'tax][total_tax_amount')
}

/** What does not add up, if anything. */
function mismatch(
  details: Details,
  items: readonly LineItem[],
  amount: number,
  currency: string,
): Details['error'] {
  const money = (value: number): string => `${formatMoney(value, currency)} ${currency}`
  const sum = (of: (item: LineItem) => number): number => items.reduce((all, item) => all + of(item), 0)
  const discount = (details.discount_amount ?? 0) + sum((item) => item.discount_amount ?? 0)
  const tax = (details.tax?.total_tax_amount ?? 0) + sum((item) => item.tax?.total_tax_amount ?? 0)
  const shipping = details.shipping?.amount ?? 0
  if (items.length > 0) {
    const total = sum((item) => item.unit_cost * item.quantity) + tax + shipping - discount
    if (total === amount) return undefined
    return {
      code: 'amount_details_amount_mismatch',
      message: `The line items, taxes and shipping less discounts come to ${money(total)}, which is not the amount of ${money(amount)}.`,
    }
  }
  if (tax + shipping + discount <= amount) return undefined
  return {
    code: 'amount_details_tax_shipping_discount_greater_than_amount',
    message: `The taxes, shipping and discounts are greater than the amount of ${money(amount)}.`,
  }
}

function merged(before: Details, sent: NonNullable<Sent>): Details {
  const after: Details = { ...before }
  delete after.error
  if (sent.discount_amount) after.discount_amount = sent.discount_amount
  else if (sent.discount_amount === null) delete after.discount_amount
  if (sent.shipping)
    after.shipping = {
      amount: null,
      from_postal_code: null,
      to_postal_code: null,
      ...before.shipping,
      ...sent.shipping,
    }
  else if (sent.shipping === null) delete after.shipping
  if (sent.tax) after.tax = { total_tax_amount: sent.tax.total_tax_amount }
  else if (sent.tax === null) delete after.tax
  return after
}

/**
 * The payment with what was said of its amount. Throws if that does not add up, unless it was said not to matter.
 * `amount` is what it has to add up to, in minor units. To be called last before the payment is stored.
 */
export function withAmountDetails(
  { account }: Scope,
  intent: Stripe.PaymentIntent,
  sent: Sent,
  amount = intent.amount,
): Stripe.PaymentIntent {
  const kept = account.get('payment_line_items', intent.id)
  if (sent === undefined && !kept) return intent
  if (sent?.line_items && sent.line_items.length > MOST)
    throw invalidParam(`You may send at most ${MOST} line items.`, 'amount_details[line_items]')
  const items = sent?.line_items
    ? sent.line_items.map(lineItem)
    : sent === null || sent?.line_items === null
      ? []
      : (kept?.items ?? [])
  const before: Details = intent.amount_details ?? { tip: {} }
  const details = sent === null ? { tip: before.tip ?? {} } : merged(before, sent ?? {})
  checkExclusive(details, items)
  const error = mismatch(details, items, amount, intent.currency)
  const strict = sent?.enforce_arithmetic_validation ?? kept?.strict ?? true
  if (error && strict)
    throw invalidRequest(error.message ?? '', { param: 'amount_details', payment_intent: intent })
  account.put('payment_line_items', { id: intent.id, items, strict })
  return { ...intent, amount_details: error ? { ...details, error } : details }
}

/** https://docs.stripe.com/api/payment_intents/amount_details_line_items */
export const paymentAmountDetails: Resource = {
  routes: [
    route('GET', '/v1/payment_intents/:id/amount_details_line_items', listShape, (call) => {
      const { id } = mustFind(call, 'payment_intent', call.path['id'] ?? '', 'intent')
      const items = call.account.get('payment_line_items', id)?.items ?? []
      return listOfItems(call, items.toReversed(), 'line item')
    }),
  ],
  includable: {
    payment_intent: {
      'amount_details.line_items': (intent, account) => {
        const id = String(intent['id'])
        const items = account.get('payment_line_items', id)?.items ?? []
        return {
          ...listOfObjects(items.slice(0, 10), `/v1/payment_intents/${id}/amount_details_line_items`),
          has_more: items.length > 10,
        }
      },
    },
  },
}
