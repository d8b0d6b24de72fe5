import type Stripe from 'stripe'
import { noSuch } from '../wire/errors.ts'
import { countedList, listOfItems } from '../wire/lists.ts'
import { required, text } from '../wire/params.ts'
import { listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { featuresOf } from './entitlement-features.ts'
import { liveCustomer } from './payment-method-use.ts'

type Entitlement = Stripe.Entitlements.ActiveEntitlement

const GIVES = new Set<string>(['active', 'past_due', 'trialing'])

// The features of all that a customer is subscribed to, each once.
function featuresFor({ account }: Scope, customer: string): ReadonlySet<string> {
  const products = account
    .table('subscription')
    .find(`customer:${customer}`)
    .filter(({ status }) => GIVES.has(status))
    .flatMap(({ items }) => items.data.map(({ price }) => idOf(price.product) ?? ''))
  return new Set(products.flatMap((product) => featuresOf(account, product).map(({ feature }) => feature)))
}

/** Gives a customer what the subscriptions are worth now, and tells of it if that is something else than before. */
function follow(scope: Scope, customer: string): void {
  const { account } = scope
  const before = account.get('customer_entitlements', customer)?.entitlements ?? []
  const wanted = featuresFor(scope, customer)
  const kept = before.filter(({ feature }) => wanted.has(idOf(feature) ?? ''))
  const had = new Set(kept.map(({ feature }) => idOf(feature)))
  const fresh = [...wanted].flatMap((id): Entitlement[] => {
    const feature = account.get('entitlements.feature', id)
    if (!feature || had.has(id)) return []
    return [
      {
        id: account.newId('ent'),
        object: 'entitlements.active_entitlement',
        feature: id,
        livemode: false,
        lookup_key: feature.lookup_key,
      },
    ]
  })
  if (fresh.length === 0 && kept.length === before.length) return
  const entitlements = [...kept, ...fresh]
  account.put('customer_entitlements', { id: customer, entitlements })
  const summary = (all: readonly Entitlement[]): Stripe.Entitlements.ActiveEntitlementSummary => ({
    object: 'entitlements.active_entitlement_summary',
    customer,
    entitlements: countedList(all.toReversed(), `/v1/customer/${customer}/entitlements`),
    livemode: false,
  })
  emit(scope, 'entitlements.active_entitlement_summary.updated', summary(entitlements), summary(before))
}

/** https://docs.stripe.com/api/entitlements/active-entitlement */
export const activeEntitlements: Resource = {
  routes: [
    route(
      'GET',
      '/v1/entitlements/active_entitlements',
      { ...listShape, customer: required(text()) },
      (call) => {
        const customer = liveCustomer(call, call.params.customer)
        const found = call.account.get('customer_entitlements', customer.id)
        return listOfItems(call, found?.entitlements ?? [], 'active entitlement')
      },
    ),
    route('GET', '/v1/entitlements/active_entitlements/:id', {}, (call) => {
      const id = call.path['id'] ?? ''
      const [holder] = call.account.table('customer_entitlements').find(`entitlement:${id}`)
      const found = holder?.entitlements.find((one) => one.id === id)
      if (!found) throw noSuch('active entitlement', id)
      return found
    }),
  ],
  onEvent: (scope, { type, data }) => {
    if (!type.startsWith('customer.subscription.')) return
    if (scope.account.table('attached_feature').size === 0) return
    const subscription = data.object
    if ('customer' in subscription && typeof subscription.customer === 'string')
      follow(scope, subscription.customer)
  },
}
