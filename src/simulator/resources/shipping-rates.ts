import type Stripe from 'stripe'
import { listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  required,
  text,
} from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { given } from '../wire/sent.ts'
import { checkCurrency } from '../money/currencies.ts'

const bound = hash({
  unit: required(oneOf('business_day', 'day', 'hour', 'month', 'week')),
  value: required(integer({ min: 1 })),
})
const behaviour = oneOf('exclusive', 'inclusive', 'unspecified')

export const shippingRates: Resource = {
  routes: [
    route(
      'POST',
      '/v1/shipping_rates',
      {
        display_name: required(text({ max: 100 })),
        delivery_estimate: hash({ minimum: bound, maximum: bound }),
        fixed_amount: hash({
          amount: required(integer({ min: 0 })),
          currency: required(text()),
          currency_options: anything(),
        }),
        metadata: metadata(),
        tax_behavior: behaviour,
        tax_code: text(),
        type: oneOf('fixed_amount'),
      },
      ({ account, now, params }) => {
        const { fixed_amount: fixed, delivery_estimate: estimate } = params
        const rate: Stripe.ShippingRate = {
          id: account.newId('shr'),
          object: 'shipping_rate',
          active: true,
          created: now,
          delivery_estimate: estimate
            ? {
                maximum: estimate.maximum ? { ...estimate.maximum } : null,
                minimum: estimate.minimum ? { ...estimate.minimum } : null,
              }
            : null,
          display_name: params.display_name ?? null,
          ...(fixed
            ? { fixed_amount: { amount: fixed.amount, currency: checkCurrency(fixed.currency) } }
            : {}),
          livemode: false,
          metadata: mergeMetadata({}, params.metadata),
          tax_behavior: params.tax_behavior ?? 'unspecified',
          tax_code: params.tax_code ?? null,
          type: 'fixed_amount',
        }
        return account.put('shipping_rate', rate)
      },
    ),
    route(
      'GET',
      '/v1/shipping_rates',
      { ...listShape, created: range(), active: flag(), currency: text() },
      (call) => {
        const { active, currency } = call.params
        return listOfTable(call, 'shipping_rate', {
          where: (r) =>
            (active === undefined || active === null || r.active === active) &&
            (!currency || r.fixed_amount?.currency === currency),
        })
      },
    ),
    route('GET', '/v1/shipping_rates/:id', {}, (call) =>
      mustFind(call, 'shipping_rate', call.path['id'] ?? ''),
    ),
    route(
      'POST',
      '/v1/shipping_rates/:id',
      { active: flag(), fixed_amount: anything(), metadata: metadata(), tax_behavior: behaviour },
      (call) => {
        const before = mustFind(call, 'shipping_rate', call.path['id'] ?? '')
        return call.account.put('shipping_rate', {
          ...before,
          ...given(call.params, 'active', 'tax_behavior'),
          metadata: mergeMetadata(before.metadata, call.params.metadata),
        })
      },
    ),
  ],
}
