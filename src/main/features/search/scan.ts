import type { SearchNode } from '../../../shared/search/ast.ts'
import { type SearchPredicate, searchPredicate } from '../../../shared/search/evaluate.ts'
import { type SearchableType, searchFields } from '../../../shared/search/fields.ts'
import { foldText } from '../../../shared/search/text.ts'
import { type Condition, where } from '../../store/mirror/condition.ts'
import { getMeta } from '../../store/mirror/open.ts'
import { LONGEST_TEXT, partQuery } from '../../store/mirror/search-text.ts'
import { isJson, type Json } from '../../store/mirror/stripe-object.ts'
import type { Cell } from '../../store/mirror/table.ts'
import type { Reader } from '../../store/reader.ts'
import { searchTable } from './columns.ts'
import {
  keySpan,
  narrowings,
  requiredCustomer,
  requiredId,
  requiredWords,
  searchSql,
  type SearchSqlContext,
} from './sql.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'

export interface ScanQuery {
  readonly type: SearchableType
  readonly ast: SearchNode
  readonly zone: string
  readonly direction: 'asc' | 'desc'
  /** The key looked at last; null begins. */
  readonly after: number | null
  /** Stops after so many objects. */
  readonly most: number
  /** Milliseconds after which it stops where it is; at least something has then been looked at. */
  readonly budget: number
}

/** An object found, by its key in its table, or by its event's number in the archive. */
export interface FoundObject {
  readonly n: number
  readonly read: () => Json
}

export interface Scan {
  readonly found: readonly FoundObject[]
  /** The key looked at last; null where everything has been. */
  readonly next: number | null
}

interface Looked {
  readonly key: number
  readonly n: number
  readonly block: number
  readonly slot: number
  readonly sure: number
}

/** Thrown out of a statement whose time is up. */
class TimeUp extends Error {}

interface Watch {
  until: number
  last: number | null
  looked: number
}

const watches = new WeakMap<Reader, Watch>()
/** Rows between two looks at the clock. */
const STRIDE = 256
/** Columns with more values than this are compared row by row. */
const FEW_VALUES = 200

/** SQL functions of the search: `fold` as the language compares text, `tick` to stop a scan whose time is up. */
function watchOf(reader: Reader): Watch {
  const known = watches.get(reader)
  if (known !== undefined) return known
  const watch: Watch = { until: 0, last: null, looked: 0 }
  reader.mirror.function('fold', { deterministic: true }, (value: unknown) =>
    typeof value === 'string' ? foldText(value) : null,
  )
  reader.mirror.function('tick', (n: unknown) => {
    watch.looked += 1
    if (watch.looked % STRIDE === 0 && performance.now() > watch.until)
      throw new TimeUp('The search took its time')
    watch.last = Number(n)
    return 1
  })
  watches.set(reader, watch)
  return watch
}

/** The values of an indexed column, found by jumping from one to the next; null where there are many. */
function valuesOf(reader: Reader, table: string, column: string): readonly string[] | null {
  const rows = reader.all<{ value: string | null }>(
    `WITH RECURSIVE v(value) AS (
       SELECT min(${column}) FROM ${table}
       UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > v.value) FROM v WHERE v.value IS NOT NULL
     ) SELECT value FROM v WHERE value IS NOT NULL LIMIT ${FEW_VALUES + 1}`,
  )
  return rows.length > FEW_VALUES ? null : rows.flatMap(({ value }) => (value === null ? [] : [value]))
}

interface Access {
  readonly from: string
  readonly key: string
  readonly conditions: readonly Condition[]
  /** Rows come along the table, so that the scan can stop anywhere and go on later. */
  readonly ticks: boolean
}

/** The quickest way to everything that could be found. */
function accessOf(
  reader: Reader,
  { type, ast }: ScanQuery,
  table: string,
  context: SearchSqlContext,
): Access {
  const narrow = narrowings(ast, context).find(
    ({ sql, params }) => countTo(reader, `${table} t WHERE ${sql}`, params) <= reader.few,
  )
  if (narrow !== undefined) {
    const { sql, params } = narrow
    return along(`${table} t`, { sql: `t.n IN (SELECT t.n FROM ${table} t WHERE ${sql})`, params })
  }
  return accessByPayment(reader, type, ast) ?? { ...along(`${table} t NOT INDEXED`), ticks: true }
}

function along(from: string, ...conditions: readonly Condition[]): Access {
  return { from, key: 't.n', conditions, ticks: false }
}

/** By the customer or the words of the payments that the objects found are one with; null where the query has neither. */
function accessByPayment(reader: Reader, type: SearchableType, ast: SearchNode): Access | null {
  const customer = requiredCustomer(ast)
  // A charge may have another customer than its payment has by now.
  if (type === 'charges' && customer !== null)
    return along('charge t INDEXED BY charge_customer', { sql: 't.customer = ?', params: [customer] })
  if (type !== 'payment_intents' || getMeta(reader.mirror, 'payments_from') !== null) return null
  if (customer !== null) {
    const paid = 'SELECT id FROM payment INDEXED BY payment_customer WHERE customer = ?'
    return along('payment_intent t', { sql: `t.id IN (${paid})`, params: [customer] })
  }
  const words = requiredWords(ast)
  return words.length === 0 ? null : accessByWords(reader, words.map(partQuery).join(' AND '))
}

