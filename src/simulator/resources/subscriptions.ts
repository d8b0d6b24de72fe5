import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
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
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent } from '../wire/sent.ts'
import type { Json } from '../wire/versions.ts'
import { emit } from '../world/events.ts'
import { olderDiscount } from './coupons.ts'
import { discountsParam } from './discount-params.ts'
import { discountsOf } from './discounts.ts'
import { collectInvoice, defaultMethod } from './invoice-flow.ts'
import { liveCustomer, usePaymentMethod } from './payment-method-use.ts'
import {
  become,
  cycle,
  endSubscription,
  follow,
  invoicePeriod,
  itemList,
  storeSubscription,
  type Subscription,
  tryCollect,
} from './subscription-flow.ts'
import { changedDiscounts, firstDiscounts, startAll } from './subscription-discounts.ts'
import { billingModeOf, billingModeParam, followResumption, lapseResumption } from './subscription-modes.ts'
import { type ItemChange, itemShape, priceOf, withItems } from './subscription-change.ts'

const fields = {
  add_invoice_items: anything(),
  application_fee_percent: text(),
  automatic_tax: anything(),
  billing_cycle_anchor: text(),
  billing_thresholds: anything(),
  cancel_at: text(),
  cancel_at_period_end: flag(),
  coupon: text(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  days_until_due: integer({ min: 0 }),
  default_payment_method: text(),
  default_source: text(),
  default_tax_rates: listOf(text()),
  description: text({ max: 500 }),
  discounts: discountsParam,
  invoice_settings: anything(),
  metadata: metadata(),
  off_session: flag(),
  on_behalf_of: text(),
  payment_behavior: oneOf(
    'allow_incomplete',
    'default_incomplete',
    'error_if_incomplete',
    'pending_if_incomplete',
  ),
  payment_settings: hash({
    payment_method_options: anything(),
    payment_method_types: anything(),
    save_default_payment_method: oneOf('off', 'on_subscription'),
  }),
  pending_invoice_item_interval: anything(),
  promotion_code: text(),
  proration_behavior: oneOf('create_prorations', 'none', 'always_invoice'),
  transfer_data: anything(),
  trial_end: text(),
  trial_settings: hash({
    end_behavior: required(
      hash({ missing_payment_method: required(oneOf('create_invoice', 'cancel', 'pause')) }),
    ),
  }),
} as const
const createShape = {
  ...fields,
  backdate_start_date: integer(),
  billing_mode: billingModeParam,
  currency: text(),
  customer: required(text()),
  customer_account: text(),
  items: listOf(hash(itemShape)),
  plan: text(),
  quantity: integer(),
  trial_from_plan: flag(),
  trial_period_days: integer({ min: 0 }),
} as const

function trialEndOf(call: Call<Read<typeof createShape>>): number | null {
  const { trial_end: end, trial_period_days: days } = call.params
  if (end === 'now') return null
  if (end) {
    const at = Number(end)
    if (!Number.isInteger(at) || at <= call.now)
      throw invalidRequest('Invalid timestamp: must be in the future, or `now`.', { param: 'trial_end' })
    return at
  }
  return days ? call.now + days * 86_400 : null
}

function create(call: Call<Read<typeof createShape>>): Subscription {
  const { account, params } = call
  const customer = liveCustomer(call, params.customer ?? '')
  const wanted = params.items ?? (params.plan ? [{ plan: params.plan, quantity: params.quantity ?? 1 }] : [])
  if (wanted.length === 0)
    throw invalidRequest('Missing required param: items.', { code: 'parameter_missing', param: 'items' })
  const items = wanted.map((item, i) => ({
    price: priceOf(call, item, `items[${i}]`),
    quantity: item.quantity ?? 1,
    metadata: mergeMetadata({}, item.metadata),
  }))
  const trialEnd = trialEndOf(call)
  const collection = params.collection_method ?? 'charge_automatically'
  const method = params.default_payment_method
    ? usePaymentMethod(call, params.default_payment_method).id
    : null
  const charged = collection === 'charge_automatically'
  const waits = params.payment_behavior === 'default_incomplete'
  const free = items.every((item) => (item.price.unit_amount ?? 0) * item.quantity === 0)
  const way = defaultMethod(call, { customer: customer.id, default_payment_method: method })
  if (charged && !waits && trialEnd === null && !free && way === undefined)
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    )
  const discounts = firstDiscounts(call, customer, params)
  const made = storeSubscription(call, {
    customer: customer.id,
    items,
    trialEnd,
    defaultMethod: method,
    collection,
    daysUntilDue: params.days_until_due ?? (charged ? null : 30),
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    cancelAtPeriodEnd: params.cancel_at_period_end ?? false,
    whenMethodMissing: params.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
    saveMethod: params.payment_settings?.save_default_payment_method ?? 'off',
    discounts,
    billingMode: billingModeOf(call),
  })
  startAll(call, made, discounts)
  const { subscription, invoice } = invoicePeriod(call, made, 'subscription_create')
  emit(call, 'customer.subscription.created', subscription)
  if (subscription.status === 'trialing') return subscription
  if (!charged) return become(call, subscription, 'active')
  if (invoice.status === 'paid') return become(call, subscription, 'active')
  call.world.at(account.id, call.now + 23 * 3600, 'subscription.lapse', subscription.id)
  if (waits) return subscription
  if (params.payment_behavior === 'error_if_incomplete')
    collectInvoice(call, invoice, { offSession: params.off_session ?? false })
  else tryCollect(call, invoice, params.off_session ?? false)
  const paid = account.get('invoice', invoice.id)?.status === 'paid'
  return paid ? become(call, subscription, 'active') : subscription
}

