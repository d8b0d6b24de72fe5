import { invalidRequest, noSuch } from '../wire/errors.ts'
import { anything, hash, integer, listOf, mergeMetadata, metadata, type Read, text } from '../wire/params.ts'
import type { Call } from '../wire/router.ts'
import { inlinePrice, inlinePriceShape, type Price, usePrice } from './prices.ts'
import { itemList, type Subscription, subscriptionItem } from './subscription-flow.ts'

/** What a request says of one item: a new one, or one that is there, by its id. */
export type ItemChange = Read<typeof itemShape> & {
  readonly id?: string | null
  readonly deleted?: boolean | null
}

/** The items of a subscription after the changes of a request. */
export function withItems(
  call: Call,
  before: Subscription,
  wanted: readonly ItemChange[] | null | undefined,
  choose: typeof priceOf = priceOf,
): Subscription['items'] {
  let items = [...before.items.data]
  const [first] = items
  ;(wanted ?? []).forEach((item, i) => {
    const old = items.find((one) => one.id === item.id)
    if (item.id && !old) throw noSuch('subscription_item', item.id, `items[${i}][id]`)
    if (item.deleted) {
      items = items.filter((one) => one !== old)
      return
    }
    const price =
      item.price || item.plan || item.price_data || !old ? choose(call, item, `items[${i}]`) : old.price
    const end = first?.current_period_end ?? call.now
    const fresh = subscriptionItem(before.id, call.now, price, item.quantity ?? old?.quantity ?? 1, end)
    const next = old
      ? {
          ...old,
          price: fresh.price,
          plan: fresh.plan,
          quantity: fresh.quantity ?? 1,
          metadata: mergeMetadata(old.metadata, item.metadata),
        }
      : fresh
    items = old ? items.map((one) => (one === old ? next : one)) : [...items, next]
  })
  if (items.length === 0)
    throw invalidRequest('A subscription must have at least one active plan.', { param: 'items' })
  return itemList(before.id, items)
}

export const itemShape = {
  billing_thresholds: anything(),
  discounts: anything(),
  metadata: metadata(),
  plan: text(),
  price: text(),
  price_data: hash(inlinePriceShape),
  quantity: integer({ min: 0 }),
  tax_rates: listOf(text()),
} as const
export function priceOf(call: Call, item: Read<typeof itemShape>, at: string): Price {
  return item.price_data ? inlinePrice(call, item.price_data) : recurringPrice(call, item, at)
}

/** The price an item names; it must be one that recurs. */
export function recurringPrice(call: Call, item: Read<typeof itemShape>, at: string): Price {
  const name = item.price ?? item.plan
  if (!name)
    throw invalidRequest(`Missing required param: ${at}[price].`, {
      code: 'parameter_missing',
      param: `${at}[price]`,
    })
  const price = usePrice(call, name, `${at}[${item.price ? 'price' : 'plan'}]`)
  if (!price.recurring)
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param: `${at}[price]` },
    )
  return price
}
