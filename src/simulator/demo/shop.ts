import { availableOn, convert, disputeFee, processingFee, settlement } from '../money/fees.ts'
import { SeedIds } from '../world/ids.ts'
import { CHANNELS, CURRENCIES, CURRENCY_WEIGHTS, priceIn, TEAS } from './catalogue.ts'
import { kindOf, PAYOUT, REFUND, referenceOf, TOPUP } from './order-of-time.ts'
import { draw, pick, weighted } from './random.ts'
import { paymentTimes } from './timeline.ts'

const DAY = 86_400

/** Numbers of guests follow those of customers. */
export const GUEST = 0x40000000

/** How a payment ended. */
export const PAID = 0
export const DECLINED = 1
export const CANCELED = 2
export const ABANDONED = 3
export const WAITING = 4
export const HELD = 5
export const PROCESSING = 6

export interface Refunded {
  readonly reference: number
  readonly payment: number
  readonly amount: number
  readonly created: number
}
export interface Disputed {
  readonly payment: number
  readonly created: number
  readonly inquiry: boolean
  readonly submitted: boolean
  readonly status:
    | 'needs_response'
    | 'under_review'
    | 'won'
    | 'lost'
    | 'warning_needs_response'
    | 'warning_closed'
  readonly closed: number
}

/**
 * The shop's whole history as a few numbers per payment; every object is made from them on demand. Payments are numbered
 * by age. The same seed, size and end give the same shop.
 */
export class Shop {
  readonly size: number
  readonly end: number
  readonly customers: number
  readonly created: Uint32Array
  readonly currency: Uint8Array
  readonly amount: Uint32Array
  readonly outcome: Uint8Array
  /** Number of the customer, -1 for a guest. */
  readonly customer: Int32Array
  readonly bank: Uint8Array
  /** Payments that led to a charge, rising. */
  readonly charged: Uint32Array
  readonly refunds: readonly Refunded[]
  readonly disputes: readonly Disputed[]
  readonly ids: Readonly<
    Record<'pi' | 'ch' | 'py' | 're' | 'pyr' | 'cus' | 'pm' | 'txn' | 'du' | 'po' | 'evt' | 'tu', SeedIds>
  >
  /** Times that ids begin with and that follow from the shop's history; told by the books and by the list of events. */
  readonly later: {
    payoutAt: (payout: number) => number
    openedAt: () => number
    happenedAt: (event: number) => number
  } = { payoutAt: () => 0, openedAt: () => 0, happenedAt: () => 0 }
  private readonly seed: number
  private readonly refundsOf = new Map<number, Refunded[]>()
  private readonly disputeOf = new Map<number, Disputed>()

  constructor(account: string, seed: number, size: number, end: number) {
    this.seed = seed
    this.size = size
    this.end = end
    this.customers = Math.ceil(size / 4)
    const id = (prefix: string, createdAt: (reference: number) => number) =>
      new SeedIds(prefix, account, seed, createdAt)
    const payment = (k: number) => this.created[k] ?? 0
    const refund = (reference: number) => payment(reference >> 1)
    const transaction = (code: number) => {
      const [kind, reference] = [kindOf(code), referenceOf(code)]
      if (kind === PAYOUT) return this.later.payoutAt(reference)
      if (kind === TOPUP) return this.later.openedAt()
      return kind === REFUND ? refund(reference) : payment(reference)
    }
    this.ids = {
      pi: id('pi', payment),
      ch: id('ch', payment),
      py: id('py', payment),
      re: id('re', refund),
      pyr: id('pyr', refund),
      cus: id('cus', (j) => this.customerCreated(j)),
      pm: id('pm', (owner) => (owner >= GUEST ? payment(owner - GUEST) : this.customerCreated(owner))),
      txn: id('txn', transaction),
      du: id('du', (k) => this.disputeFor(k)?.created ?? 0),
      po: id('po', (i) => this.later.payoutAt(i)),
      evt: id('evt', (code) => this.later.happenedAt(code)),
      tu: id('tu', () => this.later.openedAt()),
    }
    this.created = paymentTimes(seed, size, end)
    this.currency = new Uint8Array(size)
    this.amount = new Uint32Array(size)
    this.outcome = new Uint8Array(size)
    this.customer = new Int32Array(size)
    this.bank = new Uint8Array(size)
    const charged = new Uint32Array(size)
    let count = 0
    for (let k = 0; k < size; k++) {
      this.decide(k)
      const outcome = this.outcome[k]
      if (outcome === PAID || outcome === DECLINED || outcome === HELD || outcome === PROCESSING)
        charged[count++] = k
    }
    this.charged = charged.slice(0, count)
    this.refunds = this.makeRefunds()
    for (const one of this.refunds)
      this.refundsOf.set(one.payment, [...(this.refundsOf.get(one.payment) ?? []), one])
    this.disputes = this.makeDisputes()
    for (const one of this.disputes) this.disputeOf.set(one.payment, one)
  }

