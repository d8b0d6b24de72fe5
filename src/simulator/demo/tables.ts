import type Stripe from 'stripe'
import { arrivalOf } from '../resources/payout-arrival.ts'
import { payoutObject } from '../resources/payout-object.ts'
import { lowerBound, type Seed } from '../world/collection.ts'
import type { Seeds } from '../world/tables.ts'
import type { Books } from './books.ts'
import { seededEvents } from './events.ts'
import { at, one, parts, remembered, scan } from './find.ts'
import type { ShopObjects } from './objects.ts'
import { encodeEntry, PAYOUT } from './order-of-time.ts'
import { GUEST } from './shop.ts'
import { seededTopups } from './topups.ts'
import { seededTransactions } from './transactions.ts'

const emailNumber = (email: string) => Number.parseInt(/\.([0-9a-z]+)@/.exec(email)?.[1] ?? '', 36)

/** What the seeded layer needs of the world: its clock, and how events show an object. */
export interface Surroundings {
  readonly now: () => number
  readonly snapshot: (object: object) => object
}

/** The seeded layer of every table of the demo account. */
export function seededTables(objects: ShopObjects, books: Books, around: Surroundings): Seeds {
  const { shop } = objects
  const { ids } = shop
  const transactions = seededTransactions(objects, books, around.now)
  const payment = (id: string) => {
    const k = ids.pi.decode(id)
    return k !== undefined && k < shop.size ? k : undefined
  }
  const customer = (id: string) => {
    const j = ids.cus.decode(id)
    return j !== undefined && j < shop.customers ? j : undefined
  }
  const positionOfCharge = (k: number | undefined) => {
    if (k === undefined) return undefined
    const found = lowerBound(shop.charged.length, (i) => (shop.charged[i] ?? 0) >= k)
    return shop.charged[found] === k ? found : undefined
  }
  const byCustomer = (id: string, length: number, k: (index: number) => number): ArrayLike<number> => {
    const j = customer(id)
    return j === undefined ? [] : scan(length, (i) => shop.customer[k(i)] === j)
  }

  const charge: Seed<Stripe.Charge> = {
    size: shop.charged.length,
    at: (i) => objects.charge(shop.charged[i] ?? 0, shop.end),
    createdAt: (i) => (shop.created[shop.charged[i] ?? 0] ?? 0) + 1,
    indexOf: (id) => positionOfCharge(shop.paymentOfCharge(id)),
    find: remembered((key) => {
      const [name, id] = parts(key)
      if (name === 'payment_intent') return one(positionOfCharge(payment(id)))
      return name === 'customer' ? byCustomer(id, shop.charged.length, (i) => shop.charged[i] ?? 0) : []
    }),
  }
  const payment_intent: Seed<Stripe.PaymentIntent> = {
    size: shop.size,
    at: (k) => objects.intent(k),
    createdAt: (k) => shop.created[k] ?? 0,
    indexOf: payment,
    find: remembered((key) => {
      const [name, id] = parts(key)
      return name === 'customer' ? byCustomer(id, shop.size, (k) => k) : []
    }),
  }
  const customers: Seed<Stripe.Customer> = {
    size: shop.customers,
    at: (j) => objects.customer(j),
    createdAt: (j) => shop.customerCreated(j),
    indexOf: customer,
    find: (key) => {
      const [name, email] = parts(key)
      const j = emailNumber(email)
      return name === 'email' && j < shop.customers && objects.customer(j).email === email ? [j] : []
    },
  }
  const payment_method: Seed<Stripe.PaymentMethod> = {
    size: shop.customers,
    at: (j) => objects.method(j, j * 4),
    createdAt: (j) => shop.customerCreated(j),
    indexOf: (id) => {
      const j = ids.pm.decode(id)
      return j !== undefined && j < shop.customers ? j : undefined
    },
    find: (key) => one(customer(parts(key)[1])),
    unlisted: (id) => {
      const owner = ids.pm.decode(id)
      return owner !== undefined && owner >= GUEST && owner - GUEST < shop.size
        ? objects.method(owner, owner - GUEST)
        : undefined
    },
  }
  const refundAt = new Map(shop.refunds.map((r, i) => [r.reference, i]))
  const refundsOf = (k: number | undefined) =>
    k === undefined ? [] : [2 * k, 2 * k + 1].flatMap((r) => refundAt.get(r) ?? []).toSorted((a, b) => a - b)
  const refund: Seed<Stripe.Refund> = {
    size: shop.refunds.length,
    at: (i) => objects.refund(at(shop.refunds, i)),
    createdAt: (i) => shop.refunds[i]?.created ?? 0,
    indexOf: (id) => {
      const reference = ids.re.decode(id) ?? ids.pyr.decode(id)
      const i = reference === undefined ? undefined : refundAt.get(reference)
      return i !== undefined && shop.refundId(at(shop.refunds, i)) === id ? i : undefined
    },
    find: (key) => {
      const [name, id] = parts(key)
      return name === 'charge'
        ? refundsOf(shop.paymentOfCharge(id))
        : name === 'payment_intent'
          ? refundsOf(payment(id))
          : []
    },
  }
  const disputeAt = new Map(shop.disputes.map((d, i) => [d.payment, i]))
  const disputeOf = (k: number | undefined) => one(k === undefined ? undefined : disputeAt.get(k))
  const dispute: Seed<Stripe.Dispute> = {
    size: shop.disputes.length,
    at: (i) => objects.dispute(at(shop.disputes, i), transactions.ofDispute(at(shop.disputes, i).payment)),
    createdAt: (i) => shop.disputes[i]?.created ?? 0,
    indexOf: (id) => {
      const k = ids.du.decode(id)
      return k === undefined ? undefined : disputeAt.get(k)
    },
    find: (key) => {
      const [name, id] = parts(key)
      return name === 'charge'
        ? disputeOf(shop.paymentOfCharge(id))
        : name === 'payment_intent'
          ? disputeOf(payment(id))
          : []
    },
  }
  const payout: Seed<Stripe.Payout> = {
    size: books.payouts.length,
    at: (i) => {
      const paid = at(books.payouts, i)
      const arrival = arrivalOf(paid.created)
      return payoutObject({
        id: ids.po.encode(i),
        created: paid.created,
        amount: paid.amount,
        currency: paid.currency,
        destination: `ba_1NwTeaBank${paid.currency.toUpperCase()}0000000001`,
        status: arrival <= shop.end ? 'paid' : 'in_transit',
        arrival,
        balanceTransaction: ids.txn.encode(encodeEntry(PAYOUT, i)),
        automatic: true,
        sourceType: paid.sourceType,
      })
    },
    createdAt: (i) => books.payouts[i]?.created ?? 0,
    indexOf: (id) => {
      const i = ids.po.decode(id)
      return i !== undefined && i < books.payouts.length ? i : undefined
    },
    find: () => [],
  }
  const parents = { charge, payment_intent, customers, payment_method, refund, dispute, payout }
  const event = seededEvents(objects, books, parents, around.snapshot)
  return {
    charge,
    payment_intent,
    customer: customers,
    payment_method,
    refund,
    dispute,
    balance_transaction: transactions.seed,
    payout,
    topup: seededTopups(objects, books),
    event,
  }
}
