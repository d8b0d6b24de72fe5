import type Stripe from 'stripe'
import { StripeError } from '../wire/errors.ts'
import { listOfObjects } from '../wire/lists.ts'
import type { Wire } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { addMonths } from './calendar.ts'
import { discountsOf } from './discounts.ts'
import { collectInvoice, defaultMethod, finalise } from './invoice-flow.ts'
import { lineOfItem, pendingItems } from './invoice-item-flow.ts'
import { type Invoice, invoiceLine, type InvoiceLine, invoiceObject } from './invoice-object.ts'
import { createMandate, mandateOf } from './mandates.ts'
import { isDebit } from './payment-method-types.ts'
import { attach } from './payment-method-use.ts'
import { planOfPrice } from './plans.ts'
import type { Price } from './prices.ts'

export type Subscription = Wire<Stripe.Subscription>
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>

export interface SubscriptionSpec {
  readonly customer: string
  readonly items: readonly {
    readonly price: Price
    readonly quantity: number
    readonly metadata?: Record<string, string>
  }[]
  readonly trialEnd: number | null
  readonly defaultMethod: string | null
  readonly collection: 'charge_automatically' | 'send_invoice'
  readonly daysUntilDue: number | null
  readonly description: string | null
  readonly metadata: Record<string, string>
  readonly cancelAtPeriodEnd: boolean
  readonly whenMethodMissing: 'create_invoice' | 'cancel' | 'pause'
  readonly saveMethod: 'off' | 'on_subscription'
  readonly discounts: readonly Stripe.Discount[]
  readonly billingMode: Stripe.Subscription.BillingMode
}

const DAY = 86_400
/** How subscriptions are billed unless they are to be as they once were. */
export const FLEXIBLE: Stripe.Subscription.BillingMode = {
  flexible: { proration_discounts: 'included' },
  type: 'flexible',
}

/** The end of a period that starts at an instant, in the calendar's months and years, seconds UTC. */
export function periodEnd(start: number, recurring: Price['recurring']): number {
  const count = recurring?.interval_count ?? 1
  if (recurring?.interval === 'day') return start + count * DAY
  if (recurring?.interval === 'week') return start + count * 7 * DAY
  return addMonths(start, recurring?.interval === 'year' ? count * 12 : count)
}

/** An item of a subscription for one price. */
export const subscriptionItem = (
  subscription: string,
  created: number,
  price: Price,
  quantity: number,
  end: number,
  metadata: Record<string, string> = {},
): SubscriptionItem => ({
  id: `si_${randomText(14)}`,
  object: 'subscription_item',
  billing_thresholds: null,
  created,
  current_period_end: end,
  current_period_start: created,
  current_trial: null,
  discounts: [],
  metadata,
  plan: planOfPrice(price),
  price,
  quantity,
  subscription,
  tax_rates: [],
})

/** The items as a subscription shows them. */
export const itemList = (id: string, items: readonly SubscriptionItem[]): Subscription['items'] =>
  Object.assign(listOfObjects(items, `/v1/subscription_items?subscription=${id}`), {
    total_count: items.length,
  })

/** Stores a new subscription; it has not been invoiced yet. https://docs.stripe.com/api/subscriptions/object */
export function storeSubscription(scope: Scope, spec: SubscriptionSpec): Subscription {
  const { account, now } = scope
  const id = account.newId('sub')
  const first = spec.items[0]?.price
  const end = spec.trialEnd ?? periodEnd(now, first?.recurring ?? null)
  const subscription: Subscription = account.put('subscription', {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: spec.trialEnd ?? now,
    billing_cycle_anchor_config: null,
    billing_mode: spec.billingMode,
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: spec.cancelAtPeriodEnd ? end : null,
    cancel_at_period_end: spec.cancelAtPeriodEnd,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: spec.collection,
    created: now,
    currency: first?.currency ?? 'usd',
    customer: spec.customer,
    customer_account: null,
    days_until_due: spec.daysUntilDue,
    default_payment_method: spec.defaultMethod,
    default_source: null,
    default_tax_rates: [],
    description: spec.description,
    discounts: spec.discounts.map((d) => d.id),
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: itemList(
      id,
      spec.items.map((item) => subscriptionItem(id, now, item.price, item.quantity, end, item.metadata)),
    ),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: spec.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: spec.saveMethod,
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: spec.trialEnd === null ? 'incomplete' : 'trialing',
    test_clock: null,
    transfer_data: null,
    trial_end: spec.trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: spec.whenMethodMissing },
    },
    trial_start: spec.trialEnd === null ? null : now,
  })
  scope.world.at(account.id, end, 'subscription.cycle', id)
  if (spec.trialEnd !== null) {
    const warning = spec.trialEnd - 3 * DAY
    scope.world.at(account.id, Math.max(now, warning), 'subscription.warn', id)
  }
  return subscription
}

