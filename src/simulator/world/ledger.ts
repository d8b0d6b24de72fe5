import type Stripe from 'stripe'

export type SourceType = 'card' | 'bank_account' | 'fpx'

/** One movement of money, in minor units of `currency`. */
export interface Movement {
  readonly type: Stripe.BalanceTransaction['type']
  readonly amount: number
  readonly currency: string
  readonly source: string | null
  readonly sourceType: SourceType
  readonly fees?: readonly Stripe.BalanceTransaction.FeeDetail[]
  /** Seconds UTC; not given: available at once. */
  readonly availableOn?: number
  readonly description?: string | null
  readonly exchangeRate?: number | null
  /** `reporting_category`, where the type does not say it. */
  readonly category?: string
}

export interface Funds {
  readonly available: number
  readonly pending: number
}

const CATEGORIES: Readonly<Record<string, string>> = {
  payment: 'charge',
  payment_refund: 'refund',
  adjustment: 'dispute',
  payment_failure_refund: 'charge_failure',
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  payout_failure: 'payout_reversal',
  payout_cancel: 'payout_reversal',
  transfer_refund: 'transfer_reversal',
}

/** The balance transaction that records a movement. https://docs.stripe.com/api/balance_transactions/object */
export function balanceTransaction(id: string, movement: Movement, now: number): Stripe.BalanceTransaction {
  const fees = movement.fees ?? []
  const fee = fees.reduce((sum, one) => sum + one.amount, 0)
  const availableOn = movement.availableOn ?? now
  return {
    id,
    object: 'balance_transaction',
    amount: movement.amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: now,
    currency: movement.currency,
    description: movement.description ?? null,
    exchange_rate: movement.exchangeRate ?? null,
    fee,
    fee_details: [...fees],
    net: movement.amount - fee,
    reporting_category: movement.category ?? CATEGORIES[movement.type] ?? movement.type,
    source: movement.source,
    status: availableOn <= now ? 'available' : 'pending',
    type: movement.type,
  }
}

interface Waiting {
  readonly currency: string
  readonly sourceType: SourceType
  net: number
  readonly transactions: string[]
}

/** Running totals of one account's balance per currency and source type, in minor units. */
export class Ledger {
  private readonly totals = new Map<string, Map<SourceType, { available: number; pending: number }>>()
  private readonly waiting = new Map<number, Map<string, Waiting>>()
  private readonly types = new Map<string, SourceType>()

  /** Adds a net amount; what is not available yet waits in the bucket of its instant. Returns whether that bucket is new. */
  add(
    currency: string,
    sourceType: SourceType,
    net: number,
    availableOn: number,
    now: number,
    transaction?: string,
  ): boolean {
    const funds = this.funds(currency, sourceType)
    if (transaction !== undefined) this.types.set(transaction, sourceType)
    if (availableOn <= now) {
      funds.available += net
      return false
    }
    funds.pending += net
    const isNew = !this.waiting.has(availableOn)
    const bucket = this.waiting.get(availableOn) ?? new Map<string, Waiting>()
    this.waiting.set(availableOn, bucket)
    const key = `${currency}/${sourceType}`
    const entry = bucket.get(key) ?? { currency, sourceType, net: 0, transactions: [] }
    entry.net += net
    if (transaction !== undefined) entry.transactions.push(transaction)
    bucket.set(key, entry)
    return isNew
  }

  /** Makes the bucket of an instant available; returns the transactions whose status changes. */
  settle(availableOn: number): readonly string[] {
    const bucket = this.waiting.get(availableOn)
    this.waiting.delete(availableOn)
    const changed: string[] = []
    for (const { currency, sourceType, net, transactions } of bucket?.values() ?? []) {
      const funds = this.funds(currency, sourceType)
      funds.pending -= net
      funds.available += net
      changed.push(...transactions)
    }
    return changed
  }

  /** Which part of the balance a stored transaction moved; undefined for one of the seeded layer. */
  sourceTypeOf(transaction: string): SourceType | undefined {
    return this.types.get(transaction)
  }

  currencies(): readonly string[] {
    return [...this.totals.keys()]
  }

  sourceTypes(currency: string): ReadonlyMap<SourceType, Funds> {
    return this.totals.get(currency) ?? new Map()
  }

  /** Sums over source types. */
  total(currency: string): Funds {
    let available = 0
    let pending = 0
    for (const funds of this.sourceTypes(currency).values()) {
      available += funds.available
      pending += funds.pending
    }
    return { available, pending }
  }

  private funds(currency: string, sourceType: SourceType): { available: number; pending: number } {
    const byType = this.totals.get(currency) ?? new Map<SourceType, { available: number; pending: number }>()
    this.totals.set(currency, byType)
    const funds = byType.get(sourceType) ?? { available: 0, pending: 0 }
    byType.set(sourceType, funds)
    return funds
  }
}
