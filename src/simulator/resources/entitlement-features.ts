import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfItems, listOfTable, mustFind } from '../wire/lists.ts'
import { mergeMetadata, metadata, required, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given } from '../wire/sent.ts'
import type { AccountStore } from '../world/account.ts'
import type { Tables } from '../world/tables.ts'
import { liveProduct } from './product-data.ts'

type Feature = Stripe.Entitlements.Feature
type Attached = Tables['attached_feature']

const find = (call: Call): Feature =>
  mustFind(call, 'entitlements.feature', call.path['id'] ?? '', 'id', 'entitlements feature')

/** https://docs.stripe.com/api/entitlements/feature */
export const entitlementFeatures: Resource = {
  routes: [
    route(
      'POST',
      '/v1/entitlements/features',
      {
        lookup_key: required(text({ max: 80 })),
        name: required(text({ max: 80 })),
        metadata: metadata(),
      },
      (call) => {
        const { account, params } = call
        const { lookup_key: key, name } = params
        const [taken] = account.table('entitlements.feature').find(`lookup_key:${key}`)
        if (taken)
          throw invalidRequest(`A feature (\`${taken.id}\`) already uses the lookup key ${key}.`, {
            code: 'resource_already_exists',
            param: 'lookup_key',
          })
        return account.put('entitlements.feature', {
          id: account.newId('feat'),
          object: 'entitlements.feature',
          active: true,
          livemode: false,
          lookup_key: key,
          metadata: mergeMetadata({}, params.metadata),
          name,
        })
      },
    ),
    route(
      'GET',
      '/v1/entitlements/features',
      { ...listShape, archived: flag(), lookup_key: text() },
      (call) => {
        const { archived, lookup_key: key } = call.params
        return listOfTable(call, 'entitlements.feature', {
          key: key ? `lookup_key:${key}` : undefined,
          where: (f) => f.active === !archived && (!key || f.lookup_key === key),
        })
      },
    ),
    route('GET', '/v1/entitlements/features/:id', {}, find),
    route(
      'POST',
      '/v1/entitlements/features/:id',
      { active: flag(), name: text({ max: 80 }), metadata: metadata() },
      (call) => {
        const before = find(call)
        return call.account.put('entitlements.feature', {
          ...before,
          ...given(call.params, 'active', 'name'),
          metadata: mergeMetadata(before.metadata, call.params.metadata),
        })
      },
    ),
  ],
}

const shown = (account: AccountStore, { id, feature }: Attached): Stripe.ProductFeature => ({
  id,
  object: 'product_feature',
  entitlement_feature: mustFind({ account }, 'entitlements.feature', feature),
  livemode: false,
})

/** What is attached to a product, oldest first. */
export const featuresOf = (account: AccountStore, product: string): readonly Attached[] =>
  account.table('attached_feature').find(`product:${product}`)

function findAttached(call: Call): Attached {
  const product = liveProduct(call, call.path['product'] ?? '', 'id')
  const id = call.path['id'] ?? ''
  const found = call.account.get('attached_feature', id)
  if (found?.product !== product.id) throw noSuch('product feature', id)
  return found
}

/** https://docs.stripe.com/api/product-feature */
export const productFeatures: Resource = {
  routes: [
    route('POST', '/v1/products/:product/features', { entitlement_feature: required(text()) }, (call) => {
      const { account, params } = call
      const product = liveProduct(call, call.path['product'] ?? '', 'id')
      const feature = mustFind(
        call,
        'entitlements.feature',
        params.entitlement_feature,
        'entitlement_feature',
        'entitlements feature',
      )
      if (!feature.active)
        throw invalidRequest(`The feature ${feature.id} is archived and cannot be attached to a product.`, {
          param: 'entitlement_feature',
        })
      if (featuresOf(account, product.id).some((one) => one.feature === feature.id))
        throw invalidRequest(`The feature ${feature.id} is already attached to ${product.id}.`, {
          code: 'resource_already_exists',
          param: 'entitlement_feature',
        })
      const attached = { id: account.newId('prodft'), product: product.id, feature: feature.id }
      return shown(account, account.put('attached_feature', attached))
    }),
    route('GET', '/v1/products/:product/features', listShape, (call) => {
      const product = liveProduct(call, call.path['product'] ?? '', 'id')
      const all = featuresOf(call.account, product.id).map((one) => shown(call.account, one))
      return listOfItems(call, all, 'product feature')
    }),
    route('GET', '/v1/products/:product/features/:id', {}, (call) => shown(call.account, findAttached(call))),
    route('DELETE', '/v1/products/:product/features/:id', {}, (call) => {
      const { id } = findAttached(call)
      call.account.remove('attached_feature', id)
      return { id, object: 'product_feature', deleted: true } satisfies Stripe.DeletedProductFeature
    }),
  ],
}
