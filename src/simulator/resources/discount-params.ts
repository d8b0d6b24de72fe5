import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { hash, listOf, type Read, text } from '../wire/params.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { checkCoupon, discountObject, type DiscountOn, discountOf, redeem, useCoupon } from './coupons.ts'

/** `discounts` of a request: each by a coupon, a promotion code or as one that is there already. */
export const discountsParam = listOf(hash({ coupon: text(), discount: text(), promotion_code: text() }))

type Sent = Read<{ readonly all: typeof discountsParam }>['all']
export type DiscountRequest = NonNullable<Sent>[number]

interface Wanted {
  readonly coupon: Stripe.Coupon
  readonly code: Stripe.PromotionCode | null
}

/** A promotion code that a customer may use; throws why it may not be. */
function usableCode(
  scope: Scope,
  id: string,
  customer: string | undefined,
  at: string,
): Stripe.PromotionCode {
  const code = mustFind(scope, 'promotion_code', id, at, 'promotion code')
  const refuse = (why: string) =>
    invalidRequest(`This promotion code cannot be redeemed because ${why}.`, { param: at })
  if (!code.active) throw refuse('it is not active')
  if (code.expires_at !== null && code.expires_at <= scope.now) throw refuse('it has expired')
  if (code.customer && idOf(code.customer) !== customer)
    throw refuse('it may only be used by another customer')
  const hasPaid =
    customer !== undefined &&
    scope.account
      .table('payment_intent')
      .find(`customer:${customer}`)
      .some((p) => p.status === 'succeeded')
  if (code.restrictions.first_time_transaction && hasPaid)
    throw refuse('the associated customer has prior transactions')
  return code
}

/** What a request would redeem; throws if it cannot be. */
function wanted(scope: Scope, one: DiscountRequest, customer: string | undefined, at: string): Wanted {
  const code = one.promotion_code
    ? usableCode(scope, one.promotion_code, customer, `${at}[promotion_code]`)
    : null
  const id = code === null ? one.coupon : idOf(code.promotion.coupon)
  if (!id)
    throw invalidRequest(`Missing required param: ${at}[coupon].`, {
      code: 'parameter_missing',
      param: `${at}[coupon]`,
    })
  const coupon = useCoupon(scope, id, `${at}[coupon]`)
  checkCoupon(scope, coupon, at)
  return { coupon, code }
}

function taken(scope: Scope, { coupon, code }: Wanted): Stripe.Coupon {
  const redeemed = redeem(scope, coupon)
  if (code === null) return redeemed
  const times = code.times_redeemed + 1
  const left = code.max_redemptions === null || times < code.max_redemptions
  const used = scope.account.put('promotion_code', { ...code, active: left, times_redeemed: times })
  emit(scope, 'promotion_code.updated', used, code)
  return redeemed
}

type There = readonly Stripe.Discount[] | undefined

// One that is there already: of those that the request may name, or of all.
function existing(scope: Scope, id: string, at: string, there: There): Stripe.Discount {
  if (there === undefined) return mustFind(scope, 'discount', id, at)
  const found = there.find((discount) => discount.id === id)
  if (!found) throw noSuch('discount', id, at)
  return found
}

/** What redeeming them would make; nothing is stored. Throws if one of them cannot be used. */
export const previewDiscounts = (
  scope: Scope,
  sent: Sent,
  on: DiscountOn,
  at = 'discounts',
): readonly Stripe.Discount[] =>
  (sent ?? []).map((one, i) => {
    const param = `${at}[${i}]`
    if (one.discount) return existing(scope, one.discount, `${param}[discount]`, undefined)
    const { coupon, code } = wanted(scope, one, idOf(on.customer), param)
    return discountObject(scope, coupon, { ...on, promotion_code: code?.id ?? null })
  })

/** Redeems them for somebody or something; `there` are those a request may name. Nothing is told yet. */
export const takeDiscounts = (
  scope: Scope,
  sent: Sent,
  on: DiscountOn,
  there?: There,
): readonly Stripe.Discount[] =>
  (sent ?? []).map((one, i) => {
    const param = `discounts[${i}]`
    if (one.discount) return existing(scope, one.discount, `${param}[discount]`, there)
    const found = wanted(scope, one, idOf(on.customer), param)
    return discountOf(scope, taken(scope, found), { ...on, promotion_code: found.code?.id ?? null })
  })