/** Makes and finalises the invoice of the current period; in a trial it is of nothing. */
export function invoicePeriod(
  scope: Scope,
  before: Subscription,
  reason: Stripe.Invoice.BillingReason,
): { readonly subscription: Subscription; readonly invoice: Invoice } {
  const { account, now } = scope
  const customer = account.get('customer', idOf(before.customer) ?? '')
  if (!customer || customer.deleted) throw new Error(`${before.id} has no customer`)
  const id = account.newId('in')
  const trial = before.status === 'trialing'
  const pending = pendingItems(scope, customer.id, before.currency)
  const own = discountsOf(account, before.discounts)
  const invoice = invoiceObject(scope, {
    id,
    created: now,
    customer,
    currency: before.currency,
    reason,
    // Without discounts of its own it has its customer's.
    discounts: own.length > 0 ? own : customer.discount ? [customer.discount] : [],
    subscription: { id: before.id, metadata: before.metadata },
    collection: before.collection_method === 'send_invoice' ? 'send_invoice' : 'charge_automatically',
    dueDate: before.days_until_due === null ? null : now + before.days_until_due * DAY,
    defaultMethod: idOf(before.default_payment_method) ?? null,
    lines: [
      ...before.items.data.map((item) => subscriptionLine(scope, id, item, trial)),
      ...pending.map((item) => lineOfItem(id, item)),
    ],
  })
  account.put('invoice', invoice)
  for (const item of pending) account.put('invoiceitem', { ...item, invoice: id })
  const invoiced = account.put('subscription', { ...before, latest_invoice: id })
  emit(scope, 'invoice.created', invoice)
  const final = finalise(scope, invoice)
  // A discount that is given once is gone with it.
  return { subscription: account.get('subscription', before.id) ?? invoiced, invoice: final }
}

/** The line of a subscription's item for its current period. */
export function subscriptionLine(
  { account }: Pick<Scope, 'account'>,
  invoice: string,
  item: SubscriptionItem,
  trial: boolean,
): InvoiceLine {
  const { price, quantity = 1 } = item
  const product = typeof price.product === 'string' ? price.product : price.product.id
  const found = account.get('product', product)
  const name = found && !found.deleted ? found.name : product
  const each = ((price.unit_amount ?? 0) / 100).toFixed(2)
  return invoiceLine(invoice, {
    amount: trial ? 0 : (price.unit_amount ?? 0) * quantity,
    currency: price.currency,
    description: trial
      ? `Trial period for ${name}`
      : `${quantity} × ${name} (at ${each} ${price.currency.toUpperCase()} / ${price.recurring?.interval ?? 'month'})`,
    quantity,
    period: { start: item.current_period_start, end: item.current_period_end },
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    pricing: {
      price_details: { price: price.id, product },
      type: 'price_details',
      unit_amount_decimal: trial ? '0' : price.unit_amount_decimal,
    },
  })
}

/** Charges what a subscription's open invoice asks; says whether it is paid. A decline is not thrown. */
export function tryCollect(scope: Scope, invoice: Invoice, offSession: boolean): StripeError | undefined {
  if (invoice.status !== 'open' || defaultMethod(scope, invoice) === undefined) return undefined
  try {
    collectInvoice(scope, invoice, { offSession })
    return undefined
  } catch (error) {
    if (error instanceof StripeError && error.status === 402) return error
    throw error
  }
}

/** Changes a subscription's status and tells of it. */
export function become(
  scope: Scope,
  before: Subscription,
  status: Subscription['status'],
  more: Partial<Subscription> = {},
): Subscription {
  if (before.status === status && Object.keys(more).length === 0) return before
  const after = scope.account.put('subscription', { ...before, ...more, status })
  const ended = status === 'canceled'
  emit(
    scope,
    ended ? 'customer.subscription.deleted' : 'customer.subscription.updated',
    after,
    ended ? undefined : before,
  )
  if (status === 'paused') emit(scope, 'customer.subscription.paused', after)
  return after
}

/** Stops a subscription until it is resumed: no more periods, no more invoices. */
export const pause = (
  scope: Scope,
  before: Subscription,
  reason: Stripe.Subscription.StatusDetails.Paused.Subscription.Type,
): Subscription =>
  become(scope, before, 'paused', {
    status_details: {
      paused: { subscription: { type: reason }, transitioned_at: scope.now, type: 'subscription' },
    },
  })

