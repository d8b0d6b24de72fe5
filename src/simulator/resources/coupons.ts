import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import {
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  type Read,
  text,
  anything,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import type { Json } from '../wire/versions.ts'
import { decimal, sent } from '../wire/sent.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { addMonths } from './calendar.ts'

const createShape = {
  amount_off: integer({ min: 1 }),
  applies_to: hash({ products: listOf(text()) }),
  currency: text(),
  currency_options: anything(),
  duration: oneOf('forever', 'once', 'repeating'),
  duration_in_months: integer({ min: 1 }),
  id: text(),
  max_redemptions: integer({ min: 1 }),
  metadata: metadata(),
  name: text({ max: 40 }),
  percent_off: decimal(),
  redeem_by: integer(),
} as const

function create(call: Call<Read<typeof createShape>>): Stripe.Coupon {
  const { account, now, params } = call
  const { amount_off: amount, percent_off: percent } = params
  const id = params.id ?? randomText(8)
  if (account.getListed('coupon', id))
    throw invalidRequest('Coupon already exists.', { code: 'resource_already_exists', param: 'id' })
  if (!amount && !percent)
    throw invalidRequest('You must provide either `percent_off` or `amount_off`.', { param: 'percent_off' })
  if (amount && percent)
    throw invalidRequest('You may only specify one of these parameters: amount_off, percent_off.', {
      param: 'amount_off',
    })
  if (amount && !params.currency)
    throw invalidRequest('You must pass currency when passing amount_off', { param: 'currency' })
  if (percent && (percent <= 0 || percent > 100))
    throw invalidRequest('Invalid percent_off: must be greater than 0 and at most 100.', {
      param: 'percent_off',
    })
  const duration = params.duration ?? 'once'
  if ((duration === 'repeating') !== Boolean(params.duration_in_months))
    throw invalidRequest(
      duration === 'repeating'
        ? 'Missing required param: duration_in_months.'
        : '`duration_in_months` may only be given when `duration` is `repeating`.',
      { param: 'duration_in_months' },
    )
  const coupon: Stripe.Coupon = account.put('coupon', {
    id,
    object: 'coupon',
    amount_off: amount ?? null,
    ...(params.applies_to?.products ? { applies_to: { products: [...params.applies_to.products] } } : {}),
    created: now,
    currency: amount ? checkCurrency(params.currency ?? '') : null,
    duration,
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: percent ?? null,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  })
  emit(call, 'coupon.created', coupon)
  return coupon
}

/** A coupon that was not deleted. */
export function useCoupon({ account }: Pick<Call, 'account'>, id: string, param = 'coupon'): Stripe.Coupon {
  const found = account.getListed('coupon', id)
  if (!found) throw noSuch('coupon', id, param)
  return found
}

/** Throws what Stripe answers when a coupon is used up or over. */
export function checkCoupon(scope: Pick<Scope, 'now'>, coupon: Stripe.Coupon, param = 'coupon'): void {
  const expired = coupon.redeem_by !== null && coupon.redeem_by < scope.now
  if (!coupon.valid || expired)
    throw invalidRequest(`Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param })
}

/** Takes a coupon for somebody, or throws what Stripe answers when it is used up. */
export function redeem(scope: Scope, coupon: Stripe.Coupon): Stripe.Coupon {
  checkCoupon(scope, coupon)
  const times = coupon.times_redeemed + 1
  return scope.account.put('coupon', {
    ...coupon,
    times_redeemed: times,
    valid: coupon.max_redemptions === null || times < coupon.max_redemptions,
  })
}

export type DiscountOn = Partial<
  Pick<
    Stripe.Discount,
    'customer' | 'subscription' | 'invoice' | 'invoice_item' | 'promotion_code' | 'checkout_session'
  >
>

/** What redeeming leaves on a customer, subscription or invoice. https://docs.stripe.com/api/discounts/object */
export const discountOf = (scope: Scope, coupon: Stripe.Coupon, on: DiscountOn): Stripe.Discount =>
  scope.account.put('discount', discountObject(scope, coupon, on))

/** A discount that is not stored. */
export function discountObject(scope: Scope, coupon: Stripe.Coupon, on: DiscountOn): Stripe.Discount {
  return {
    id: scope.account.newId('di'),
    object: 'discount',
    checkout_session: null,
    customer: null,
    customer_account: null,
    end: coupon.duration === 'repeating' ? addMonths(scope.now, coupon.duration_in_months ?? 1) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    source: { coupon: coupon.id, type: 'coupon' },
    start: scope.now,
    subscription: null,
    subscription_item: null,
    ...on,
  }
}

/** What a discount takes off an amount, in minor units. */
export function amountOff(
  { account }: Pick<Scope, 'account'>,
  discount: Stripe.Discount,
  amount: number,
): number {
  const coupon = account.get('coupon', idOf(discount.source.coupon) ?? '')
  if (!coupon) return 0
  const off = coupon.amount_off ?? Math.round((amount * (coupon.percent_off ?? 0)) / 100)
  return Math.min(off, amount)
}

/** How a discount looked before clover: with its coupon in it. */
export function olderDiscount(discount: Json, account: AccountStore): void {
  const source = discount['source']
  const id = typeof source === 'object' && source !== null && 'coupon' in source ? source.coupon : undefined
  discount['coupon'] = typeof id === 'string' ? structuredClone(account.get('coupon', id)) : id
  delete discount['source']
  delete discount['customer_account']
}

export const coupons: Resource = {
  routes: [
    route('POST', '/v1/coupons', createShape, create),
    route('GET', '/v1/coupons', { ...listShape, created: range() }, (call) => listOfTable(call, 'coupon')),
    route('GET', '/v1/coupons/:id', {}, (call) => useCoupon(call, call.path['id'] ?? '')),
    route(
      'POST',
      '/v1/coupons/:id',
      { metadata: metadata(), name: text({ max: 40 }), currency_options: anything() },
      (call) => {
        const before = useCoupon(call, call.path['id'] ?? '')
        const updated = call.account.put('coupon', {
          ...before,
          ...sent(call.params, 'name'),
          metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
        })
        emit(call, 'coupon.updated', updated, before)
        return updated
      },
    ),
    route('DELETE', '/v1/coupons/:id', {}, (call) => {
      const before = useCoupon(call, call.path['id'] ?? '')
      // Who has it keeps it.
      call.account.hide('coupon', before.id)
      emit(call, 'coupon.deleted', { ...before, valid: false })
      return { id: before.id, object: 'coupon', deleted: true } satisfies Stripe.DeletedCoupon
    }),
  ],
  downgrades: {
    discount: [
      {
        before: '2025-09-30',
        apply: olderDiscount,
      },
    ],
  },
}