  customerCreated(j: number): number {
    return (this.created[j * 4] ?? 0) - 45
  }

  draw(index: number, topic: number): number {
    return draw(this.seed, index, topic)
  }

  currencyOf(k: number): string {
    return CURRENCIES[this.currency[k] ?? 0] ?? 'usd'
  }

  refundsFor(k: number): readonly Refunded[] {
    return this.refundsOf.get(k) ?? []
  }

  disputeFor(k: number): Disputed | undefined {
    return this.disputeOf.get(k)
  }

  chargeId(k: number): string {
    return this.ids[this.bank[k] ? 'py' : 'ch'].encode(k)
  }

  /** The payment a charge id stands for. */
  paymentOfCharge(id: string): number | undefined {
    const k = this.ids.ch.decode(id) ?? this.ids.py.decode(id)
    return k !== undefined && k < this.size && this.chargeId(k) === id ? k : undefined
  }

  refundId({ reference, payment }: Refunded): string {
    return this.ids[this.bank[payment] ? 'pyr' : 're'].encode(reference)
  }

  /** What a charge adds to the balance: settlement currency, amount and fee in its minor units. */
  settled(k: number): {
    readonly currency: string
    readonly rate: number | null
    readonly amount: number
    readonly fee: number
    readonly availableOn: number
  } {
    const { currency, rate } = settlement(this.currencyOf(k))
    const amount = convert(this.amount[k] ?? 0, rate)
    return {
      currency,
      rate,
      amount,
      fee: processingFee(amount, currency, this.bank[k] === 1).amount,
      availableOn: availableOn((this.created[k] ?? 0) + 1),
    }
  }

  disputeCost(k: number): {
    readonly currency: string
    readonly rate: number | null
    readonly amount: number
    readonly fee: number
  } {
    const { currency, rate } = settlement(this.currencyOf(k))
    return { currency, rate, amount: convert(this.amount[k] ?? 0, rate), fee: disputeFee(currency).amount }
  }

  /** The order behind a payment. */
  order(k: number): {
    readonly id: string
    readonly sku: string
    readonly title: string
    readonly quantity: number
    readonly channel: string
  } {
    const [sku, title] = pick(TEAS, draw(this.seed, k, 21))
    return {
      id: `NT-${100_000 + k}`,
      sku,
      title,
      quantity: this.quantity(k),
      channel: weighted(CHANNELS, draw(this.seed, k, 22)),
    }
  }

  private quantity(k: number): number {
    return weighted(
      [
        [1, 60],
        [2, 25],
        [3, 9],
        [6, 4],
        [24, 2],
      ],
      draw(this.seed, k, 23),
    )
  }

