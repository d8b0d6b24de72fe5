import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { removedSince } from '../wire/legacy.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import { useCoupon } from './coupons.ts'
import { liveCustomer } from './payment-method-use.ts'

const createShape = {
  active: flag(),
  code: text({ max: 500 }),
  coupon: text(),
  customer: text(),
  customer_account: text(),
  expires_at: integer(),
  max_redemptions: integer({ min: 1 }),
  metadata: metadata(),
  promotion: hash({ type: required(oneOf('coupon')), coupon: text() }),
  restrictions: hash({
    currency_options: anything(),
    first_time_transaction: flag(),
    minimum_amount: integer(),
    minimum_amount_currency: text(),
  }),
} as const

const OLD = '2025-09-30'

function create(call: Call<Read<typeof createShape>>): Stripe.PromotionCode {
  const { account, now, params } = call
  removedSince(call, OLD, { coupon: params.coupon })
  const name = params.promotion?.coupon ?? params.coupon
  if (!name)
    throw invalidRequest('Missing required param: promotion.', {
      code: 'parameter_missing',
      param: 'promotion',
    })
  const coupon = useCoupon(call, name)
  const code = params.code ?? randomText(8).toUpperCase()
  if (!/^[\w-]+$/.test(code))
    throw invalidRequest('The promotion code may contain letters, digits and dashes only.', { param: 'code' })
  if (
    account
      .table('promotion_code')
      .find(`code:${code.toLowerCase()}`)
      .some((p) => p.active)
  )
    throw invalidRequest('An active promotion code with this code already exists.', {
      code: 'resource_already_exists',
      param: 'code',
    })
  const made: Stripe.PromotionCode = account.put('promotion_code', {
    id: account.newId('promo'),
    object: 'promotion_code',
    active: params.active ?? true,
    code,
    created: now,
    customer: params.customer ? liveCustomer(call, params.customer).id : null,
    customer_account: params.customer_account ?? null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: {
      first_time_transaction: params.restrictions?.first_time_transaction ?? false,
      minimum_amount: params.restrictions?.minimum_amount ?? null,
      minimum_amount_currency: params.restrictions?.minimum_amount_currency ?? null,
    },
    times_redeemed: 0,
  })
  emit(call, 'promotion_code.created', made)
  return made
}

export const promotionCodes: Resource = {
  routes: [
    route('POST', '/v1/promotion_codes', createShape, create),
    route(
      'GET',
      '/v1/promotion_codes',
      { ...listShape, created: range(), active: flag(), code: text(), coupon: text(), customer: text() },
      (call) => {
        const { active, code, coupon, customer } = call.params
        return listOfTable(call, 'promotion_code', {
          key: code ? `code:${code.toLowerCase()}` : coupon ? `coupon:${coupon}` : undefined,
          where: (p) =>
            (active === undefined || active === null || p.active === active) &&
            (!code || p.code.toLowerCase() === code.toLowerCase()) &&
            (!coupon || idOf(p.promotion.coupon) === coupon) &&
            (!customer || p.customer === customer),
        })
      },
    ),
    route('GET', '/v1/promotion_codes/:id', {}, (call) =>
      mustFind(call, 'promotion_code', call.path['id'] ?? '', 'promotion_code', 'promotion code'),
    ),
    route(
      'POST',
      '/v1/promotion_codes/:id',
      { active: flag(), metadata: metadata(), restrictions: anything() },
      (call) => {
        const before = mustFind(
          call,
          'promotion_code',
          call.path['id'] ?? '',
          'promotion_code',
          'promotion code',
        )
        const updated = call.account.put('promotion_code', {
          ...before,
          ...given(call.params, 'active'),
          metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
        })
        emit(call, 'promotion_code.updated', updated, before)
        return updated
      },
    ),
  ],
  downgrades: {
    promotion_code: [
      {
        before: OLD,
        apply: (p, account) => {
          const promotion = p['promotion']
          const id =
            typeof promotion === 'object' && promotion !== null && 'coupon' in promotion
              ? promotion.coupon
              : undefined
          p['coupon'] = typeof id === 'string' ? structuredClone(account.get('coupon', id)) : id
          delete p['promotion']
          delete p['customer_account']
        },
      },
    ],
  },
}
