import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { hash, listOf, text } from '../wire/params.ts'
import type { Resource } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { discountOf, redeem, useCoupon } from './coupons.ts'

/** `discounts` of a subscription. */
export const discountsParam = listOf(hash({ coupon: text(), discount: text(), promotion_code: text() }))

export interface DiscountRequest {
  readonly coupon?: string | null
  readonly discount?: string | null
  readonly promotion_code?: string | null
}

/** Takes a promotion code for a customer, or throws why it may not be used; returns its coupon. */
function redeemCode(scope: Scope, id: string, customer: string, at: string): Stripe.Coupon {
  const code = mustFind(scope, 'promotion_code', id, at, 'promotion code')
  const refuse = (why: string) =>
    invalidRequest(`This promotion code cannot be redeemed because ${why}.`, { param: at })
  if (!code.active) throw refuse('it is not active')
  if (code.expires_at !== null && code.expires_at <= scope.now) throw refuse('it has expired')
  if (code.customer && idOf(code.customer) !== customer)
    throw refuse('it may only be used by another customer')
  const hasPaid = scope.account
    .table('payment_intent')
    .find(`customer:${customer}`)
    .some((p) => p.status === 'succeeded')
  if (code.restrictions.first_time_transaction && hasPaid)
    throw refuse('the associated customer has prior transactions')
  const coupon = redeem(scope, useCoupon(scope, idOf(code.promotion.coupon) ?? '', at))
  const times = code.times_redeemed + 1
  const left = code.max_redemptions === null || times < code.max_redemptions
  const used = scope.account.put('promotion_code', { ...code, active: left, times_redeemed: times })
  emit(scope, 'promotion_code.updated', used, code)
  return coupon
}

/** The discounts that a request asks for; `there` are those it may name. Nothing is told yet. */
export function takeDiscounts(
  scope: Scope,
  wanted: readonly DiscountRequest[],
  customer: string,
  there: readonly Stripe.Discount[] = [],
): readonly Stripe.Discount[] {
  return wanted.map((one, i) => {
    const at = `discounts[${i}]`
    if (one.discount) {
      const found = there.find((d) => d.id === one.discount)
      if (!found) throw noSuch('discount', one.discount, `${at}[discount]`)
      return found
    }
    if (one.promotion_code)
      return discountOf(scope, redeemCode(scope, one.promotion_code, customer, `${at}[promotion_code]`), {
        customer,
        promotion_code: one.promotion_code,
      })
    if (!one.coupon)
      throw invalidRequest(`Missing required param: ${at}[coupon].`, {
        code: 'parameter_missing',
        param: `${at}[coupon]`,
      })
    return discountOf(scope, redeem(scope, useCoupon(scope, one.coupon, `${at}[coupon]`)), { customer })
  })
}

type Reference = string | { readonly id: string }

/** The discounts that ids name. */
export const discountsOf = (account: AccountStore, ids: readonly Reference[]): readonly Stripe.Discount[] =>
  ids.flatMap((one) => account.get('discount', idOf(one) ?? '') ?? [])

/** A discount is given to a customer or subscription: it is told, and ends by itself. */
export function startDiscount(scope: Scope, discount: Stripe.Discount, before?: Stripe.Discount): void {
  const { account, world } = scope
  account.put('discount', discount)
  emit(scope, before ? 'customer.discount.updated' : 'customer.discount.created', discount, before)
  if (discount.end !== null) world.at(account.id, discount.end, 'discount.end', discount.id)
}

/** A discount is taken away. Invoices that it was applied to keep it. */
export function endDiscount(scope: Scope, discount: Stripe.Discount): Stripe.DeletedDiscount {
  const { end: _, deleted: __, ...rest } = discount
  const gone: Stripe.DeletedDiscount = { ...rest, deleted: true }
  emit(scope, 'customer.discount.deleted', gone)
  return gone
}

/** Takes a discount from whoever has it. */
function takeAway(scope: Scope, discount: Stripe.Discount): void {
  const { account } = scope
  const customer = account.get('customer', idOf(discount.customer) ?? '')
  const subscription = account.get('subscription', discount.subscription ?? '')
  if (customer && !customer.deleted && customer.discount?.id === discount.id)
    account.put('customer', { ...customer, discount: null })
  else if (subscription?.discounts.some((d) => idOf(d) === discount.id))
    account.put('subscription', {
      ...subscription,
      discounts: subscription.discounts.filter((d) => idOf(d) !== discount.id),
    })
  else return
  endDiscount(scope, discount)
}

/** An invoice is final: what was to be taken off once has been. */
export function spendDiscounts(
  scope: Scope,
  { discounts, subtotal }: { readonly discounts: readonly Reference[]; readonly subtotal: number },
): void {
  // The invoice of a trial is of nothing, so nothing was taken off.
  if (subtotal <= 0) return
  for (const discount of discountsOf(scope.account, discounts)) {
    const coupon = scope.account.get('coupon', idOf(discount.source.coupon) ?? '')
    if (coupon?.duration === 'once') takeAway(scope, discount)
  }
}

/** https://docs.stripe.com/api/discounts */
export const discounts: Resource = {
  routes: [],
  actions: {
    'discount.end': (scope, id) => {
      const discount = scope.account.get('discount', id)
      if (discount) takeAway(scope, discount)
    },
  },
}