function find(call: Call): Subscription {
  const id = call.path['id'] ?? ''
  const found = call.account.get('subscription', id)
  if (!found) throw noSuch('subscription', id)
  return found
}

type Change = Read<typeof fields> & { readonly items?: readonly ItemChange[] | null }

function update(
  call: Call<
    Change & {
      readonly pause_collection?: {
        readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void'
        readonly resumes_at?: number | null
      } | null
      readonly cancellation_details?: unknown
    }
  >,
): Subscription {
  const before = find(call)
  const { params, account, now } = call
  if (before.status === 'canceled' || before.status === 'incomplete_expired') {
    const touched = Object.keys(params).find(
      (name) => !['metadata', 'expand', 'cancellation_details'].includes(name),
    )
    if (touched !== undefined)
      throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.', {
        param: touched,
      })
  }
  const end = before.items.data[0]?.current_period_end ?? now
  const after: Subscription = {
    ...before,
    ...given(params, 'collection_method'),
    ...sent(params, 'days_until_due', 'description'),
    ...(params.default_payment_method === undefined
      ? {}
      : {
          default_payment_method: params.default_payment_method
            ? usePaymentMethod(call, params.default_payment_method).id
            : null,
        }),
    ...(params.cancel_at_period_end === undefined || params.cancel_at_period_end === null
      ? {}
      : {
          cancel_at_period_end: params.cancel_at_period_end,
          cancel_at: params.cancel_at_period_end ? end : null,
          canceled_at: params.cancel_at_period_end ? now : null,
          cancellation_details: {
            ...before.cancellation_details,
            comment: null,
            feedback: null,
            feedback_option: null,
            reason: params.cancel_at_period_end ? 'cancellation_requested' : null,
          },
        }),
    ...(params.pause_collection === undefined
      ? {}
      : {
          pause_collection: params.pause_collection && {
            behavior: params.pause_collection.behavior,
            resumes_at: params.pause_collection.resumes_at ?? null,
          },
        }),
    ...(params.items ? { items: withItems(call, before, params.items) } : {}),
    metadata: mergeMetadata(before.metadata, params.metadata),
    ...changedDiscounts(call, before, params),
  }
  if (params.trial_end === 'now' && before.status === 'trialing') return endTrial(call, after)
  account.put('subscription', after)
  emit(call, 'customer.subscription.updated', after, before)
  return after
}

