import type Stripe from 'stripe'
import { mustFind } from '../wire/lists.ts'
import { type Call, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import { checkCoupon, noDiscount } from './customer-discounts.ts'
import { type DiscountRequest, takeDiscounts } from './discount-params.ts'
import { discountsOf, endDiscount, startDiscount } from './discounts.ts'
import { liveCustomer } from './payment-method-use.ts'
import type { Subscription } from './subscription-flow.ts'

interface Given {
  readonly coupon?: string | null
  readonly discounts?: readonly DiscountRequest[] | null
  readonly promotion_code?: string | null
}

/** What a request says of discounts, also in the older way: nothing, none, or these. */
function wantedBy(call: Call, given: Given): readonly DiscountRequest[] | null | undefined {
  checkCoupon(call, given)
  const { coupon, promotion_code: code, discounts } = given
  if (coupon || code) return [{ coupon: coupon ?? null, promotion_code: code ?? null }]
  return coupon === null || code === null ? null : discounts
}

/** The discounts that a new subscription starts with; they are told once it is there. */
export function firstDiscounts(
  call: Call,
  customer: Stripe.Customer,
  given: Given,
): readonly Stripe.Discount[] {
  const standing = customer.discount ? [customer.discount] : []
  return takeDiscounts(call, wantedBy(call, given) ?? [], { customer: customer.id }, standing)
}

/** Gives discounts to a subscription; one of its customer's stays the customer's. */
export function startAll(
  call: Call,
  subscription: Subscription,
  discounts: readonly Stripe.Discount[],
): void {
  const customer = call.account.get('customer', idOf(subscription.customer) ?? '')
  const standing = customer && !customer.deleted ? customer.discount?.id : undefined
  for (const one of discounts)
    if (one.id !== standing) startDiscount(call, { ...one, subscription: subscription.id })
}

/** The discounts of a subscription after an update: others take the place of those that are there. */
export function changedDiscounts(
  call: Call,
  before: Subscription,
  given: Given,
): { readonly discounts?: string[] } {
  const wanted = wantedBy(call, given)
  // An empty list leaves them as they are; only an empty text takes them away.
  if (wanted === undefined || wanted?.length === 0) return {}
  const customer = liveCustomer(call, idOf(before.customer) ?? '')
  const there = discountsOf(call.account, before.discounts)
  const standing = customer.discount ? [customer.discount] : []
  const after = takeDiscounts(call, wanted ?? [], { customer: customer.id }, [...there, ...standing])
  for (const one of there)
    if (!after.some(({ id }) => id === one.id) && one.id !== customer.discount?.id) endDiscount(call, one)
  startAll(
    call,
    before,
    after.filter(({ id }) => !there.some((one) => one.id === id)),
  )
  return { discounts: after.map(({ id }) => id) }
}

export const subscriptionDiscounts: Resource = {
  routes: [
    route('DELETE', '/v1/subscriptions/:id/discount', {}, (call) => {
      const before = mustFind(call, 'subscription', call.path['id'] ?? '')
      const [first, ...others] = discountsOf(call.account, before.discounts)
      if (!first) throw noDiscount('subscription', before.id)
      const after = call.account.put('subscription', { ...before, discounts: [] })
      for (const one of others) endDiscount(call, one)
      const gone = endDiscount(call, first)
      emit(call, 'customer.subscription.updated', after, before)
      return gone
    }),
  ],
}
