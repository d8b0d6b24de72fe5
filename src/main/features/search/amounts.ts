import { currenciesOfDigits } from '../../../shared/money.ts'
import type { AmountMeaning } from '../../../shared/search/amount-clue.ts'
import { anyOf, type Condition } from '../../store/mirror/condition.ts'
import { indexName } from '../../store/mirror/schema.ts'
import { tableName } from '../../store/mirror/table.ts'
import { tables } from '../../sync/resources/all.ts'
import type { Reader } from '../../store/reader.ts'

/** Types whose amounts have an index. */
const indexed = new Set(
  tables.filter(({ indexes }) => indexes.some(([first]) => first === 'amount')).map(({ type }) => type),
)

interface AmountPlace {
  readonly n: number
  readonly block: number
  readonly slot: number
}

function currencyCondition(currency: AmountMeaning['currency']): Condition {
  if (currency === 'any') return { sql: 'TRUE', params: [] }
  if ('code' in currency) return { sql: 'currency = ?', params: [currency.code] }
  if (currency.digits !== 0) return anyOf('currency', currenciesOfDigits[currency.digits])
  const others = anyOf('currency', Object.values(currenciesOfDigits).flat())
  return { sql: `NOT (${others.sql})`, params: others.params }
}

/** The newest of any reading; each is looked up by itself and with each sign, so that an index gives it in order. */
function newestOf<Row extends { readonly n: number }>(
  meanings: readonly AmountMeaning[],
  most: number,
  lookUp: (condition: Condition) => readonly Row[],
): readonly Row[] {
  const rows = meanings.flatMap(({ amount, currency }) => {
    const { sql, params } = currencyCondition(currency)
    return [amount, -amount].flatMap((signed) =>
      lookUp({ sql: `amount = ? AND ${sql}`, params: [signed, ...params] }),
    )
  })
  return rows.toSorted((a, b) => b.n - a.n).slice(0, most)
}

/** Keys of the newest payments of an amount that was typed. */
export function paymentsOfAmount(
  reader: Reader,
  meanings: readonly AmountMeaning[],
  most: number,
): readonly number[] {
  const rows = newestOf(meanings, most, ({ sql, params }) =>
    reader.all<{ n: number }>(
      `SELECT n FROM payment INDEXED BY payment_amount WHERE ${sql} ORDER BY n DESC LIMIT ?`,
      [...params, most],
    ),
  )
  return rows.map(({ n }) => n)
}

/** The newest objects of an amount that was typed, of a type whose amounts are indexed. */
export function objectsOfAmount(
  reader: Reader,
  type: string,
  meanings: readonly AmountMeaning[],
  most: number,
): readonly AmountPlace[] {
  if (!indexed.has(type)) return []
  return newestOf(meanings, most, ({ sql, params }) =>
    reader.all<AmountPlace>(
      `SELECT n, block, slot FROM ${tableName(type)} INDEXED BY ${indexName(type, ['amount', 'n'])}
       WHERE deleted = 0 AND ${sql} ORDER BY n DESC LIMIT ?`,
      [...params, most],
    ),
  )
}
