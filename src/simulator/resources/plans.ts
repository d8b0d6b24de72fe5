import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import type { Raw } from '../wire/form.ts'
import { listOfTable } from '../wire/lists.ts'
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
import { given, sent, type Wire } from '../wire/sent.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import type { Price } from './prices.ts'
import { createProduct, liveProduct } from './product-data.ts'

export type Plan = Wire<Stripe.Plan>

/** The plan that a recurring price also is. https://docs.stripe.com/api/plans/object */
export const planOfPrice = (price: Price): Plan => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: price.billing_scheme,
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? 'month',
  interval_count: price.recurring?.interval_count ?? 1,
  livemode: price.livemode,
  metadata: price.metadata,
  meter: price.recurring?.meter ?? null,
  nickname: price.nickname,
  product: typeof price.product === 'string' ? price.product : price.product.id,
  tiers_mode: price.tiers_mode,
  transform_usage: price.transform_quantity,
  trial_period_days: price.recurring?.trial_period_days ?? null,
  usage_type: price.recurring?.usage_type ?? 'licensed',
})

const priceOfPlan = (plan: Plan, product: string): Price => ({
  id: plan.id,
  object: 'price',
  active: plan.active,
  billing_scheme: plan.billing_scheme,
  created: plan.created,
  currency: plan.currency,
  custom_unit_amount: null,
  livemode: false,
  lookup_key: null,
  metadata: { ...plan.metadata },
  nickname: plan.nickname,
  product,
  recurring: {
    interval: plan.interval,
    interval_count: plan.interval_count,
    meter: plan.meter,
    trial_period_days: plan.trial_period_days,
    usage_type: plan.usage_type,
  },
  tax_behavior: 'unspecified',
  tiers_mode: plan.tiers_mode,
  transform_quantity: plan.transform_usage,
  type: 'recurring',
  unit_amount: plan.amount,
  unit_amount_decimal: plan.amount_decimal,
})

const createShape = {
  active: flag(),
  amount: integer({ min: 0 }),
  amount_decimal: text(),
  billing_scheme: oneOf('per_unit', 'tiered'),
  currency: required(text()),
  id: text(),
  interval: required(oneOf('day', 'week', 'month', 'year')),
  interval_count: integer({ min: 1 }),
  metadata: metadata(),
  meter: text(),
  nickname: text(),
  product: anything(),
  tiers: anything(),
  tiers_mode: oneOf('graduated', 'volume'),
  transform_usage: hash({ divide_by: required(integer({ min: 1 })), round: required(oneOf('up', 'down')) }),
  trial_period_days: integer(),
  usage_type: oneOf('licensed', 'metered'),
} as const

function productOf(call: Call, raw: Raw | null | undefined): string {
  if (typeof raw === 'string') return liveProduct(call, raw).id
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || !('name' in raw))
    throw invalidRequest('Missing required param: product.', { code: 'parameter_missing', param: 'product' })
  return createProduct(call, {
    name: typeof raw['name'] === 'string' ? raw['name'] : null,
    id: typeof raw['id'] === 'string' ? raw['id'] : null,
  }).id
}

function create(call: Call<Read<typeof createShape>>): Plan {
  const { account, now, params } = call
  const id = params.id ?? account.newId('plan')
  if (account.getListed('plan', id))
    throw invalidRequest(`Plan already exists.`, { code: 'resource_already_exists', param: 'id' })
  const { amount, amount_decimal: decimal } = params
  if ((amount === undefined || amount === null) && !decimal && params.billing_scheme !== 'tiered')
    throw invalidRequest('Plans require an `amount` or `amount_decimal` parameter to be set.', {
      param: 'amount',
    })
  const product = productOf(call, params.product)
  const plan: Plan = account.put('plan', {
    id,
    object: 'plan',
    active: params.active ?? true,
    amount: amount ?? null,
    amount_decimal: decimal ?? amount?.toString() ?? null,
    billing_scheme: params.billing_scheme ?? 'per_unit',
    created: now,
    currency: checkCurrency(params.currency ?? ''),
    interval: params.interval ?? 'month',
    interval_count: params.interval_count ?? 1,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    meter: params.meter ?? null,
    nickname: params.nickname ?? null,
    product,
    tiers_mode: params.tiers_mode ?? null,
    transform_usage: params.transform_usage ? { ...params.transform_usage } : null,
    trial_period_days: params.trial_period_days ?? null,
    usage_type: params.usage_type ?? 'licensed',
  })
  const price = account.put('price', priceOfPlan(plan, product))
  emit(call, 'plan.created', plan)
  emit(call, 'price.created', price)
  return plan
}

function find(call: Call): Plan {
  const id = call.path['id'] ?? ''
  const found = call.account.getListed('plan', id)
  if (!found) throw noSuch('plan', id, 'plan')
  return found
}

export const plans: Resource = {
  routes: [
    route('POST', '/v1/plans', createShape, create),
    route('GET', '/v1/plans', { ...listShape, created: range(), active: flag(), product: text() }, (call) => {
      const { active, product } = call.params
      return listOfTable(call, 'plan', {
        where: (p) =>
          (active === undefined || active === null || p.active === active) &&
          (!product || p.product === product),
      })
    }),
    route('GET', '/v1/plans/:id', {}, find),
    route(
      'POST',
      '/v1/plans/:id',
      {
        active: flag(),
        metadata: metadata(),
        nickname: text(),
        product: text(),
        trial_period_days: integer(),
      },
      (call) => {
        const { account, params } = call
        const before = find(call)
        const product = params.product ? liveProduct(call, params.product).id : undefined
        const updated = account.put('plan', {
          ...before,
          ...given(params, 'active'),
          ...sent(params, 'nickname', 'trial_period_days'),
          ...(product === undefined ? {} : { product }),
          metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
        })
        if (account.get('price', updated.id) && typeof updated.product === 'string')
          account.put('price', priceOfPlan(updated, updated.product))
        emit(call, 'plan.updated', updated, before)
        return updated
      },
    ),
    route('DELETE', '/v1/plans/:id', {}, (call) => {
      const before = find(call)
      const { account } = call
      account.hide('plan', before.id)
      const price = account.get('price', before.id)
      if (price) {
        account.hide('price', before.id)
        emit(call, 'price.deleted', price)
      }
      emit(call, 'plan.deleted', before)
      return { id: before.id, object: 'plan', deleted: true } satisfies Stripe.DeletedPlan
    }),
  ],
}
