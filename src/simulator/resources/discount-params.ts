import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { hash, listOf, type Read, text } from '../wire/params.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { discountObject, discountOf, redeem, useCoupon } from './coupons.ts'

export const discountsParam = listOf(hash({ coupon: text(), discount: text(), promotion_code: text() }))
type Sent = Read<{ readonly all: typeof discountsParam }>['all']
type On = Parameters<typeof discountOf>[2]

// The coupon behind each; a discount that is there already has none to redeem.
function couponOf(
  scope: Scope,
  sent: NonNullable<Sent>[number],
  at: string,
): { readonly coupon: Stripe.Coupon; readonly code: string | null } {
  if (!sent.promotion_code)
    return { coupon: useCoupon(scope, sent.coupon ?? '', `${at}[coupon]`), code: null }
  const code = scope.account.get('promotion_code', sent.promotion_code)
  if (!code?.active) throw noSuch('promotion code', sent.promotion_code, `${at}[promotion_code]`)
  return { coupon: useCoupon(scope, idOf(code.promotion.coupon) ?? '', `${at}[coupon]`), code: code.id }
}

/** Throws if one of them cannot be used. */
export function checkDiscounts(scope: Scope, sent: Sent, at: string): void {
  for (const [i, one] of (sent ?? []).entries()) {
    const param = `${at}[${i}]`
    if (one.discount) {
      mustFind(scope, 'discount', one.discount, `${param}[discount]`)
      continue
    }
    const { coupon } = couponOf(scope, one, param)
    if (!coupon.valid || (coupon.redeem_by !== null && coupon.redeem_by < scope.now))
      throw invalidRequest(`Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param })
  }
}

/** Redeems them for somebody or something. */
export const redeemAll = (scope: Scope, sent: Sent, on: On): readonly Stripe.Discount[] =>
  (sent ?? []).map((one, i) => {
    if (one.discount) return mustFind(scope, 'discount', one.discount, `discounts[${i}][discount]`)
    const { coupon, code } = couponOf(scope, one, `discounts[${i}]`)
    return discountOf(scope, redeem(scope, coupon), { ...on, promotion_code: code })
  })

/** What redeeming them would make; nothing is stored. */
export const previewDiscounts = (scope: Scope, sent: Sent, on: On): readonly Stripe.Discount[] => {
  checkDiscounts(scope, sent, 'discounts')
  return (sent ?? []).map((one, i) => {
    if (one.discount) return mustFind(scope, 'discount', one.discount, `discounts[${i}][discount]`)
    const { coupon, code } = couponOf(scope, one, `discounts[${i}]`)
    return discountObject(scope, coupon, { ...on, promotion_code: code })
  })
}
