import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import type { Raw } from '../wire/form.ts'
import { listOfTable } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  isHash,
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
import { given, sent, type Wire } from '../wire/sent.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { planOfPrice } from './plans.ts'
import { createProduct, liveProduct, productDataShape } from './product-data.ts'

export type Price = Wire<Stripe.Price>

const recurringShape = {
  interval: required(oneOf('day', 'week', 'month', 'year')),
  interval_count: integer({ min: 1 }),
  meter: text(),
  trial_period_days: integer(),
  usage_type: oneOf('licensed', 'metered'),
  aggregate_usage: text(),
} as const
const tierShape = {
  flat_amount: integer(),
  flat_amount_decimal: text(),
  unit_amount: integer(),
  unit_amount_decimal: text(),
  up_to: required(text()),
} as const

/** What a price is made from wherever one can be made: alone, with its product, or inside a line. */
export const priceShape = {
  billing_scheme: oneOf('per_unit', 'tiered'),
  currency_options: anything(),
  custom_unit_amount: hash({
    enabled: required(flag()),
    maximum: integer(),
    minimum: integer(),
    preset: integer(),
  }),
  lookup_key: text(),
  metadata: metadata(),
  nickname: text(),
  recurring: hash(recurringShape),
  tax_behavior: oneOf('exclusive', 'inclusive', 'unspecified'),
  tiers: listOf(hash(tierShape)),
  tiers_mode: oneOf('graduated', 'volume'),
  transfer_lookup_key: flag(),
  transform_quantity: hash({
    divide_by: required(integer({ min: 1 })),
    round: required(oneOf('up', 'down')),
  }),
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: text(),
} as const
type PriceData = Read<typeof priceShape> & { readonly currency: string; readonly active?: boolean | null }

/** Stores a price of a product and its twin among the plans, and tells of it. */
export function createPrice(call: Call, product: string, data: PriceData): Price {
  const { account, now } = call
  checkPrice(data)
  const currency = checkCurrency(data.currency)
  const amount = unitAmount(data)
  const id = account.newId('price')
  if (data.lookup_key) takeLookupKey(call, data.lookup_key, data.transfer_lookup_key === true)
  const price: Price = account.put('price', {
    id,
    object: 'price',
    active: data.active ?? true,
    billing_scheme: data.billing_scheme ?? 'per_unit',
    created: now,
    currency,
    custom_unit_amount: data.custom_unit_amount
      ? {
          maximum: data.custom_unit_amount.maximum ?? null,
          minimum: data.custom_unit_amount.minimum ?? null,
          preset: data.custom_unit_amount.preset ?? null,
        }
      : null,
    livemode: false,
    lookup_key: data.lookup_key ?? null,
    metadata: mergeMetadata({}, data.metadata),
    nickname: data.nickname ?? null,
    product,
    recurring: data.recurring
      ? {
          interval: data.recurring.interval,
          interval_count: data.recurring.interval_count ?? 1,
          meter: data.recurring.meter ?? null,
          trial_period_days: data.recurring.trial_period_days ?? null,
          usage_type: data.recurring.usage_type ?? 'licensed',
        }
      : null,
    tax_behavior: data.tax_behavior ?? 'unspecified',
    tiers_mode: data.tiers_mode ?? null,
    transform_quantity: data.transform_quantity ? { ...data.transform_quantity } : null,
    type: data.recurring ? 'recurring' : 'one_time',
    ...amount,
  })
  account.put('price_part', {
    id,
    tiers: data.tiers?.map((tier) => ({
      flat_amount: tier.flat_amount ?? null,
      flat_amount_decimal: tier.flat_amount_decimal ?? tier.flat_amount?.toString() ?? null,
      unit_amount: tier.unit_amount ?? null,
      unit_amount_decimal: tier.unit_amount_decimal ?? tier.unit_amount?.toString() ?? null,
      up_to: tier.up_to === 'inf' ? null : Number(tier.up_to),
    })),
    currency_options: currencyOptions(price, data.currency_options),
  })
  if (price.recurring) emit(call, 'plan.created', account.put('plan', planOfPrice(price)))
  emit(call, 'price.created', price)
  return price
}

/** Throws what Stripe answers when a price cannot be made of this; to be called before anything is stored. */
export function checkPrice(data: PriceData): void {
  checkCurrency(data.currency)
  if (data.billing_scheme === 'tiered' && !data.tiers)
    throw invalidRequest('You must provide `tiers` when `billing_scheme` is `tiered`.', { param: 'tiers' })
  unitAmount(data)
}

function unitAmount(data: PriceData): Pick<Price, 'unit_amount' | 'unit_amount_decimal'> {
  if (data.custom_unit_amount || data.billing_scheme === 'tiered')
    return { unit_amount: null, unit_amount_decimal: null }
  if (data.unit_amount !== undefined && data.unit_amount !== null)
    return { unit_amount: data.unit_amount, unit_amount_decimal: String(data.unit_amount) }
  const decimal = data.unit_amount_decimal
  if (!decimal || !/^\d{1,12}(\.\d{1,12})?$/.test(decimal))
    throw invalidRequest('Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.', {
      param: 'unit_amount',
    })
  return { unit_amount: /^\d+$/.test(decimal) ? Number(decimal) : null, unit_amount_decimal: decimal }
}

