import { convert, settlement } from '../money/fees.ts'
import type { SourceType } from '../world/ledger.ts'
import { FLOAT } from './catalogue.ts'
import {
  CHARGE,
  type Entry,
  kindOf,
  OrderOfTime,
  PAYOUT,
  REFUND,
  referenceOf,
  REINSTATEMENT,
  TOPUP,
  WITHDRAWAL,
} from './order-of-time.ts'
import { PAID, type Refunded, type Shop } from './shop.ts'

const DAY = 86_400

export interface Paid {
  readonly currency: string
  readonly sourceType: SourceType
  readonly amount: number
  readonly created: number
  /** Days (since 1970) whose settled transactions it pays out: after `after`, up to `until`. */
  readonly after: number
  readonly until: number
}

/** One movement: minor units of `currency`; `settles` is the day from which it can be paid out. */
export interface Line {
  readonly currency: string
  readonly rate: number | null
  readonly amount: number
  readonly fee: number
  readonly created: number
  readonly availableOn: number
  readonly settles: number
  readonly sourceType: SourceType
}

/** The shop's books: every balance transaction by number, and the automatic payouts that follow from them. */
export class Books {
  readonly order: OrderOfTime
  readonly payouts: readonly Paid[]
  readonly currencies = Object.keys(FLOAT)
  private readonly shop: Shop
  private readonly refundBy = new Map<number, Refunded>()

  constructor(shop: Shop) {
    this.shop = shop
    const paid = shop.charged.filter((k) => shop.outcome[k] === PAID)
    const rest: Entry[] = []
    for (const one of shop.refunds) {
      this.refundBy.set(one.reference, one)
      rest.push({ kind: REFUND, reference: one.reference, created: one.created })
    }
    for (const one of shop.disputes) {
      if (!one.inquiry) rest.push({ kind: WITHDRAWAL, reference: one.payment, created: one.created })
      if (one.status === 'won')
        rest.push({ kind: REINSTATEMENT, reference: one.payment, created: one.closed })
    }
    this.payouts = this.payOut(paid, rest)
    this.payouts.forEach((payout, i) => rest.push({ kind: PAYOUT, reference: i, created: payout.created }))
    this.currencies.forEach((_, i) => rest.push({ kind: TOPUP, reference: i, created: this.opened }))
    shop.later.payoutAt = (i) => this.payouts[i]?.created ?? 0
    shop.later.openedAt = () => this.opened
    this.order = new OrderOfTime(
      { length: paid.length, code: (i) => paid[i] ?? 0, time: (i) => this.chargeTime(paid[i] ?? 0) },
      rest,
    )
  }

  /** When the shop put its own money in, before its first sale. */
  get opened(): number {
    return (this.shop.created[0] ?? this.shop.end) - 3 * DAY
  }

  refund(reference: number): Refunded | undefined {
    return this.refundBy.get(reference)
  }

  timeOf(code: number): number | undefined {
    const reference = referenceOf(code)
    switch (kindOf(code)) {
      case CHARGE:
        return reference < this.shop.size && this.shop.outcome[reference] === PAID
          ? this.chargeTime(reference)
          : undefined
      case REFUND:
        return this.refundBy.get(reference)?.created
      case WITHDRAWAL:
        return this.shop.disputeFor(reference)?.created
      case REINSTATEMENT:
        return this.shop.disputeFor(reference)?.closed
      case PAYOUT:
        return this.payouts[reference]?.created
      default:
        return reference < this.currencies.length ? this.opened : undefined
    }
  }

  line(code: number): Line {
    const reference = referenceOf(code)
    switch (kindOf(code)) {
      case CHARGE: {
        const { currency, rate, amount, fee, availableOn: available } = this.shop.settled(reference)
        return {
          currency,
          rate,
          amount,
          fee,
          created: this.chargeTime(reference),
          availableOn: available,
          settles: available / DAY,
          sourceType: this.typeOf(reference),
        }
      }
      case REFUND: {
        const one = this.refundBy.get(reference)
        if (!one) throw new Error(`no refund ${reference}`)
        const { currency, rate } = settlement(this.shop.currencyOf(one.payment))
        return this.atOnce({
          currency,
          rate,
          amount: -convert(one.amount, rate),
          fee: 0,
          created: one.created,
          sourceType: this.typeOf(one.payment),
        })
      }
      case WITHDRAWAL: {
        const { currency, rate, amount, fee } = this.shop.disputeCost(reference)
        return this.atOnce({
          currency,
          rate,
          amount: -amount,
          fee,
          created: this.shop.disputeFor(reference)?.created ?? 0,
          sourceType: 'card',
        })
      }
      case REINSTATEMENT: {
        const { currency, rate, amount, fee } = this.shop.disputeCost(reference)
        return this.atOnce({
          currency,
          rate,
          amount,
          fee: -fee,
          created: this.shop.disputeFor(reference)?.closed ?? 0,
          sourceType: 'card',
        })
      }
      case PAYOUT: {
        const payout = this.payouts[reference]
        if (!payout) throw new Error(`no payout ${reference}`)
        return {
          ...this.atOnce({
            currency: payout.currency,
            rate: null,
            amount: -payout.amount,
            fee: 0,
            created: payout.created,
            sourceType: payout.sourceType,
          }),
          settles: -1,
        }
      }
      default: {
        const currency = this.currencies[reference] ?? 'usd'
        return {
          ...this.atOnce({
            currency,
            rate: null,
            amount: FLOAT[currency] ?? 0,
            fee: 0,
            created: this.opened,
            sourceType: 'card',
          }),
          settles: -1,
        }
      }
    }
  }

  private chargeTime(k: number): number {
    return (this.shop.created[k] ?? 0) + 1
  }

  private typeOf(k: number): SourceType {
    return this.shop.bank[k] ? 'bank_account' : 'card'
  }

  private atOnce(line: Omit<Line, 'availableOn' | 'settles'>): Line {
    return { ...line, availableOn: line.created, settles: Math.floor(line.created / DAY) + 1 }
  }

  // Every weekday morning each currency and source type pays out what has settled since the last payout, if that is
  // more than nothing.
  private payOut(paid: Uint32Array, rest: readonly Entry[]): readonly Paid[] {
    const first = Math.floor((this.shop.created[0] ?? 0) / DAY)
    const last = Math.floor((this.shop.end - 3600) / DAY)
    const sums = new Map(
      this.currencies.flatMap((currency) =>
        (['card', 'bank_account'] as const).map((sourceType) => [
          `${currency}/${sourceType}`,
          { currency, sourceType, days: new Float64Array(last - first + 12) },
        ]),
      ),
    )
    const add = (code: number) => {
      const { currency, sourceType, amount, fee, settles } = this.line(code)
      const days = sums.get(`${currency}/${sourceType}`)?.days
      if (days && settles >= first) days[settles - first] = (days[settles - first] ?? 0) + amount - fee
    }
    for (const k of paid) add(k)
    for (const { kind, reference } of rest) add(kind * 2 ** 27 + reference)
    const out: Paid[] = []
    for (const { currency, sourceType, days } of sums.values()) {
      let carried = 0
      let after = first - 1
      for (let day = first; day <= last; day++) {
        carried += days[day - first] ?? 0
        const weekday = (day + 4) % 7
        if (weekday === 0 || weekday === 6 || carried < 1000) continue
        out.push({ currency, sourceType, amount: carried, created: day * DAY + 600, after, until: day })
        carried = 0
        after = day
      }
    }
    return out.toSorted((a, b) => a.created - b.created)
  }
}
