import type Stripe from 'stripe'
import { noSuch } from '../wire/errors.ts'
import {
  anything,
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, flag } from '../wire/router.ts'
import { decimal, given, sent } from '../wire/sent.ts'
import { emit } from '../world/events.ts'

/** What create and update take. */
export const productShape = {
  active: flag(),
  description: text(),
  images: listOf(text()),
  marketing_features: listOf(hash({ name: required(text()) })),
  metadata: metadata(),
  package_dimensions: hash({
    height: required(decimal()),
    length: required(decimal()),
    weight: required(decimal()),
    width: required(decimal()),
  }),
  shippable: flag(),
  statement_descriptor: text({ max: 22 }),
  tax_code: text(),
  tax_details: anything(),
  unit_label: text({ max: 12 }),
  url: text(),
} as const
type Fields = Partial<Read<typeof productShape>> & { readonly name?: string | null }

/** https://docs.stripe.com/api/products/object */
export const productObject = (id: string, created: number, name: string): Stripe.Product => ({
  id,
  object: 'product',
  active: true,
  created,
  default_price: null,
  description: null,
  images: [],
  livemode: false,
  marketing_features: [],
  metadata: {},
  name,
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  type: 'service',
  unit_label: null,
  updated: created,
  url: null,
})

/** Applies what was sent to a product. */
export function applyProduct(product: Stripe.Product, params: Fields, now: number): Stripe.Product {
  return {
    ...product,
    ...given(params, 'active', 'name'),
    ...sent(params, 'description', 'shippable', 'statement_descriptor', 'tax_code', 'unit_label', 'url'),
    ...(params.images === undefined ? {} : { images: [...(params.images ?? [])] }),
    ...(params.marketing_features === undefined
      ? {}
      : { marketing_features: (params.marketing_features ?? []).map(({ name }) => ({ name })) }),
    ...(params.package_dimensions === undefined
      ? {}
      : { package_dimensions: params.package_dimensions && { ...params.package_dimensions } }),
    metadata: mergeMetadata(product.metadata, params.metadata),
    updated: now,
  }
}

/** A product that was not deleted. */
export function liveProduct(call: Pick<Call, 'account'>, id: string, param = 'product'): Stripe.Product {
  const found = call.account.get('product', id)
  if (!found || found.deleted) throw noSuch('product', id, param)
  return found
}

/** Creates a product that a price or plan is made together with. */
export function createProduct(
  call: Call,
  data: {
    readonly name: string | null
    readonly id?: string | null
    readonly active?: boolean | null
    readonly metadata?: Readonly<Record<string, string>> | null
    readonly statement_descriptor?: string | null
    readonly tax_code?: string | null
    readonly unit_label?: string | null
  },
): Stripe.Product {
  const id = data.id ?? call.account.newId('prod')
  const product = applyProduct(productObject(id, call.now, data.name ?? ''), data, call.now)
  call.account.put('product', product)
  emit(call, 'product.created', product)
  return product
}

export const productDataShape = {
  name: required(text()),
  id: text(),
  active: flag(),
  metadata: metadata(),
  statement_descriptor: text({ max: 22 }),
  tax_code: text(),
  tax_details: anything(),
  unit_label: text(),
  description: text(),
  images: listOf(text()),
  quantity: integer(),
} as const