function currencyOptions(price: Price, raw: Raw | null | undefined): NonNullable<Price['currency_options']> {
  const one = (unit: number | null): NonNullable<Price['currency_options']>[string] => ({
    custom_unit_amount: null,
    tax_behavior: price.tax_behavior,
    unit_amount: unit,
    unit_amount_decimal: unit === null ? null : String(unit),
  })
  const others = isHash(raw ?? undefined) ? Object.entries(raw ?? {}) : []
  return Object.fromEntries([
    [price.currency, one(price.unit_amount)],
    ...others.map(([currency, options]) => [
      checkCurrency(currency),
      one(isHash(options) && options['unit_amount'] !== undefined ? Number(options['unit_amount']) : null),
    ]),
  ])
}

function takeLookupKey(call: Call, key: string, transfer: boolean): void {
  for (const holder of call.account.table('price').find(`lookup_key:${key}`)) {
    if (!transfer)
      throw invalidRequest(
        `A price (\`${holder.id}\`) already uses that lookup key. Set \`transfer_lookup_key=true\` to transfer it.`,
        { param: 'lookup_key' },
      )
    call.account.put('price', { ...holder, lookup_key: null })
  }
}

/** A plain price for one payment, inactive: nobody chose to sell at it. */
export const oneTimePrice = (
  id: string,
  created: number,
  product: string,
  amount: number,
  currency: string,
): Price => ({
  id,
  object: 'price',
  active: false,
  billing_scheme: 'per_unit',
  created,
  currency,
  custom_unit_amount: null,
  livemode: false,
  lookup_key: null,
  metadata: {},
  nickname: null,
  product,
  recurring: null,
  tax_behavior: 'unspecified',
  tiers_mode: null,
  transform_quantity: null,
  type: 'one_time',
  unit_amount: amount,
  unit_amount_decimal: String(amount),
})

/** The price an id or a plan's id names. */
export function usePrice({ account }: Pick<Call, 'account'>, id: string, param = 'price'): Price {
  const found = account.getListed('price', id)
  if (found) return found
  const kind = param.includes('plan') ? 'plan' : 'price'
  throw noSuch(kind, id, param)
}

export const inlinePriceShape = {
  currency: required(text()),
  product: text(),
  product_data: hash(productDataShape),
  recurring: hash(recurringShape),
  tax_behavior: priceShape.tax_behavior,
  unit_amount: priceShape.unit_amount,
  unit_amount_decimal: text(),
} as const

/** Makes the price of a line that brings its own; it is not active, so that nobody lists it for sale. */
export function inlinePrice(call: Call, data: Read<typeof inlinePriceShape>): Price {
  if (!data.product && !data.product_data)
    throw invalidRequest('You must supply either `product` or `product_data`.', { param: 'product' })
  checkPrice(data)
  const product = data.product_data
    ? createProduct(call, { ...data.product_data, active: false }).id
    : liveProduct(call, data.product ?? '').id
  const { product: _, product_data: __, ...rest } = data
  return createPrice(call, product, { ...rest, active: false })
}

export const prices: Resource = {
  routes: [
    route(
      'POST',
      '/v1/prices',
      {
        ...priceShape,
        currency: required(text()),
        active: flag(),
        product: text(),
        product_data: hash(productDataShape),
      },
      (call) => {
        const { params } = call
        if (!params.product && !params.product_data)
          throw invalidRequest('You must supply either `product` or `product_data`.', { param: 'product' })
        checkPrice(params)
        const product = params.product_data
          ? createProduct(call, params.product_data)
          : liveProduct(call, params.product ?? '')
        return createPrice(call, product.id, params)
      },
    ),
    route(
      'GET',
      '/v1/prices',
      {
        ...listShape,
        created: range(),
        active: flag(),
        currency: text(),
        lookup_keys: listOf(text()),
        product: text(),
        recurring: hash({ interval: text(), usage_type: text(), meter: text() }),
        type: oneOf('one_time', 'recurring'),
      },
      (call) => {
        const { active, currency, lookup_keys: keys, product, recurring, type } = call.params
        return listOfTable(call, 'price', {
          key: product ? `product:${product}` : undefined,
          where: (p) =>
            (active === undefined || active === null || p.active === active) &&
            (!currency || p.currency === currency) &&
            (!keys || (p.lookup_key !== null && keys.includes(p.lookup_key))) &&
            (!product || p.product === product) &&
            (!recurring?.interval || p.recurring?.interval === recurring.interval) &&
            (!recurring?.usage_type || p.recurring?.usage_type === recurring.usage_type) &&
            (!type || p.type === type),
        })
      },
    ),
    route('GET', '/v1/prices/:id', {}, (call) => usePrice(call, call.path['id'] ?? '', 'price')),
    route(
      'POST',
      '/v1/prices/:id',
      {
        active: flag(),
        currency_options: anything(),
        lookup_key: text(),
        metadata: metadata(),
        nickname: text(),
        tax_behavior: priceShape.tax_behavior,
        transfer_lookup_key: flag(),
      },
      (call) => {
        const { account, params } = call
        const before = usePrice(call, call.path['id'] ?? '')
        if (params.lookup_key && params.lookup_key !== before.lookup_key)
          takeLookupKey(call, params.lookup_key, params.transfer_lookup_key === true)
        const updated = account.put('price', {
          ...before,
          ...given(params, 'active', 'tax_behavior'),
          ...sent(params, 'lookup_key', 'nickname'),
          metadata: mergeMetadata(before.metadata, params.metadata),
        })
        if (updated.recurring && account.get('plan', updated.id)) account.put('plan', planOfPrice(updated))
        emit(call, 'price.updated', updated, before)
        return updated
      },
    ),
  ],
  includable: {
    price: {
      tiers: (price, account) => account.get('price_part', String(price['id']))?.tiers ?? [],
      currency_options: (price, account) =>
        account.get('price_part', String(price['id']))?.currency_options ?? {},
    },
  },
}
