import { z } from 'zod'
import type { CurrencyBalance } from '../../../shared/features/balances/contract.ts'
import { toldMoney, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import type { Reader } from '../../store/reader.ts'

interface PartRow {
  readonly part: string
  readonly amount: number | null
  readonly source_types: string
}

const DAY = 86_400
const sourceTypesSchema = z.record(z.string(), z.unknown())

function sourceTypes(json: string): readonly { readonly type: string; readonly amount: number }[] {
  return Object.entries(sourceTypesSchema.parse(JSON.parse(json))).flatMap(([type, amount]) =>
    typeof amount === 'number' && Number.isSafeInteger(amount) ? [{ type, amount }] : [],
  )
}

/** What is pending, by the day (UTC) on which it becomes available. */
function arriving(reader: Reader, currency: string): CurrencyBalance['arriving'] {
  return reader
    .all<{ day: number; amount: number }>(
      `SELECT available_on - available_on % ${DAY} AS day, total(net) AS amount
       FROM balance_transaction INDEXED BY balance_transaction_status_currency
       WHERE status = 'pending' AND currency = ? AND available_on IS NOT NULL GROUP BY day ORDER BY day`,
      [currency],
    )
    .map(({ day, amount }) => ({ availableOn: day, amount: toldMoney(amount, currency) }))
}

/** Every known currency of the balance as last read or of any balance transaction, the most used first. */
export function balanceCurrencies(reader: Reader): readonly string[] {
  return reader
    .all<{ currency: string }>(
      `SELECT currency, sum(uses) AS uses FROM (
         SELECT currency, count AS uses FROM rollup WHERE family = 'balance_total' AND size = 0
         UNION ALL SELECT DISTINCT currency, 0 FROM balance)
       GROUP BY currency ORDER BY uses DESC, currency`,
    )
    .map(({ currency }) => currency)
    .filter((currency) => currency !== UNKNOWN_CURRENCY)
}

/** The balance as last read, a currency each, the most used first. */
export function currencyBalances(reader: Reader): readonly CurrencyBalance[] {
  const live = new Set(
    reader.all<{ currency: string }>('SELECT currency FROM balance').map(({ currency }) => currency),
  )
  const currencies = [...balanceCurrencies(reader), UNKNOWN_CURRENCY].filter((currency) => live.has(currency))
  return currencies.map((currency) => {
    const rows = reader.all<PartRow>('SELECT part, amount, source_types FROM balance WHERE currency = ?', [
      currency,
    ])
    const find = (part: string): PartRow | undefined => rows.find((row) => row.part === part)
    const part = (name: string): CurrencyBalance['available'] => {
      const row = find(name)
      return {
        total: toldMoney(row === undefined ? 0 : row.amount, currency),
        sourceTypes: row === undefined ? [] : [...sourceTypes(row.source_types)],
      }
    }
    const optional = (name: string): CurrencyBalance['instantAvailable'] => {
      const row = find(name)
      return row === undefined ? null : toldMoney(row.amount, currency)
    }
    return {
      currency,
      available: part('available'),
      pending: part('pending'),
      instantAvailable: optional('instant_available'),
      connectReserved: optional('connect_reserved'),
      arriving: arriving(reader, currency),
    }
  })
}
