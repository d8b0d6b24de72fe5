import type { BalanceSides, TransactionHistory } from '../../../shared/features/balances/contract.ts'
import { sumOf, toldMoney } from '../../../shared/money.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { type BalanceAt, balanceAt } from '../../store/mirror/balance-at.ts'
import type { Reader } from '../../store/reader.ts'
import { balanceCurrencies } from './currency-balances.ts'

const DAY = 86_400

export type Sides = { readonly [Side in keyof BalanceAt]: number | null }

export function sides(currency: string, told: Sides): BalanceSides {
  const available = toldMoney(told.available, currency)
  const pending = toldMoney(told.pending, currency)
  return { available, pending, total: sumOf(available, pending) }
}

/** How far back the balance transactions reach that sums are made of. */
export function transactionHistory(reader: Reader): TransactionHistory {
  const cursor = reader.get<{
    complete: number
    reached: number | null
    denied: string | null
    unsupported: number
  }>("SELECT complete, reached, denied, unsupported FROM cursor WHERE resource = 'balance_transaction'")
  if (cursor === undefined) return { state: 'reading', reachedBackTo: null }
  const unreadable = cursor.denied !== null || cursor.unsupported === 1
  const state = unreadable ? 'unreadable' : cursor.complete === 1 ? 'complete' : 'reading'
  return { state, reachedBackTo: cursor.reached }
}

/** What each currency's balance was after everything up to and in the second `at`. */
export function balancesAt(
  reader: Reader,
  { at }: { readonly at: number },
): {
  readonly balances: readonly (BalanceSides & { readonly currency: string })[]
  readonly history: TransactionHistory
  readonly freshness: Freshness
} {
  return {
    balances: balanceCurrencies(reader).map((currency) => ({
      currency,
      ...sides(currency, balanceAt(reader, currency, at)),
    })),
    history: transactionHistory(reader),
    freshness: reader.freshness(),
  }
}

const DAILY = `SELECT bucket + ${DAY} - 1 AS day_end, captured AS net FROM rollup
  WHERE family = 'balance_total' AND size = ${DAY} AND currency = ? AND bucket >= ? AND bucket < ? ORDER BY bucket`

/** How each currency's balance, available and pending together, went: at the end of each day (UTC), and in `to`. */
export function course(
  reader: Reader,
  { to, days }: { readonly to: number; readonly days: number },
): {
  readonly moments: readonly number[]
  readonly totals: readonly { readonly currency: string; readonly amounts: readonly number[] }[]
  readonly freshness: Freshness
} {
  const today = to - (to % DAY)
  const first = Math.max(0, today - days * DAY)
  const ends = Array.from({ length: (today - first) / DAY }, (_, day) => first + (day + 1) * DAY - 1)
  const totals = balanceCurrencies(reader).map((currency) => {
    const start = first === 0 ? { available: 0, pending: 0 } : balanceAt(reader, currency, first - 1)
    const moved = new Map(
      reader
        .all<{ day_end: number; net: number }>(DAILY, [currency, first, today])
        .map(({ day_end: end, net }) => [end, net]),
    )
    let total = start.available + start.pending
    const amounts = ends.map((end) => (total += moved.get(end) ?? 0))
    const last = balanceAt(reader, currency, to)
    return { currency, amounts: [...amounts, last.available + last.pending] }
  })
  // No line is drawn through what is too large to be exact.
  const exact = totals.filter(({ amounts }) => amounts.every(Number.isSafeInteger))
  return { moments: [...ends, to], totals: exact, freshness: reader.freshness() }
}
