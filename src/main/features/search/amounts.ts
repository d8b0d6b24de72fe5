import { currenciesOfDigits, minorUnitDigits } from '../../../shared/money.ts'
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
/** Those of which there are many, and whose sums tell in which currencies. */
const SUMMED = new Set(['balance_transaction', 'refund', 'dispute'])

interface Found {
  readonly n: number
}

/** The currencies in which rows of a summed family are. */
function currenciesHeld(reader: Reader, family: string): readonly string[] {
  return reader
    .all<{ currency: string }>('SELECT DISTINCT currency FROM rollup WHERE family = ? AND size = 0', [family])
    .map(({ currency }) => currency)
}

function isMeantIn(currency: AmountMeaning['currency'], held: string): boolean {
  if (currency === 'any') return true
  return 'code' in currency ? currency.code === held : currency.digits === minorUnitDigits(held)
}

/** With each sign, since what left the balance is negative. */
const signed = (amount: number): readonly number[] => (amount === 0 ? [0] : [amount, -amount])

function newest(found: readonly Found[], most: number): readonly number[] {
  const keys = found.map(({ n }) => n).toSorted((a, b) => b - a)
  return keys.slice(0, most)
}

/** Keys of the newest payments of an amount that was typed. */
export function paymentsOfAmount(
  reader: Reader,
  meanings: readonly AmountMeaning[],
  most: number,
): readonly number[] {
  if (meanings.length === 0) return []
  const held = currenciesHeld(reader, 'payment')
  const found = meanings.flatMap(({ amount, currency }) =>
    held
      .filter((code) => isMeantIn(currency, code))
      .flatMap((code) =>
        reader.all<Found>(
          `SELECT n FROM payment INDEXED BY payment_currency_amount
           WHERE currency = ? AND amount = ? ORDER BY n DESC LIMIT ?`,
          [code, amount, most],
        ),
      ),
  )
  return newest(found, most)
}

/** Null where no row is in such a currency. */
function currencyCondition(
  currency: AmountMeaning['currency'],
  held: readonly string[] | null,
): Condition | null {
  if (currency === 'any') return { sql: 'TRUE', params: [] }
  if (held !== null) {
    const meant = held.filter((code) => isMeantIn(currency, code))
    return meant.length === 0 ? null : anyOf('currency', meant)
  }
  if ('code' in currency) return { sql: 'currency = ?', params: [currency.code] }
  if (currency.digits !== 0) return anyOf('currency', currenciesOfDigits[currency.digits])
  const others = anyOf('currency', Object.values(currenciesOfDigits).flat())
  return { sql: `NOT (${others.sql})`, params: others.params }
}

/** Keys of the newest objects of an amount that was typed, of a type whose amounts are indexed. */
export function objectsOfAmount(
  reader: Reader,
  type: string,
  meanings: readonly AmountMeaning[],
  most: number,
): readonly number[] {
  if (!indexed.has(type) || meanings.length === 0) return []
  const held = SUMMED.has(type) ? currenciesHeld(reader, type) : null
  const found = meanings.flatMap(({ amount, currency }) => {
    const condition = currencyCondition(currency, held)
    if (condition === null) return []
    return signed(amount).flatMap((each) =>
      reader.all<Found>(
        `SELECT n FROM ${tableName(type)} INDEXED BY ${indexName(type, ['amount', 'n'])}
         WHERE deleted = 0 AND amount = ? AND ${condition.sql} ORDER BY n DESC LIMIT ?`,
        [each, ...condition.params, most],
      ),
    )
  })
  return newest(found, most)
}
