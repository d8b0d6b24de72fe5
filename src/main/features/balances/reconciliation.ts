import type {
  BalanceSides,
  ReconciledCurrency,
  TransactionHistory,
} from '../../../shared/features/balances/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { type BalanceAt, balanceAt } from '../../store/mirror/balance-at.ts'
import { getMeta } from '../../store/mirror/open.ts'
import type { Reader } from '../../store/reader.ts'
import { balanceCurrencies } from './currency-balances.ts'
import { type Sides, sides, transactionHistory } from './past.ts'

/** Clocks of whole seconds, told apart by the way of an answer, may differ by one. */
const CLOCK_SLACK = 1

/** Between which seconds the balance was read. */
interface ReadSpan {
  readonly from: number
  readonly to: number
}

function readSpan(reader: Reader): ReadSpan | null {
  const [from, to] = [getMeta(reader.mirror, 'balance_from'), getMeta(reader.mirror, 'balance_to')]
  return from === null || to === null ? null : { from: Number(from), to: Number(to) }
}

function liveBalance(reader: Reader, currency: string): Sides {
  const part = (name: keyof Sides): number | null => {
    const sql = 'SELECT amount FROM balance WHERE currency = ? AND part = ?'
    const row = reader.get<{ amount: number | null }>(sql, [currency, name])
    return row === undefined ? 0 : row.amount
  }
  return { available: part('available'), pending: part('pending') }
}

/** More changes than this within seconds are not told apart. */
const MOST_CHANGES = 50

/** When money came or became available while the balance was read, oldest first. */
function changesWithin(reader: Reader, currency: string, { from, to }: ReadSpan): readonly number[] {
  return reader
    .all<{ at: number }>(
      `SELECT created AS at FROM balance_transaction INDEXED BY balance_transaction_currency_created
         WHERE currency = ? AND created > ? AND created <= ? AND deleted = 0
       UNION SELECT usable_from FROM balance_transaction INDEXED BY balance_transaction_currency_usable_from
         WHERE currency = ? AND usable_from > ? AND usable_from <= ? AND deleted = 0
       ORDER BY at LIMIT ${MOST_CHANGES}`,
      [currency, from, to, currency, from, to],
    )
    .map(({ at }) => at)
}

const same = (a: BalanceAt, b: Sides): boolean => a.available === b.available && a.pending === b.pending

/** A moment within the span at which the sums are what Stripe told, otherwise those at its end. */
function compare(reader: Reader, currency: string, read: ReadSpan): ReconciledCurrency {
  const span = { from: read.from - CLOCK_SLACK, to: read.to + CLOCK_SLACK }
  const live = liveBalance(reader, currency)
  const changes = changesWithin(reader, currency, span)
  const moments = [span.to, ...changes.map((at) => at - 1)]
  const sums = moments.map((at) => balanceAt(reader, currency, at))
  const computed = sums.find((sum) => same(sum, live)) ?? sums[0] ?? { available: 0, pending: 0 }
  const drift: BalanceSides = sides(currency, {
    available: live.available === null ? null : live.available - computed.available,
    pending: live.pending === null ? null : live.pending - computed.pending,
  })
  return {
    currency,
    live: sides(currency, live),
    computed: sides(currency, computed),
    drift,
    agrees: same(computed, live),
    moving: changes.length > 0,
  }
}

/** The live balance beside the sum of its transactions when it was read; nothing while either is not known. */
export function reconciliation(
  reader: Reader,
  _input: Readonly<Record<string, never>>,
): {
  readonly readAt: number | null
  readonly history: TransactionHistory
  readonly currencies: readonly ReconciledCurrency[]
  readonly freshness: Freshness
} {
  const history = transactionHistory(reader)
  const span = readSpan(reader)
  const comparable = span !== null && history.state === 'complete'
  return {
    readAt: span?.to ?? null,
    history,
    currencies: comparable
      ? balanceCurrencies(reader).map((currency) => compare(reader, currency, span))
      : [],
    freshness: reader.freshness(),
  }
}