/** Ends a subscription at once, if it has not ended. */
export function endSubscription(scope: Scope, before: Subscription): Subscription {
  if (before.status === 'canceled' || before.status === 'incomplete_expired') return before
  return become(scope, before, 'canceled', {
    canceled_at: scope.now,
    cancel_at_period_end: false,
    cancel_at: null,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: 'cancellation_requested',
    },
    ended_at: scope.now,
  })
}

/** The invoice of a subscription was paid or refused. */
export function follow(scope: Scope, invoiceId: string): void {
  const invoice = scope.account.get('invoice', invoiceId)
  const id = idOf(invoice?.parent?.subscription_details?.subscription)
  const subscription = scope.account.get('subscription', id ?? '')
  if (!invoice || !subscription || idOf(subscription.latest_invoice) !== invoice.id) return
  if (invoice.status === 'paid' && ['incomplete', 'past_due', 'unpaid'].includes(subscription.status))
    become(scope, subscription, 'active')
  else if (invoice.status === 'open' && subscription.status === 'active' && invoice.attempted)
    become(scope, subscription, 'past_due')
}

/** A period is over: the subscription ends, pauses or goes on with a new invoice. */
export function cycle(scope: Scope, id: string): void {
  const before = scope.account.get('subscription', id)
  const [first] = before?.items.data ?? []
  if (!before || !first || !['active', 'trialing', 'past_due'].includes(before.status)) return
  if (first.current_period_end > scope.now) return
  if (before.cancel_at_period_end) {
    become(scope, before, 'canceled', { canceled_at: scope.now, ended_at: scope.now })
    return
  }
  const method = defaultMethod(scope, before)
  const missing = before.trial_settings?.end_behavior.missing_payment_method
  if (before.status === 'trialing' && method === undefined && missing !== 'create_invoice') {
    if (missing === 'pause') pause(scope, before, 'trial_end_without_payment_method')
    else become(scope, before, 'canceled', { canceled_at: scope.now, ended_at: scope.now })
    return
  }
  renew(scope, before)
}

/** Starts the next period, invoices it and charges off-session. */
export function renew(scope: Scope, before: Subscription): Subscription {
  const { account, now } = scope
  const end = periodEnd(now, before.items.data[0]?.price.recurring ?? null)
  const items = before.items.data.map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: end,
  }))
  const next = become(scope, before, 'active', { items: itemList(before.id, items) })
  const { subscription, invoice } = invoicePeriod(scope, next, 'subscription_cycle')
  scope.world.at(account.id, end, 'subscription.cycle', before.id)
  if (invoice.status !== 'open' || before.collection_method === 'send_invoice') return subscription
  const refused =
    tryCollect(scope, invoice, true) !== undefined || defaultMethod(scope, invoice) === undefined
  return refused ? become(scope, subscription, 'past_due') : subscription
}

/** The subscription that a completed Checkout Session sells. Throws the decline. */
export function subscribeFromCheckout(
  scope: Scope,
  session: Stripe.Checkout.Session,
  method: Stripe.PaymentMethod,
): Pick<Stripe.Checkout.Session, 'subscription' | 'invoice' | 'payment_status'> {
  const { account, now } = scope
  const customer = idOf(session.customer) ?? ''
  const saved = method.customer === null ? attach(scope, method, customer) : method
  // The customer agreed to be debited on the page.
  if (isDebit(saved.type) && !mandateOf(scope, saved.id))
    createMandate(scope, { method: saved, acceptance: { type: 'online' } })
  const data = account.get('checkout_data', session.id)?.subscription ?? {}
  const trial = data.trial_end ?? (data.trial_period_days ? now + data.trial_period_days * DAY : null)
  const made = storeSubscription(scope, {
    customer,
    items: (account.get('line_items', session.id)?.items ?? []).flatMap(({ price, quantity }) =>
      price?.recurring ? [{ price, quantity: quantity ?? 1 }] : [],
    ),
    trialEnd: trial,
    defaultMethod: saved.id,
    collection: 'charge_automatically',
    daysUntilDue: null,
    description: data.description ?? null,
    metadata: { ...data.metadata },
    cancelAtPeriodEnd: false,
    whenMethodMissing: 'create_invoice',
    saveMethod: 'off',
    discounts: [],
    billingMode: FLEXIBLE,
  })
  const { subscription, invoice } = invoicePeriod(scope, made, 'subscription_create')
  emit(scope, 'customer.subscription.created', subscription)
  if (invoice.status === 'open') collectInvoice(scope, invoice, {})
  const paid = account.get('invoice', invoice.id)?.status === 'paid'
  if (paid && subscription.status === 'incomplete') become(scope, subscription, 'active')
  return {
    subscription: subscription.id,
    invoice: invoice.id,
    payment_status: invoice.total === 0 ? 'no_payment_required' : paid ? 'paid' : 'unpaid',
  }
}
