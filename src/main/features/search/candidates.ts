import type { AmountMeaning } from '../../../shared/search/amount-clue.ts'
import type { SearchableType } from '../../../shared/search/fields.ts'
import { gramQuery, normalise, partQuery, type Term } from '../../store/mirror/search-text.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'
import { tableName } from '../../store/mirror/table.ts'
import type { Reader } from '../../store/reader.ts'
import { tables } from '../../sync/resources/all.ts'
import { objectsOfAmount, paymentsOfAmount } from './amounts.ts'

/** Newest candidates of a type that are ranked. */
export const CANDIDATES = 60
/** Rows of a type that are shown. */
export const SHOWN = 6
/** Newest rows of a type without an index of words that are looked through. */
const LOOKED_THROUGH = 5000

/** Where an object's JSON lies. */
export interface Place {
  readonly block: number
  readonly slot: number
}

/** What was typed, as the ways of finding something need it. */
export interface Clue {
  readonly text: string
  readonly terms: readonly Term[]
  readonly amounts: readonly AmountMeaning[]
}

/** Types of which those that belong to a payment found are found too. */
const RELATED: ReadonlySet<SearchableType> = new Set(['refunds', 'disputes'])

const searched = new Set(
  tables.filter(({ columns }) => columns.some(({ name }) => name === 'search')).map(({ type }) => type),
)

/** Objects whose id begins so. */
export function placesById(reader: Reader, type: SearchableType, start: string): readonly Place[] {
  return reader.all<Place>(
    `SELECT block, slot FROM ${tableName(OBJECT_OF[type])}
     WHERE id >= ? AND id < ? AND deleted = 0 ORDER BY id LIMIT ?`,
    [start, `${start}~`, SHOWN + 1],
  )
}

/** Keys of payments found. */
export interface PaymentKeys {
  readonly all: readonly number[]
  /** Those to show: only the newest where more are the clue as a whole than there is room for. */
  readonly shown: readonly number[]
}

/** Payments by their amount and by their text, newest first: those that are the clue as a whole, then any part. */
export function paymentKeys(reader: Reader, { text, terms, amounts }: Clue): PaymentKeys {
  const keys = (table: string, query: string): readonly number[] =>
    reader
      .all<{ n: number }>(
        `SELECT rowid AS n FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ?`,
        [query, CANDIDATES],
      )
      .map(({ n }) => n)
  const ofKind = (kind: Term['kind']): readonly Term[] => terms.filter((term) => term.kind === kind)
  const parts = ofKind('part').map((term) => partQuery(term.text))
  const grams = parts.length > 0 ? [] : ofKind('gram').map((term) => gramQuery(term.text))
  const lines = parts.length === 0 ? [] : keys('payment_text', partQuery(`\n${normalise(text)}\n`))
  const whole = distinct([...paymentsOfAmount(reader, amounts, SHOWN + 1), ...lines])
  const all = distinct([
    ...whole,
    ...(parts.length === 0 ? [] : keys('payment_text', parts.join(' AND '))),
    ...(grams.length === 0 ? [] : keys('payment_gram', grams.join(' AND '))),
  ])
  const shown = whole.length > SHOWN ? whole.toSorted((a, b) => b - a).slice(0, SHOWN + 1) : all
  return { all, shown }
}

function distinct(keys: readonly number[]): readonly number[] {
  return Array.from(new Set(keys))
}

/** What belongs to the payments found, joined to `payment p` as `t`. */
function placesOfPayments(reader: Reader, join: string, keys: readonly number[]): readonly Place[] {
  return keys.flatMap((n) =>
    reader.all<Place>(`SELECT t.block, t.slot FROM payment p JOIN ${join} WHERE p.n = ? AND t.deleted = 0`, [
      n,
    ]),
  )
}

function looked(reader: Reader, type: SearchableType, terms: readonly Term[]): readonly Place[] {
  const object = OBJECT_OF[type]
  if (!searched.has(object) || terms.length === 0) return []
  const conditions = terms.map(() => 'instr(search, ?) > 0').join(' AND ')
  return reader.all<Place>(
    `SELECT block, slot FROM (SELECT * FROM ${tableName(object)} ORDER BY n DESC LIMIT ${LOOKED_THROUGH})
     WHERE deleted = 0 AND ${conditions} ORDER BY n DESC LIMIT ?`,
    [...terms.map(({ text }) => normalise(text)), CANDIDATES],
  )
}

/** Objects of a type by their amounts and words, and by the payments of these keys. */
export function placesByWords(
  reader: Reader,
  type: SearchableType,
  keys: PaymentKeys,
  { terms, amounts }: Clue,
): readonly Place[] {
  const table = `${tableName(OBJECT_OF[type])} t`
  if (type === 'payment_intents') return placesOfPayments(reader, `${table} ON t.id = p.id`, keys.shown)
  if (type === 'charges') return placesOfPayments(reader, `${table} ON t.id = p.charge`, keys.shown)
  const own = [
    ...objectsOfAmount(reader, OBJECT_OF[type], amounts, SHOWN + 1),
    ...looked(reader, type, terms),
  ]
  // Customers behind the payments found come first, since they are found over the whole history.
  if (type === 'customers')
    return [...placesOfPayments(reader, `${table} ON t.id = p.customer`, keys.all), ...own]
  if (!RELATED.has(type)) return own
  return [
    ...own,
    ...placesOfPayments(reader, `${table} ON t.charge = p.charge`, keys.all.slice(0, CANDIDATES)),
  ]
}