const BY_WORDS = 'payment_text f CROSS JOIN payment p ON p.n = f.rowid'
/** Payments of which only the beginning is indexed: their JSON must be looked at. */
const CUT = `payment INDEXED BY payment_cut WHERE length(search) >= ${LONGEST_TEXT}`

function accessByWords(reader: Reader, query: string): Access | null {
  const matching = { sql: 'payment_text MATCH ?', params: [query] }
  const cut = countTo(reader, CUT)
  if (cut === 0)
    return {
      from: `${BY_WORDS} CROSS JOIN payment_intent t ON t.id = p.id`,
      key: 'f.rowid',
      conditions: [matching],
      ticks: true,
    }
  // Common words are found at once along the table.
  if (cut + countTo(reader, `payment_text WHERE ${matching.sql}`, matching.params) > reader.few) return null
  const ids = `SELECT p.id FROM ${BY_WORDS} WHERE ${matching.sql} UNION ALL SELECT id FROM ${CUT}`
  return along('payment_intent t', { sql: `t.id IN (${ids})`, params: matching.params })
}

/** How many rows there are, counted to where they are no longer few. */
function countTo(reader: Reader, from: string, params: readonly Cell[] = []): number {
  const counted = reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${from} LIMIT ?)`,
    [...params, reader.few + 1],
  )
  return counted?.count ?? 0
}

function objectOf(reader: Reader, place: { readonly block: number; readonly slot: number }): Json {
  const parsed: unknown = JSON.parse(reader.blocks.read(place))
  return isJson(parsed) ? parsed : {}
}

/** Looks for objects in the order of their creation until enough are found, all are looked at, or time is up. */
export function scan(reader: Reader, query: ScanQuery): Scan {
  if (query.type === 'events') return scanEvents(reader, query)
  const watch = watchOf(reader)
  const columns = searchTable(OBJECT_OF[query.type])
  const known = new Map<string, readonly string[] | null>()
  const context: SearchSqlContext = {
    table: columns,
    zone: query.zone,
    valuesOf: (column) => {
      const values = known.get(column) ?? valuesOf(reader, columns.table, column)
      known.set(column, values)
      return values
    },
  }
  const access = accessOf(reader, query, columns.table, context)
  const { may, sure } = searchSql(query.ast, context)
  const { sql, params } = where([
    ...access.conditions,
    ...(query.after === null
      ? []
      : [{ sql: `${access.key} ${query.direction === 'desc' ? '<' : '>'} ?`, params: [query.after] }]),
    keySpan(query.ast, query.zone),
    ...(access.ticks ? [{ sql: `tick(${access.key})`, params: [] }] : []),
    { sql: 't.deleted = 0', params: [] },
    may,
  ])
  const statement = reader.mirror.prepare<Cell[], Looked>(
    `SELECT ${access.key} AS key, t.n, t.block, t.slot, ${sure.sql} AS sure FROM ${access.from} ${sql}
     ORDER BY ${access.key} ${query.direction}`,
  )
  const matches = searchPredicate(query.ast, { fields: searchFields[query.type], zone: query.zone })
  const found: FoundObject[] = []
  watch.until = performance.now() + query.budget
  watch.last = null
  watch.looked = 0
  try {
    for (const row of statement.iterate(...sure.params, ...params)) {
      if (row.sure === 1 || matches(objectOf(reader, row)))
        found.push({ n: row.n, read: () => objectOf(reader, row) })
      if (found.length >= query.most || performance.now() > watch.until) return { found, next: row.key }
    }
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error
    return { found, next: watch.last }
  }
  return { found, next: null }
}

const EVENTS_AT_ONCE = 100

/** Events lie in the archive, in the order in which they arrived. */
function scanEvents(reader: Reader, query: ScanQuery): Scan {
  const { direction, most } = query
  const until = performance.now() + query.budget
  const matches = searchPredicate(query.ast, { fields: searchFields.events, zone: query.zone })
  const id = requiredId(query.ast)
  if (id !== null) return scanEvent(reader, query.after === null ? reader.events.numberOf(id) : null, matches)
  const newest = reader.events.newest()
  const found: FoundObject[] = []
  let at = query.after ?? (direction === 'desc' ? newest + 1 : 0)
  while (direction === 'desc' ? at > 1 : at < newest) {
    const from = direction === 'desc' ? Math.max(0, at - 1 - EVENTS_AT_ONCE) : at
    const size = direction === 'desc' ? at - 1 - from : EVENTS_AT_ONCE
    const page = reader.events.after(from, size)
    for (const { n } of direction === 'desc' ? page.toReversed() : page) {
      const parsed: unknown = JSON.parse(reader.events.json(n))
      if (isJson(parsed) && matches(parsed)) found.push({ n, read: () => parsed })
      at = n
      if (found.length >= most || performance.now() > until) return { found, next: at }
    }
    if (page.length === 0) break
    at = direction === 'desc' ? from + 1 : (page.at(-1)?.n ?? newest)
  }
  return { found, next: null }
}

/** The one event of an id; null is none. */
function scanEvent(reader: Reader, n: number | null, matches: SearchPredicate): Scan {
  const parsed: unknown = n === null ? null : JSON.parse(reader.events.json(n))
  const isFound = n !== null && isJson(parsed) && matches(parsed)
  return { found: isFound ? [{ n, read: () => parsed }] : [], next: null }
}
