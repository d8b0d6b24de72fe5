import type { Reader } from '../reader.ts'
import { BUCKETS_COARSEST_FIRST, type Family } from './rollups.ts'

/** What a balance was at a moment, in minor units of its currency. */
export interface BalanceAt {
  readonly available: number
  /** Transactions made by then that became available later. */
  readonly pending: number
}

type BalanceFamily = Extract<Family, `balance_${'total' | 'available'}`>

const FINEST = Math.min(...BUCKETS_COARSEST_FIRST)

/** When a transaction counts, and so where its sum is kept. */
const MOMENT = { balance_total: 'created', balance_available: 'usable_from' } as const

const KEPT = `SELECT coalesce(sum(captured), 0) AS net FROM rollup
  WHERE family = ? AND size = ? AND currency = ? AND bucket >= ? AND bucket < ?`

/** The rows of a bucket that is cut, from its beginning up to and with a moment; tests look at its plan. */
export function restSql(family: BalanceFamily): string {
  const moment = MOMENT[family]
  return `SELECT coalesce(sum(balance_net), 0) AS net FROM balance_transaction
    INDEXED BY balance_transaction_currency_${moment}
    WHERE currency = ? AND ${moment} >= ? AND ${moment} <= ? AND deleted = 0`
}

/** Whole days, then whole hours, then whole quarters of an hour, then row by row: exact to the second. */
function sumUpTo(reader: Reader, family: BalanceFamily, currency: string, at: number): number {
  let from = 0
  let sum = 0
  const add = (sql: string, params: readonly (string | number)[]): void => {
    sum += reader.get<{ net: number }>(sql, params)?.net ?? 0
  }
  for (const size of BUCKETS_COARSEST_FIRST) {
    const cut = at - (at % size)
    if (cut > from) add(KEPT, [family, size, currency, from, cut])
    from = cut
  }
  add(restSql(family), [currency, at - (at % FINEST), at])
  return sum
}

/** One currency's balance for payments after everything that happened up to and in the second `at`, seconds UTC. */
export function balanceAt(reader: Reader, currency: string, at: number): BalanceAt {
  const available = sumUpTo(reader, 'balance_available', currency, at)
  return { available, pending: sumUpTo(reader, 'balance_total', currency, at) - available }
}
