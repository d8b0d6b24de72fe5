import type { Freshness } from '../../../shared/freshness.ts'
import type { ListSummary } from '../../../shared/list.ts'
import type { Reader } from '../reader.ts'
import { anyOf, type Condition, inCurrency, where } from './condition.ts'
import { listKeys, type ListQuery } from './listing.ts'
import { normalise, parseTerms } from './search-text.ts'
import { parseStripeObject, type StripeObject } from './stripe-object.ts'
import { countedSums, summaryOf } from './sums.ts'
import { keyAt } from './time-key.ts'

/** Filters that every list of objects with an amount has. */
export interface ObjectFilter {
  readonly statuses?: readonly string[] | undefined
  readonly currency?: string | undefined
  readonly created?: { readonly gte?: number | undefined; readonly lt?: number | undefined } | undefined
  readonly text?: string | undefined
}

/** One table that is listed by `n` (time), `status`, `currency` and `amount`. */
export interface ObjectTable {
  readonly table: string
  /** Statuses known here; the status `unknown` is every other. */
  readonly statuses: readonly string[]
  /** Columns with ids, searched by their start. */
  readonly ids: readonly string[]
  /** An SQL expression with the normalised text that is searched for other words. */
  readonly searched: string
  /** A condition that finds by the words of another table; its one parameter is the normalised text. */
  readonly alsoSearched?: string
}

const COUNTED = 100_000

function statusCondition(table: ObjectTable, statuses: readonly string[]): Condition {
  const named = anyOf('status', statuses)
  if (!statuses.includes('unknown')) return named
  const known = anyOf('status', table.statuses)
  return {
    sql: `${named.sql} OR status IS NULL OR NOT (${known.sql})`,
    params: [...named.params, ...known.params],
  }
}

function termCondition(table: ObjectTable, part: string): Condition {
  const [term] = parseTerms(part)
  if (term === undefined) return { sql: 'TRUE', params: [] }
  if (term.kind !== 'id') {
    const own = `instr(${table.searched}, ?) > 0`
    const words = normalise(term.text)
    return table.alsoSearched === undefined
      ? { sql: own, params: [words] }
      : { sql: `${own} OR ${table.alsoSearched}`, params: [words, words] }
  }
  const sql = table.ids.map((column) => `(${column} >= ? AND ${column} < ?)`).join(' OR ')
  return { sql, params: table.ids.flatMap(() => [term.text, `${term.text}~`]) }
}

export function filterConditions(
  table: ObjectTable,
  { statuses, currency, created, text }: ObjectFilter,
): readonly Condition[] {
  return [
    { sql: 'deleted = 0', params: [] },
    ...(statuses === undefined ? [] : [statusCondition(table, statuses)]),
    ...(currency === undefined ? [] : [inCurrency(currency)]),
    ...(created?.gte === undefined ? [] : [{ sql: 'n >= ?', params: [keyAt(created.gte)] }]),
    ...(created?.lt === undefined ? [] : [{ sql: 'n < ?', params: [keyAt(created.lt)] }]),
    ...(text ?? '')
      .split(/\s+/u)
      .filter((part) => part !== '')
      .map((part) => termCondition(table, part)),
  ]
}

/** The keys of one window of the list, in order. */
export function objectKeys(
  reader: Reader,
  table: ObjectTable,
  query: Pick<ListQuery, 'order' | 'direction' | 'conditions' | 'offset' | 'limit'>,
): readonly number[] {
  const { few } = reader
  return listKeys(reader, { ...query, table: table.table, narrowings: [], few, along: null, total: null })
}

/** What the filtered list adds up to. */
export function objectSummary(
  reader: Reader,
  table: ObjectTable,
  conditions: readonly Condition[],
): ListSummary {
  const { sql, params } = where(conditions)
  const from = { sql: `SELECT currency, amount FROM ${table.table} ${sql}`, params }
  return summaryOf(reader, countedSums(reader, from, COUNTED), COUNTED)
}

/** One object as Stripe sent it, parsed and as text; null where the mirror does not hold it. */
export function readStored(
  reader: Reader,
  table: string,
  id: string,
): { readonly n: number; readonly json: StripeObject; readonly raw: string } | null {
  const place = reader.get<{ n: number; block: number; slot: number }>(
    `SELECT n, block, slot FROM ${table} WHERE id = ?`,
    [id],
  )
  if (place === undefined) return null
  const parsed: unknown = JSON.parse(reader.blocks.read(place))
  const json = parseStripeObject(parsed)
  return json === null ? null : { n: place.n, json, raw: JSON.stringify(parsed, null, 2) }
}

export interface Fresh<Row> {
  readonly rows: readonly Row[]
  readonly freshness: Freshness
}
