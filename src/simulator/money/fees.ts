import type Stripe from 'stripe'

// Percentage in hundredths of a per cent and a fixed part in minor units, per settlement currency.
const CARD: Readonly<Record<string, readonly [number, number]>> = {
  usd: [290, 30],
  eur: [150, 25],
  gbp: [150, 20],
  jpy: [360, 0],
  hkd: [340, 235],
  cad: [290, 30],
  aud: [175, 30],
}
const DEBIT_CAP: Readonly<Record<string, number>> = { usd: 500, eur: 600, gbp: 400 }
const DISPUTE: Readonly<Record<string, number>> = {
  usd: 1500,
  eur: 2000,
  gbp: 2000,
  jpy: 1500,
  hkd: 8500,
  cad: 1500,
  aud: 2500,
}

const stripeFee = (
  amount: number,
  currency: string,
  description: string,
): Stripe.BalanceTransaction.FeeDetail => ({
  amount,
  application: null,
  currency,
  description,
  type: 'stripe_fee',
})

/** What Stripe keeps of a payment, in minor units of the settlement currency. Never returned by a refund. */
export function processingFee(
  amount: number,
  currency: string,
  bankDebit = false,
): Stripe.BalanceTransaction.FeeDetail {
  const [rate, fixed] = CARD[currency] ?? [290, 0]
  const fee = bankDebit
    ? Math.min(Math.round(amount * 0.008), DEBIT_CAP[currency] ?? 500)
    : Math.round((amount * rate) / 10_000) + fixed
  return stripeFee(Math.min(fee, amount), currency, 'Stripe processing fees')
}

export const disputeFee = (currency: string): Stripe.BalanceTransaction.FeeDetail =>
  stripeFee(DISPUTE[currency] ?? 1500, currency, 'Dispute fee')

/** An instant payout costs 1.5 % and at least 50 minor units. */
export const instantPayoutFee = (amount: number, currency: string): Stripe.BalanceTransaction.FeeDetail =>
  stripeFee(Math.max(50, Math.round(amount * 0.015)), currency, 'Instant payout fee')

const DAY = 86_400

/** When a payment made now becomes available: midnight UTC after two business days (four for bank debits). */
export function availableOn(now: number, businessDays = 2): number {
  let day = Math.floor(now / DAY)
  for (let left = businessDays; left > 0; ) {
    day++
    const weekday = (day + 4) % 7
    if (weekday !== 0 && weekday !== 6) left--
  }
  return day * DAY
}

/** Rates for payments in a currency that the account does not settle in. */
const SETTLES: Readonly<Record<string, readonly [string, number]>> = { cny: ['hkd', 1.0824] }

/** In which currency and at which rate a payment reaches the balance. */
export function settlement(currency: string): { readonly currency: string; readonly rate: number | null } {
  const [to, rate] = SETTLES[currency] ?? [currency, null]
  return { currency: to, rate }
}

export const convert = (amount: number, rate: number | null): number =>
  rate === null ? amount : Math.round(amount * rate)