// The trial ends at once: what the clock would have done at its end is done now.
function endTrial(call: Call, before: Subscription): Subscription {
  const ended = call.account.put('subscription', {
    ...before,
    items: itemList(
      before.id,
      before.items.data.map((item) => ({ ...item, current_period_end: call.now })),
    ),
    trial_end: call.now,
  })
  cycle(call, ended.id)
  return call.account.get('subscription', ended.id) ?? ended
}

export const subscriptions: Resource = {
  routes: [
    route('POST', '/v1/subscriptions', createShape, create),
    route(
      'GET',
      '/v1/subscriptions',
      {
        ...listShape,
        created: range(),
        collection_method: fields.collection_method,
        current_period_end: range(),
        current_period_start: range(),
        customer: text(),
        customer_account: text(),
        plan: text(),
        price: text(),
        status: text(),
        test_clock: text(),
      },
      (call) => {
        const { collection_method: method, customer, status } = call.params
        const price = call.params.price ?? call.params.plan
        return listOfTable(call, 'subscription', {
          key: customer ? `customer:${customer}` : price ? `price:${price}` : undefined,
          where: (s) =>
            (!method || s.collection_method === method) &&
            (!customer || s.customer === customer) &&
            (!price || s.items.data.some((item) => item.price.id === price)) &&
            (status === 'all' ||
              (status === 'ended'
                ? s.status === 'canceled' || s.status === 'incomplete_expired'
                : status
                  ? s.status === status
                  : s.status !== 'canceled')),
        })
      },
    ),
    route('GET', '/v1/subscriptions/:id', {}, find),
    route(
      'POST',
      '/v1/subscriptions/:id',
      {
        ...fields,
        cancellation_details: anything(),
        items: listOf(hash({ ...itemShape, id: text(), deleted: flag(), clear_usage: flag() })),
        pause_collection: hash({
          behavior: required(oneOf('keep_as_draft', 'mark_uncollectible', 'void')),
          resumes_at: integer(),
        }),
        proration_date: integer(),
        trial_from_plan: flag(),
      },
      update,
    ),
    route(
      'DELETE',
      '/v1/subscriptions/:id',
      { cancellation_details: anything(), invoice_now: flag(), prorate: flag() },
      (call) => {
        const before = find(call)
        if (before.status === 'canceled') throw noSuch('subscription', before.id)
        return endSubscription(call, before)
      },
    ),
  ],
  actions: {
    'subscription.cycle': cycle,
    'subscription.follow': (scope, invoice) => {
      follow(scope, invoice)
      followResumption(scope, invoice)
    },
    'subscription.warn': (scope, id) => {
      const subscription = scope.account.get('subscription', id)
      if (subscription?.status === 'trialing')
        emit(scope, 'customer.subscription.trial_will_end', subscription)
    },
    // A first payment that nobody made in 23 hours.
    'subscription.lapse': (scope, id) => {
      const subscription = scope.account.get('subscription', id)
      if (subscription?.status === 'incomplete')
        become(scope, subscription, 'incomplete_expired', { ended_at: scope.now })
      if (subscription?.status === 'paused') lapseResumption(scope, id)
    },
  },
  downgrades: {
    subscription: [
      { before: '2025-09-30', apply: (s) => delete s['customer_account'] },
      { before: '2025-06-30', apply: (s) => delete s['billing_mode'] },
      {
        before: '2025-03-31',
        apply: (s, account) => {
          const items = account.get('subscription', String(s['id']))?.items.data ?? []
          s['current_period_start'] = items[0]?.current_period_start
          s['current_period_end'] = items[0]?.current_period_end
          const [first] = discountsOf(account, account.get('subscription', String(s['id']))?.discounts ?? [])
          const shown: Json | undefined = first && { ...first }
          if (shown) olderDiscount(shown, account)
          s['discount'] = shown ?? null
        },
      },
    ],
  },
  includable: {
    subscription: {
      plan: (s, account) => account.get('subscription', String(s['id']))?.items.data[0]?.plan ?? null,
    },
  },
}
