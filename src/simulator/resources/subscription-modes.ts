import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { hash, integer, oneOf, type Reader, required } from '../wire/params.ts'
import { type Call, type Resource, route } from '../wire/router.ts'
import { isBefore } from '../wire/versions.ts'
import { emit } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { endInvoice } from './invoice-flow.ts'
import {
  FLEXIBLE,
  invoicePeriod,
  itemList,
  pause,
  periodEnd,
  type Subscription,
  tryCollect,
} from './subscription-flow.ts'

const flexibleParam = hash({ proration_discounts: oneOf('included', 'itemized') })
export const billingModeParam = hash({
  type: required(oneOf('classic', 'flexible')),
  flexible: flexibleParam,
})

interface BillingMode {
  readonly type: 'classic' | 'flexible'
  readonly flexible?: { readonly proration_discounts?: 'included' | 'itemized' | null } | null
}

const flexible = (sent: BillingMode): Stripe.Subscription.BillingMode => ({
  ...FLEXIBLE,
  flexible: { proration_discounts: sent.flexible?.proration_discounts ?? 'included' },
})

/** How a new subscription is billed; before clover the classic way unless it says otherwise. */
export function billingModeOf(
  call: Call<{ readonly billing_mode?: BillingMode | null }>,
): Stripe.Subscription.BillingMode {
  const sent = call.params.billing_mode ?? {
    type: isBefore(call.version, '2025-09-30') ? ('classic' as const) : ('flexible' as const),
  }
  if (sent.type === 'flexible') return flexible(sent)
  if ('flexible' in sent)
    throw invalidRequest(
      '`billing_mode[flexible]` can only be set when `billing_mode[type]` is `flexible`.',
      {
        param: 'billing_mode[flexible]',
      },
    )
  return { flexible: null, type: 'classic' }
}

function migrate(call: Call<{ readonly billing_mode: BillingMode }>): Subscription {
  const before = mustFind(call, 'subscription', call.path['id'] ?? '')
  if (before.status === 'canceled' || before.status === 'incomplete_expired')
    throw invalidRequest(`A ${before.status} subscription cannot be migrated.`, { param: 'id' })
  if (before.billing_mode.type === 'flexible')
    throw invalidRequest('This subscription already has the billing mode `flexible`.', {
      param: 'billing_mode[type]',
    })
  const after = call.account.put('subscription', {
    ...before,
    billing_mode: { ...flexible(call.params.billing_mode), updated_at: call.now },
  })
  emit(call, 'customer.subscription.updated', after, before)
  return after
}

const PAUSABLE: readonly string[] = ['active', 'trialing', 'past_due']

function stop(call: Call): Subscription {
  const before = mustFind(call, 'subscription', call.path['id'] ?? '')
  if (before.billing_mode.type !== 'flexible')
    throw invalidRequest(
      'Only subscriptions with `billing_mode[type]=flexible` can be paused. Migrate this one first.',
      { param: 'id' },
    )
  if (before.schedule)
    throw invalidRequest('A subscription with a schedule cannot be paused.', { param: 'id' })
  if (!PAUSABLE.includes(before.status))
    throw invalidRequest(
      `A subscription with the status ${before.status} cannot be paused; it must be active, trialing or past_due.`,
      { param: 'id' },
    )
  return pause(call, before, 'pause_requested')
}

/** `now` or `unchanged`, as text or, since endive, as the type of a hash. */
const anchorParam = (): Reader<'now' | 'unchanged' | null> & { readonly required: false } => {
  const word = oneOf('now', 'unchanged')
  const whole = hash({ type: required(word) })
  return {
    read: (raw, at) => (typeof raw === 'string' ? word.read(raw, at) : (whole.read(raw, at)?.type ?? null)),
    required: false,
  }
}

/** A paused subscription goes on. */
function goOn(scope: Scope, before: Subscription, status: 'active' | 'past_due'): Subscription {
  const { account, world } = scope
  const { status_details: _, ...rest } = before
  const after = account.put('subscription', { ...rest, status })
  account.remove('resumption', before.id)
  emit(scope, 'customer.subscription.updated', after, before)
  emit(scope, 'customer.subscription.resumed', after)
  const end = after.items.data[0]?.current_period_end ?? scope.now
  world.at(account.id, end, 'subscription.cycle', before.id)
  return after
}

/** The next day after now that a period which began at an anchor ends on. */
function nextEnd(anchor: number, now: number, subscription: Subscription): number {
  const recurring = subscription.items.data[0]?.price.recurring ?? null
  let end = periodEnd(anchor, recurring)
  while (end <= now) end = periodEnd(end, recurring)
  return end
}

