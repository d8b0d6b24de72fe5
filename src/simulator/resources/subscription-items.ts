import type Stripe from 'stripe'
import { noSuch } from '../wire/errors.ts'
import { integer, required, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import type { Subscription } from './subscription-flow.ts'
import { itemShape, withItems } from './subscription-change.ts'

function findItem(call: Call): {
  readonly owner: Subscription
  readonly item: Subscription['items']['data'][number]
} {
  const id = call.path['id'] ?? ''
  const [owner] = call.account.table('subscription').find(`item:${id}`)
  const item = owner?.items.data.find((one) => one.id === id)
  if (!owner || !item) throw noSuch('subscription_item', id)
  return { owner, item }
}

/** Puts a subscription with other items and tells of it. */
function change(call: Call, owner: Subscription, items: Subscription['items']): void {
  const after = call.account.put('subscription', { ...owner, items })
  emit(call, 'customer.subscription.updated', after, owner)
}

export const subscriptionItems: Resource = {
  routes: [
    route(
      'POST',
      '/v1/subscription_items',
      {
        ...itemShape,
        payment_behavior: text(),
        proration_behavior: text(),
        proration_date: integer(),
        subscription: required(text()),
      },
      (call) => {
        const owner = call.account.get('subscription', call.params.subscription ?? '')
        if (!owner) throw noSuch('subscription', call.params.subscription ?? '', 'subscription')
        const items = withItems(call, owner, [call.params])
        change(call, owner, items)
        return items.data.at(-1) ?? items
      },
    ),
    route('GET', '/v1/subscription_items', { ...listShape, subscription: required(text()) }, (call) => {
      const owner = call.account.get('subscription', call.params.subscription ?? '')
      if (!owner) throw noSuch('subscription', call.params.subscription ?? '', 'subscription')
      return owner.items
    }),
    route('GET', '/v1/subscription_items/:id', {}, (call) => findItem(call).item),
    route(
      'POST',
      '/v1/subscription_items/:id',
      {
        ...itemShape,
        off_session: flag(),
        payment_behavior: text(),
        proration_behavior: text(),
        proration_date: integer(),
      },
      (call) => {
        const { owner, item } = findItem(call)
        const items = withItems(call, owner, [{ ...call.params, id: item.id }])
        change(call, owner, items)
        return items.data.find((one) => one.id === item.id) ?? item
      },
    ),
    route(
      'DELETE',
      '/v1/subscription_items/:id',
      {
        clear_usage: flag(),
        payment_behavior: text(),
        proration_behavior: text(),
        proration_date: integer(),
      },
      (call) => {
        const { owner, item } = findItem(call)
        change(call, owner, withItems(call, owner, [{ id: item.id, deleted: true }]))
        return {
          id: item.id,
          object: 'subscription_item',
          deleted: true,
        } satisfies Stripe.DeletedSubscriptionItem
      },
    ),
  ],
}
