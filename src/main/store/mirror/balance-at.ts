import type { Reader } from '../reader.ts'
import type { Family } from './rollups.ts'

/** What a balance was at a moment, in minor units of its currency. */
export interface BalanceAt {
  readonly available: number
  /** Transactions made by then that became available later. */
  readonly pending: number
}

type BalanceFamily = Extract<Family, `balance_${'total' | 'available'}`>

const DAY = 86_400

/** When a transaction counts, and so where its sum is kept. */
const MOMENT = { balance_total: 'created', balance_available: 'usable_from' } as const

const WHOLE_DAYS = `SELECT total(captured) AS net FROM rollup
  WHERE family = ? AND size = ${DAY} AND currency = ? AND bucket < ?`

/** The rows of a day that is cut, from its beginning up to and with a moment; tests look at its plan. */
export function restSql(family: BalanceFamily): string {
  const moment = MOMENT[family]
  return `SELECT total(balance_net) AS net FROM balance_transaction
    INDEXED BY balance_transaction_currency_${moment}
    WHERE currency = ? AND ${moment} >= ? AND ${moment} <= ? AND deleted = 0`
}

/** Whole days, then the rest of the last one row by row: exact to the second. */
function sumUpTo(reader: Reader, family: BalanceFamily, currency: string, at: number): number {
  const day = at - (at % DAY)
  const whole = reader.get<{ net: number }>(WHOLE_DAYS, [family, currency, day])
  const rest = reader.get<{ net: number }>(restSql(family), [currency, day, at])
  return (whole?.net ?? 0) + (rest?.net ?? 0)
}

/** One currency's balance for payments after everything that happened up to and in the second `at`, seconds UTC. */
export function balanceAt(reader: Reader, currency: string, at: number): BalanceAt {
  const available = sumUpTo(reader, 'balance_available', currency, at)
  return { available, pending: sumUpTo(reader, 'balance_total', currency, at) - available }
}