const withPeriod = (before: Subscription, start: number, end: number): Subscription['items'] =>
  itemList(
    before.id,
    before.items.data.map((item) => ({ ...item, current_period_start: start, current_period_end: end })),
  )

type Behavior = 'resume_on_payment_attempt' | 'resume_on_payment_success'

function resume(
  call: Call<{
    readonly billing_cycle_anchor?: 'now' | 'unchanged' | null
    readonly payment_behavior?: Behavior | null
  }>,
): Subscription {
  const { account, world, now, params } = call
  const before = mustFind(call, 'subscription', call.path['id'] ?? '')
  if (before.status !== 'paused')
    throw invalidRequest('Only a paused subscription can be resumed.', { param: 'id' })
  if (before.collection_method === 'send_invoice')
    throw invalidRequest(
      'Only subscriptions with `collection_method=charge_automatically` can be resumed by this call.',
      { param: 'id' },
    )
  if (params.billing_cycle_anchor === 'unchanged') {
    const running = (before.items.data[0]?.current_period_end ?? 0) > now
    const end = nextEnd(before.billing_cycle_anchor, now, before)
    return goOn(call, running ? before : { ...before, items: withPeriod(before, now, end) }, 'active')
  }
  const end = periodEnd(now, before.items.data[0]?.price.recurring ?? null)
  const started = { ...before, billing_cycle_anchor: now, items: withPeriod(before, now, end) }
  const { subscription, invoice } = invoicePeriod(call, started, 'subscription_cycle')
  if (invoice.status !== 'open') return goOn(call, subscription, 'active')
  const onSuccess = params.payment_behavior === 'resume_on_payment_success'
  account.put('resumption', { id: before.id, invoice: invoice.id, onSuccess })
  world.at(account.id, now + 23 * 3600, 'subscription.lapse', before.id)
  if (!onSuccess) return subscription
  tryCollect(call, invoice, true)
  return account.get('invoice', invoice.id)?.status === 'paid'
    ? goOn(call, subscription, 'active')
    : subscription
}

/** The invoice that a paused subscription is resumed with was paid, given up or refused. */
export function followResumption(scope: Scope, invoiceId: string): void {
  const { account } = scope
  const invoice = account.get('invoice', invoiceId)
  const details = invoice?.parent?.subscription_details?.subscription
  const id = typeof details === 'string' ? details : (details?.id ?? '')
  const [subscription, resumption] = [account.get('subscription', id), account.get('resumption', id)]
  if (!invoice || subscription?.status !== 'paused' || resumption?.invoice !== invoiceId) return
  if (invoice.status === 'paid' || invoice.status === 'uncollectible') goOn(scope, subscription, 'active')
  else if (invoice.status === 'open' && invoice.attempted && !resumption.onSuccess)
    goOn(scope, subscription, 'past_due')
}

/** Nobody has tried to pay it in 23 hours: the subscription stays paused. */
export function lapseResumption(scope: Scope, id: string): void {
  const { account } = scope
  const invoice = account.get('invoice', account.get('resumption', id)?.invoice ?? '')
  if (invoice?.status !== 'open' || invoice.attempted) return
  account.remove('resumption', id)
  endInvoice(scope, invoice, 'void')
}

/** https://docs.stripe.com/billing/subscriptions/pause and https://docs.stripe.com/billing/subscriptions/billing-mode */
export const subscriptionModes: Resource = {
  routes: [
    route(
      'POST',
      '/v1/subscriptions/:id/migrate',
      {
        billing_mode: required(hash({ type: required(oneOf('flexible')), flexible: flexibleParam })),
      },
      migrate,
    ),
    route(
      'POST',
      '/v1/subscriptions/:id/pause',
      {
        bill_for: hash({
          outstanding_usage_through: hash({ type: required(oneOf('none', 'now')) }),
          unused_time_from: hash({ type: required(oneOf('item_current_period_start', 'none', 'now')) }),
        }),
        invoicing_behavior: oneOf('invoice', 'pending_invoice_item'),
        type: oneOf('subscription'),
      },
      stop,
    ),
    route(
      'POST',
      '/v1/subscriptions/:id/resume',
      {
        billing_cycle_anchor: anchorParam(),
        payment_behavior: oneOf('resume_on_payment_attempt', 'resume_on_payment_success'),
        proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
        proration_date: integer(),
      },
      resume,
    ),
  ],
}
