import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { type Call, type Resource, route } from '../wire/router.ts'
import { removedSince } from '../wire/legacy.ts'
import { emit } from '../world/events.ts'
import { takeDiscounts } from './discount-params.ts'
import { endDiscount, startDiscount } from './discounts.ts'
import { liveCustomer } from './payment-method-use.ts'

/** Since then a customer or subscription is no longer given a coupon by a parameter of its own. */
const NO_MORE_COUPON = '2025-03-31'

interface Given {
  readonly coupon?: string | null
  readonly promotion_code?: string | null
}

/** Refuses both at once, and both in newer versions. */
export function checkCoupon(call: Call, { coupon, promotion_code: code }: Given): void {
  removedSince(call, NO_MORE_COUPON, { coupon, promotion_code: code })
  if (coupon && code)
    throw invalidRequest('You may only specify one of these parameters: coupon, promotion_code.', {
      param: 'coupon',
    })
}

/** Gives a customer the discount of a coupon instead of the one they had; an empty one takes that away. */
export function withCoupon(call: Call, customer: Stripe.Customer, given: Given): Stripe.Customer {
  if (given.coupon === undefined && given.promotion_code === undefined) return customer
  const before = customer.discount ?? undefined
  const [made] =
    given.coupon || given.promotion_code ? takeDiscounts(call, [given], { customer: customer.id }) : []
  if (made) startDiscount(call, made, before)
  else if (before) endDiscount(call, before)
  return { ...customer, discount: made ?? null }
}

export const noDiscount = (kind: string, id: string) =>
  invalidRequest(`No active discount for ${kind}: ${id}`, { code: 'resource_missing' }, 404)

export const customerDiscounts: Resource = {
  routes: [
    route('DELETE', '/v1/customers/:id/discount', {}, (call) => {
      const before = liveCustomer(call, call.path['id'] ?? '', 'id')
      if (!before.discount) throw noDiscount('customer', before.id)
      const after = call.account.put('customer', { ...before, discount: null })
      const gone = endDiscount(call, before.discount)
      emit(call, 'customer.updated', after, before)
      return gone
    }),
  ],
}
