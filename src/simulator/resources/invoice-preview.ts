import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import {
  addressShape,
  anything,
  hash,
  integer,
  listOf,
  metadata,
  oneOf,
  type Read,
  text,
} from '../wire/params.ts'
import { type Call, flag, type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import { discountsParam, previewDiscounts } from './discount-params.ts'
import { checkDecimals, lineOfItem, pendingItems, unitOf, pricedFields } from './invoice-item-flow.ts'
import { type Invoice, invoiceLine, type InvoiceLine, invoiceObject } from './invoice-object.ts'
import { liveCustomer } from './payment-method-use.ts'
import { checkPrice, type inlinePriceShape, oneTimePrice, type Price, usePrice } from './prices.ts'
import { liveProduct } from './product-data.ts'
import { type ItemChange, itemShape, recurringPrice, withItems } from './subscription-change.ts'
import {
  periodEnd,
  type Subscription,
  type SubscriptionItem,
  subscriptionItem,
  subscriptionLine,
} from './subscription-flow.ts'
import { NO_ADDRESS } from './payment-method-object.ts'

const oneOff = { ...pricedFields, currency: text(), invoiceitem: text() } as const
const previewShape = {
  automatic_tax: anything(),
  currency: text(),
  customer: text(),
  customer_account: text(),
  customer_details: hash({
    address: hash(addressShape),
    shipping: anything(),
    tax: anything(),
    tax_exempt: oneOf('exempt', 'none', 'reverse'),
    tax_ids: anything(),
  }),
  discounts: discountsParam,
  invoice_items: listOf(hash(oneOff)),
  issuer: anything(),
  on_behalf_of: text(),
  preview_mode: oneOf('next', 'recurring'),
  schedule: text(),
  schedule_details: anything(),
  subscription: text(),
  subscription_details: hash({
    billing_cycle_anchor: anything(),
    billing_mode: anything(),
    billing_schedules: anything(),
    cancel_at: anything(),
    cancel_at_period_end: flag(),
    cancel_now: flag(),
    default_tax_rates: anything(),
    items: listOf(
      hash({ ...itemShape, id: text(), deleted: flag(), clear_usage: flag(), current_trial: anything() }),
    ),
    metadata: metadata(),
    pause: anything(),
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
    proration_date: integer(),
    resume_at: oneOf('now'),
    start_date: integer(),
    trial_end: text(),
  }),
} as const
type PreviewCall = Call<Read<typeof previewShape>>

const GOES_ON = new Set<string>(['active', 'past_due', 'trialing'])

// As `inlinePrice` makes it, but nobody will find it.
function unstoredPrice(call: Call, data: Read<typeof inlinePriceShape>): Price {
  checkPrice(data)
  const product = data.product ? liveProduct(call, data.product).id : call.account.newId('prod')
  const amount = data.unit_amount ?? Math.round(Number(data.unit_amount_decimal ?? 0))
  const id = call.account.newId('price')
  const plain = oneTimePrice(id, call.now, product, amount, checkCurrency(data.currency))
  const { recurring } = data
  if (!recurring) return plain
  return {
    ...plain,
    recurring: {
      interval: recurring.interval,
      interval_count: recurring.interval_count ?? 1,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    type: 'recurring',
  }
}

const chosenPrice = (call: Call, item: ItemChange, at: string): Price =>
  item.price_data ? unstoredPrice(call, item.price_data) : recurringPrice(call, item, at)

/** What the next invoice is about: the periods of subscription items, and where it stands in time. */
interface Next {
  readonly subscription?: Subscription
  readonly items: readonly SubscriptionItem[]
  readonly at: number
  readonly period: { readonly start: number; readonly end: number }
  readonly isTrial: boolean
}

const endOf = (s: Subscription): number => s.items.data[0]?.current_period_end ?? Infinity

// The subscription whose period ends first, or the one that was named.
function subscriptionOf(call: PreviewCall): Subscription | undefined {
  const { customer, subscription: id } = call.params
  if (id) return mustFind(call, 'subscription', id, 'subscription')
  if (!customer) return undefined
  return call.account
    .table('subscription')
    .find(`customer:${customer}`)
    .filter((s) => GOES_ON.has(s.status) && !s.cancel_at_period_end)
    .toSorted((a, b) => endOf(a) - endOf(b))[0]
}

function trialEnd(sent: string | null | undefined): number | null {
  if (!sent || sent === 'now') return null
  if (/^\d{1,12}$/.test(sent)) return Number(sent)
  throw invalidRequest(`Invalid timestamp: ${sent}`, { param: 'subscription_details[trial_end]' })
}

function nextOf(call: PreviewCall): Next {
  const { now, params } = call
  const details = params.subscription_details
  const nothing: Next = { items: [], at: now, period: { start: now, end: now }, isTrial: false }
  if (details?.items && !params.subscription) {
    const start = details.start_date ?? now
    const trial = trialEnd(details.trial_end)
    const wanted = details.items.filter(({ deleted }) => !deleted)
    const prices = wanted.map((item, i) => chosenPrice(call, item, `subscription_details[items][${i}]`))
    const end = trial ?? periodEnd(start, prices[0]?.recurring ?? null)
    const items = wanted.flatMap(({ quantity }, i) => {
      const price = prices[i]
      return price ? [subscriptionItem('', start, price, quantity ?? 1, end)] : []
    })
    return { items, at: start, period: { start, end: start }, isTrial: trial !== null }
  }
  const before = subscriptionOf(call)
  const first = before?.items.data[0]
  if (!before || !first) return nothing
  const ends = details?.cancel_now === true || (details?.cancel_at_period_end ?? before.cancel_at_period_end)
  if (!GOES_ON.has(before.status) || ends) return { ...nothing, subscription: before }
  const list = withItems(call, before, details?.items, chosenPrice)
  const start = details?.trial_end === 'now' ? now : first.current_period_end
  const end = periodEnd(start, list.data[0]?.price.recurring ?? null)
  return {
    subscription: before,
    items: list.data.map((item) => ({ ...item, current_period_start: start, current_period_end: end })),
    at: start,
    period: { start: first.current_period_start, end: start },
    isTrial: false,
  }
}

function lineOfOneOff(
  call: PreviewCall,
  invoice: string,
  data: Read<typeof oneOff>,
  i: number,
  currency: string,
): InvoiceLine {
  const at = `invoice_items[${i}]`
  const price = data.price_data
    ? unstoredPrice(call, data.price_data)
    : data.price
      ? usePrice(call, data.price, `${at}[price]`)
      : undefined
  checkDecimals(data, at)
  const unit = unitOf(data, price) ?? data.amount
  if (unit === undefined || unit === null)
    throw invalidRequest('You must specify either `amount` or `price`.', { param: `${at}[amount]` })
  const quantity = Number(data.quantity_decimal ?? data.quantity ?? 1)
  return invoiceLine(invoice, {
    amount: data.amount ?? Math.round(unit * quantity),
    currency: price?.currency ?? data.currency ?? currency,
    description: data.description ?? null,
    discountable: data.discountable ?? unit >= 0,
    quantity: Math.trunc(quantity),
    period: data.period ?? { start: call.now, end: call.now },
    parent: {
      invoice_item_details: {
        invoice_item: call.account.newId('ii'),
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    pricing: {
      ...(price ? { price_details: { price: price.id, product: idOf(price.product) ?? '' } } : {}),
      type: 'price_details',
      unit_amount_decimal: String(unit),
    },
  })
}

function oneOffLines(
  call: PreviewCall,
  id: string,
  currency: string,
  customer: Stripe.Customer | undefined,
): readonly InvoiceLine[] {
  const sent = call.params.invoice_items ?? []
  for (const [i, { invoiceitem: named }] of sent.entries())
    if (named && !call.account.getListed('invoiceitem', named))
      throw noSuch('invoiceitem', named, `invoice_items[${i}][invoiceitem]`)
  const pending = customer ? pendingItems(call, customer.id, currency) : []
  const kept = pending.filter((item) => !sent.some(({ invoiceitem }) => invoiceitem === item.id))
  return [
    ...kept.map((item) => lineOfItem(id, item)),
    ...sent.map((data, i) => lineOfOneOff(call, id, data, i, currency)),
  ]
}

/** What the next invoice would be. Nothing is stored, and nobody is told. */
function preview(call: PreviewCall): Invoice {
  const { account, params } = call
  if (params.schedule) throw noSuch('subscription_schedule', params.schedule, 'schedule')
  if (params.schedule_details)
    throw invalidRequest('The simulator has no subscription schedules to preview.', {
      param: 'schedule_details',
    })
  const { subscription, items, at, period, isTrial } = nextOf(call)
  const named = params.customer ?? idOf(subscription?.customer)
  const customer = named ? liveCustomer(call, named) : undefined
  if (!customer && !params.customer_details && items.length === 0)
    throw invalidRequest(
      'You must provide one of `customer`, `customer_details`, `subscription` or `schedule`.',
      {
        code: 'parameter_missing',
        param: 'customer',
      },
    )
  if (subscription && params.customer && idOf(subscription.customer) !== params.customer)
    throw noSuch('subscription', subscription.id, 'subscription')
  const currency = checkCurrency(
    params.currency ?? items[0]?.price.currency ?? subscription?.currency ?? customer?.currency ?? 'usd',
  )
  const id = `upcoming_in_1${randomText(23)}`
  const lines = [
    ...items.map((item) => subscriptionLine(call, id, item, isTrial)),
    ...(params.preview_mode === 'recurring' ? [] : oneOffLines(call, id, currency, customer)),
  ]
  if (lines.length === 0)
    throw invalidRequest(
      `No upcoming invoices for customer: '${customer?.id ?? ''}'`,
      { code: 'invoice_upcoming_none' },
      404,
    )
  const inherited = (subscription?.discounts ?? []).flatMap(
    (d) => account.get('discount', idOf(d) ?? '') ?? [],
  )
  const invoice = invoiceObject(call, {
    id,
    created: at,
    customer,
    currency,
    reason: 'upcoming',
    lines,
    discounts:
      params.discounts === undefined
        ? inherited
        : previewDiscounts(call, params.discounts, { customer: customer?.id ?? null }),
    subscription: subscription && { id: subscription.id, metadata: subscription.metadata },
    collection: subscription?.collection_method === 'send_invoice' ? 'send_invoice' : 'charge_automatically',
    defaultMethod: idOf(subscription?.default_payment_method) ?? null,
    autoAdvance: true,
  })
  const { address, tax_exempt: exempt } = params.customer_details ?? {}
  return {
    ...invoice,
    ...(address
      ? {
          customer_address: { ...NO_ADDRESS, ...address },
        }
      : {}),
    ...(exempt ? { customer_tax_exempt: exempt } : {}),
    ending_balance: Math.min(0, invoice.total + invoice.starting_balance),
    next_payment_attempt: invoice.collection_method === 'charge_automatically' ? at + 3600 : null,
    period_end: period.end,
    period_start: period.start,
    webhooks_delivered_at: null,
  }
}

/** https://docs.stripe.com/api/invoices/create_preview */
export const invoicePreview: Resource = {
  routes: [route('POST', '/v1/invoices/create_preview', previewShape, preview)],
}
