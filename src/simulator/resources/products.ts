import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import { hash, listOf, range, required, text } from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { given } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { checkPrice, createPrice, priceShape } from './prices.ts'
import { applyProduct, liveProduct, productObject, productShape } from './product-data.ts'

export const products: Resource = {
  routes: [
    route(
      'POST',
      '/v1/products',
      {
        ...productShape,
        name: required(text()),
        id: text(),
        type: text(),
        default_price_data: hash({ ...priceShape, currency: required(text()) }),
      },
      (call) => {
        const { account, now, params } = call
        const id = params.id ?? account.newId('prod')
        if (account.get('product', id))
          throw invalidRequest(`Product already exists: ${id}`, {
            code: 'resource_already_exists',
            param: 'id',
          })
        if (params.default_price_data) checkPrice(params.default_price_data)
        const plain = { ...productObject(id, now, params.name ?? ''), ...given(params, 'type') }
        const product = applyProduct(plain, params, now)
        account.put('product', product)
        emit(call, 'product.created', product)
        if (!params.default_price_data) return product
        const price = createPrice(call, id, params.default_price_data)
        return account.put('product', { ...product, default_price: price.id })
      },
    ),
    route(
      'GET',
      '/v1/products',
      {
        ...listShape,
        created: range(),
        active: flag(),
        ids: listOf(text()),
        shippable: flag(),
        type: text(),
        url: text(),
      },
      (call) => {
        const { active, ids, shippable, type, url } = call.params
        return listOfTable(call, 'product', {
          where: (p) =>
            !p.deleted &&
            (active === undefined || active === null || p.active === active) &&
            (!ids || ids.includes(p.id)) &&
            (shippable === undefined || shippable === null || p.shippable === shippable) &&
            (!type || p.type === type) &&
            (!url || p.url === url),
        })
      },
    ),
    route('GET', '/v1/products/:id', {}, (call) => {
      const found = call.account.get('product', call.path['id'] ?? '')
      if (!found) throw noSuch('product', call.path['id'] ?? '')
      return found
    }),
    route('POST', '/v1/products/:id', { ...productShape, name: text(), default_price: text() }, (call) => {
      const { account, now, params } = call
      const before = liveProduct(call, call.path['id'] ?? '', 'id')
      const price = params.default_price ? account.get('price', params.default_price) : undefined
      if (params.default_price && price?.product !== before.id)
        throw noSuch('price', params.default_price, 'default_price')
      const updated = account.put('product', {
        ...applyProduct(before, params, now),
        ...(params.default_price === undefined ? {} : { default_price: params.default_price }),
      })
      emit(call, 'product.updated', updated, before)
      return updated
    }),
    route('DELETE', '/v1/products/:id', {}, (call) => {
      const before = liveProduct(call, call.path['id'] ?? '', 'id')
      if (call.account.table('price').find(`product:${before.id}`).length > 0)
        throw invalidRequest(
          'This product cannot be deleted because it has one or more user-created prices.',
          {},
        )
      const deleted: Stripe.DeletedProduct = { id: before.id, object: 'product', deleted: true }
      call.account.put('product', deleted)
      call.account.hide('product', before.id)
      emit(call, 'product.deleted', before)
      return deleted
    }),
  ],
  downgrades: {
    product: [
      {
        before: '2024-04-10',
        apply: (p) => {
          if (p['deleted'] === true) return
          p['features'] = p['marketing_features']
          delete p['marketing_features']
        },
      },
      { before: '2026-03-25', apply: (p) => delete p['tax_details'] },
    ],
  },
}