  private decide(k: number): void {
    const { seed } = this
    const regulars = Math.floor(k / 4) + 1
    const customer =
      k % 4 === 0 ? k / 4 : draw(seed, k, 10) < 0.55 ? Math.floor(draw(seed, k, 11) * regulars) : -1
    this.customer[k] = customer
    const owner = customer >= 0 ? customer : 0x40000000 + k
    const currency = weighted(CURRENCY_WEIGHTS, draw(seed, owner, 12))
    this.currency[k] = currency
    const code = CURRENCIES[currency]
    this.bank[k] = (code === 'usd' || code === 'eur') && draw(seed, owner, 13) < 0.04 ? 1 : 0
    const [, , cents] = pick(TEAS, draw(seed, k, 21))
    this.amount[k] = priceIn(cents, currency) * this.quantity(k)
    this.outcome[k] = this.outcomeOf(k, this.end - (this.created[k] ?? 0))
  }

  private outcomeOf(k: number, age: number): number {
    const at = draw(this.seed, k, 14)
    if (this.bank[k]) return at < 0.03 ? ABANDONED : age < 3 * DAY ? PROCESSING : PAID
    if (at < 0.06) return DECLINED
    if (at < 0.072) return CANCELED
    if (at < 0.084) return ABANDONED
    if (at < 0.1) return age < 2 * DAY ? WAITING : CANCELED
    if (at < 0.14 && age < 6 * DAY) return HELD
    return PAID
  }

  private makeRefunds(): readonly Refunded[] {
    const out: Refunded[] = []
    for (const k of this.charged) {
      if (this.outcome[k] !== PAID || draw(this.seed, k, 30) >= 0.04) continue
      const whole = this.amount[k] ?? 0
      const partial = draw(this.seed, k, 31) < 0.45
      const first = partial
        ? Math.max(10, Math.round((whole * (0.15 + 0.5 * draw(this.seed, k, 32))) / 10) * 10)
        : whole
      const created = (this.created[k] ?? 0) + 3600 + Math.floor(draw(this.seed, k, 33) ** 2 * 24 * DAY)
      if (created < this.end) out.push({ reference: 2 * k, payment: k, amount: first, created })
      const second = created + DAY + Math.floor(draw(this.seed, k, 34) * 9 * DAY)
      if (partial && second < this.end && draw(this.seed, k, 35) < 0.2) {
        const rest = Math.round(((whole - first) * 0.5) / 10) * 10
        if (rest > 0) out.push({ reference: 2 * k + 1, payment: k, amount: rest, created: second })
      }
    }
    return out.toSorted((a, b) => a.created - b.created || a.reference - b.reference)
  }

  private makeDisputes(): readonly Disputed[] {
    const out: Disputed[] = []
    for (const k of this.charged) {
      if (
        this.outcome[k] !== PAID ||
        this.bank[k] ||
        draw(this.seed, k, 40) >= 0.007 ||
        this.refundsOf.has(k)
      )
        continue
      const created = (this.created[k] ?? 0) + 3 * DAY + Math.floor(draw(this.seed, k, 41) * 35 * DAY)
      if (created >= this.end) continue
      const age = this.end - created
      const inquiry = draw(this.seed, k, 42) < 0.14
      const answered = draw(this.seed, k, 43) < 0.7
      const won = answered && draw(this.seed, k, 44) < 0.45
      if (inquiry) {
        const open = age < 9 * DAY
        out.push({
          payment: k,
          created,
          inquiry,
          submitted: false,
          status: open ? 'warning_needs_response' : 'warning_closed',
          closed: open ? 0 : created + 9 * DAY,
        })
      } else if (age < 9 * DAY && draw(this.seed, k, 45) < 0.75)
        out.push({ payment: k, created, inquiry, submitted: false, status: 'needs_response', closed: 0 })
      else if (age < 60 * DAY && answered)
        out.push({ payment: k, created, inquiry, submitted: true, status: 'under_review', closed: 0 })
      else if (age < 9 * DAY)
        out.push({ payment: k, created, inquiry, submitted: true, status: 'under_review', closed: 0 })
      else
        out.push({
          payment: k,
          created,
          inquiry,
          submitted: answered,
          status: won ? 'won' : 'lost',
          closed: created + (answered ? 60 : 9) * DAY,
        })
    }
    return out.toSorted((a, b) => a.created - b.created || a.payment - b.payment)
  }
}
