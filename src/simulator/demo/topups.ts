import type Stripe from 'stripe'
import type { Seed } from '../world/collection.ts'
import type { Books } from './books.ts'
import type { ShopObjects } from './objects.ts'
import { encodeEntry, TOPUP } from './order-of-time.ts'

/** The seeded layer of top-ups: the float of each currency with which the shop was opened. */
export function seededTopups({ shop }: ShopObjects, books: Books): Seed<Stripe.Topup> {
  const { ids } = shop
  return {
    size: books.currencies.length,
    at: (i) =>
      topupObject(ids.tu.encode(i), ids.txn.encode(encodeEntry(TOPUP, i)), books.line(encodeEntry(TOPUP, i))),
    createdAt: () => books.opened,
    indexOf: (id) => {
      const i = ids.tu.decode(id)
      return i !== undefined && i < books.currencies.length ? i : undefined
    },
    find: () => [],
  }
}

function topupObject(
  id: string,
  transaction: string,
  {
    amount,
    currency,
    created,
  }: { readonly amount: number; readonly currency: string; readonly created: number },
): Stripe.Topup {
  return {
    id,
    object: 'topup',
    amount,
    balance_transaction: transaction,
    created,
    currency,
    description: 'Opening float',
    expected_availability_date: created,
    initiated_by: 'user',
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    source: null,
    statement_descriptor: null,
    status: 'succeeded',
    transfer_group: null,
  }
}
