import type Stripe from 'stripe'
import type { Seed } from '../world/collection.ts'
import type { Books } from './books.ts'
import { parts, remembered } from './find.ts'
import type { ShopObjects } from './objects.ts'
import {
  CHARGE,
  encodeEntry,
  kindOf,
  PAYOUT,
  REFUND,
  referenceOf,
  REINSTATEMENT,
  TOPUP,
  WITHDRAWAL,
} from './order-of-time.ts'

const TYPES: Readonly<Record<number, string>> = {
  [CHARGE]: 'charge',
  [REFUND]: 'refund',
  [WITHDRAWAL]: 'adjustment',
  [REINSTATEMENT]: 'adjustment',
  [PAYOUT]: 'payout',
  [TOPUP]: 'topup',
}

/** The seeded layer of balance transactions, and those of the dispute about a payment. */
export function seededTransactions(
  objects: ShopObjects,
  books: Books,
  now: () => number,
): {
  readonly seed: Seed<Stripe.BalanceTransaction>
  readonly ofDispute: (payment: number) => readonly Stripe.BalanceTransaction[]
} {
  const { shop } = objects
  const { ids } = shop
  const { order } = books
  const transactionAt = (code: number): Stripe.BalanceTransaction =>
    transactionObject(objects, books, code, now())
  const ofDispute = (k: number) =>
    [WITHDRAWAL, REINSTATEMENT]
      .map((kind) => encodeEntry(kind, k))
      .filter(
        (code) =>
          shop.disputeFor(k)?.inquiry === false &&
          (kindOf(code) === WITHDRAWAL || shop.disputeFor(k)?.status === 'won'),
      )
      .map(transactionAt)
  const codeOf = (source: string): readonly number[] => {
    const k = shop.paymentOfCharge(source)
    if (k !== undefined) return [k]
    const reference = ids.re.decode(source) ?? ids.pyr.decode(source)
    if (reference !== undefined) return [encodeEntry(REFUND, reference)]
    const disputed = ids.du.decode(source)
    if (disputed !== undefined)
      return [encodeEntry(WITHDRAWAL, disputed), encodeEntry(REINSTATEMENT, disputed)]
    const paid = ids.po.decode(source)
    if (paid !== undefined) return [encodeEntry(PAYOUT, paid)]
    const topup = ids.tu.decode(source)
    return topup === undefined ? [] : [encodeEntry(TOPUP, topup)]
  }
  const positionOf = (code: number): number | undefined => {
    const created = books.timeOf(code)
    return created === undefined ? undefined : order.indexOf(code, created)
  }
  const seed: Seed<Stripe.BalanceTransaction> = {
    size: order.length,
    at: (i) => transactionAt(order.codes[i] ?? 0),
    createdAt: (i) => order.times[i] ?? 0,
    indexOf: (id) => {
      const code = ids.txn.decode(id)
      return code === undefined ? undefined : positionOf(code)
    },
    find: remembered((key) => {
      const [name, value] = parts(key)
      if (name === 'source') return codeOf(value).flatMap((code) => positionOf(code) ?? [])
      if (name === 'type') return order.filter((code) => typeOf(objects, code) === value)
      if (name === 'currency') return order.filter((code) => books.line(code).currency === value)
      const index = ids.po.decode(value)
      const payout = index === undefined ? undefined : books.payouts[index]
      if (name !== 'payout' || !payout || index === undefined) return []
      return order.filter((code) => {
        if (kindOf(code) === PAYOUT) return referenceOf(code) === index
        const { currency, sourceType, settles } = books.line(code)
        return (
          currency === payout.currency &&
          sourceType === payout.sourceType &&
          settles > payout.after &&
          settles <= payout.until
        )
      })
    }),
  }
  return { seed, ofDispute }
}

function typeOf({ shop }: ShopObjects, code: number): string {
  const kind = kindOf(code)
  const bank = (k: number) => shop.bank[k] === 1
  if (kind === CHARGE && bank(referenceOf(code))) return 'payment'
  if (kind === REFUND && bank(Math.floor(referenceOf(code) / 2))) return 'payment_refund'
  return TYPES[kind] ?? 'adjustment'
}

function sourceOf(
  { shop }: ShopObjects,
  books: Books,
  code: number,
): { readonly source: string; readonly description: string } {
  const reference = referenceOf(code)
  const { ids } = shop
  switch (kindOf(code)) {
    case CHARGE:
      return { source: shop.chargeId(reference), description: `Order ${shop.order(reference).id}` }
    case REFUND: {
      const refund = books.refund(reference)
      return {
        source: refund ? shop.refundId(refund) : '',
        description: `REFUND FOR CHARGE (Order ${shop.order(Math.floor(reference / 2)).id})`,
      }
    }
    case WITHDRAWAL:
      return {
        source: ids.du.encode(reference),
        description: `Chargeback withdrawal for ${shop.chargeId(reference)}`,
      }
    case REINSTATEMENT:
      return {
        source: ids.du.encode(reference),
        description: `Chargeback reversal for ${shop.chargeId(reference)}`,
      }
    case PAYOUT:
      return { source: ids.po.encode(reference), description: 'STRIPE PAYOUT' }
    default:
      return { source: ids.tu.encode(reference), description: 'Top-up' }
  }
}

function transactionObject(
  objects: ShopObjects,
  books: Books,
  code: number,
  now: number,
): Stripe.BalanceTransaction {
  const line = books.line(code)
  const { source, description } = sourceOf(objects, books, code)
  const kind = kindOf(code)
  const type = typeOf(objects, code)
  return {
    id: objects.shop.ids.txn.encode(code),
    object: 'balance_transaction',
    amount: line.amount,
    available_on: line.availableOn,
    balance_type: 'payments',
    created: line.created,
    currency: line.currency,
    description,
    exchange_rate: line.rate,
    fee: line.fee,
    fee_details:
      line.fee === 0
        ? []
        : [
            {
              amount: line.fee,
              application: null,
              currency: line.currency,
              description:
                kind === WITHDRAWAL || kind === REINSTATEMENT ? 'Dispute fee' : 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: line.amount - line.fee,
    reporting_category:
      kind === CHARGE
        ? 'charge'
        : kind === REFUND
          ? 'refund'
          : kind === REINSTATEMENT
            ? 'dispute_reversal'
            : kind === WITHDRAWAL
              ? 'dispute'
              : type,
    source,
    status: line.availableOn <= now ? 'available' : 'pending',
    type,
  }
}
