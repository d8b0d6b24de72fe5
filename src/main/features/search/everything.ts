import { type SearchRow, searchTypes } from '../../../shared/features/search/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { type SearchableType, searchFields } from '../../../shared/search/fields.ts'
import { amountClue, searchableWords } from '../../../shared/search/read.ts'
import { foldText } from '../../../shared/search/text.ts'
import { gramQuery, normalise, parseTerms, partQuery, type Term } from '../../store/mirror/search-text.ts'
import { isJson, type Json } from '../../store/mirror/stripe-object.ts'
import { tables } from '../../sync/resources/all.ts'
import { tableName } from '../../store/mirror/table.ts'
import type { Reader } from '../../store/reader.ts'
import { presentFound } from './present.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'

/** Rows of a type that are shown, and newest candidates that are ranked. */
const SHOWN = 6
const CANDIDATES = 60
/** Newest rows of a type without an index of words that are looked through. */
const LOOKED_THROUGH = 5000
const ID = /^[a-z]{2,6}_[A-Za-z0-9_]*$/

interface Place {
  readonly block: number
  readonly slot: number
}

interface Found {
  readonly row: SearchRow
  readonly rank: number
}

/** Types with their payment's text as an index of words. */
const PAID: ReadonlySet<SearchableType> = new Set(['payment_intents', 'charges'])

function read(reader: Reader, place: Place): Json {
  const parsed: unknown = JSON.parse(reader.blocks.read(place))
  return isJson(parsed) ? parsed : {}
}

/** Lower is better: the exact id; an order number, last4 or amount; a name or e-mail; any words. */
function rankOf(type: SearchableType, object: Json, row: SearchRow, clue: string, amount: string): number {
  if (row.id === clue) return 0
  const { texts, amounts } = searchableWords(object, searchFields[type])
  const folded = foldText(clue)
  if (texts.includes(folded) || amounts.includes(amount)) return 1
  const named = [row.who, row.title].some((text) => text !== null && foldText(text).includes(folded))
  return named ? 2 : 3
}

function byId(reader: Reader, table: string, start: string): readonly Place[] {
  return reader.all<Place>(
    `SELECT block, slot FROM ${table} WHERE id >= ? AND id < ? AND deleted = 0 ORDER BY id LIMIT ?`,
    [start, `${start}~`, SHOWN + 1],
  )
}

/** Payments by their text, newest first: those that have the clue as a whole line, then any part. */
function paymentKeys(reader: Reader, text: string, terms: readonly Term[]): readonly number[] {
  const parts = terms.filter(({ kind }) => kind === 'part')
  const keys = (table: string, query: string): readonly number[] =>
    reader
      .all<{ n: number }>(
        `SELECT rowid AS n FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ?`,
        [query, CANDIDATES],
      )
      .map(({ n }) => n)
  if (parts.length > 0) {
    const line = normalise(text)
    const query = parts.map((term) => partQuery(term.text)).join(' AND ')
    return [...keys('payment_text', partQuery(`\n${line}\n`)), ...keys('payment_text', query)]
  }
  const grams = terms.filter(({ kind }) => kind === 'gram')
  if (grams.length === 0) return []
  return keys('payment_gram', grams.map((term) => gramQuery(term.text)).join(' AND '))
}

function paidPlaces(reader: Reader, type: SearchableType, keys: readonly number[]): readonly Place[] {
  const link = type === 'charges' ? 'p.charge' : 'p.id'
  return keys.flatMap((n) =>
    reader.all<Place>(
      `SELECT t.block, t.slot FROM payment p JOIN ${OBJECT_OF[type]} t ON t.id = ${link}
       WHERE p.n = ? AND t.deleted = 0`,
      [n],
    ),
  )
}

/** Customers behind the payments found come first, since they are found over the whole history. */
function customerPlaces(reader: Reader, keys: readonly number[]): readonly Place[] {
  return keys.flatMap((n) =>
    reader.all<Place>(
      `SELECT t.block, t.slot FROM payment p JOIN customer t ON t.id = p.customer WHERE p.n = ? AND t.deleted = 0`,
      [n],
    ),
  )
}

const searched = new Set(
  tables.filter(({ columns }) => columns.some(({ name }) => name === 'search')).map(({ type }) => type),
)

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

/** Refunds and disputes of the payments found. */
function related(reader: Reader, type: SearchableType, keys: readonly number[]): readonly Place[] {
  const join = `JOIN ${OBJECT_OF[type]} t ON t.charge = p.charge`
  return keys
    .slice(0, CANDIDATES)
    .flatMap((n) =>
      reader.all<Place>(`SELECT t.block, t.slot FROM payment p ${join} WHERE p.n = ? AND t.deleted = 0`, [n]),
    )
}

/** Half a clue looked for in every type; see the contract for the order. */
export function everything(
  reader: Reader,
  { text }: { readonly text: string },
): {
  readonly groups: readonly {
    readonly type: SearchableType
    readonly rows: readonly SearchRow[]
    readonly more: boolean
  }[]
  readonly freshness: Freshness
} {
  const clue = text.trim()
  const freshness = reader.freshness()
  if (clue === '') return { groups: [], freshness }
  const terms = parseTerms(clue)
  const amount = amountClue(clue)
  const keys = ID.test(clue) ? [] : paymentKeys(reader, clue, terms)
  const groups = searchTypes.flatMap((type) => {
    if (type === 'events') return []
    const places = ID.test(clue)
      ? byId(reader, tableName(OBJECT_OF[type]), clue)
      : candidates(reader, type, keys, terms)
    const found = new Map<string, Found>()
    for (const place of places) {
      const object = read(reader, place)
      const row = presentFound(type, object)
      if (!found.has(row.id)) found.set(row.id, { row, rank: rankOf(type, object, row, clue, amount) })
      if (found.size > CANDIDATES) break
    }
    const ranked = Array.from(found.values()).toSorted(
      (a, b) => a.rank - b.rank || b.row.created - a.row.created,
    )
    if (ranked.length === 0) return []
    const best = ranked[0]?.rank ?? 3
    return [{ type, rows: ranked.slice(0, SHOWN).map(({ row }) => row), more: ranked.length > SHOWN, best }]
  })
  return {
    groups: groups.toSorted((a, b) => a.best - b.best).map(({ type, rows, more }) => ({ type, rows, more })),
    freshness,
  }
}

function candidates(
  reader: Reader,
  type: SearchableType,
  keys: readonly number[],
  terms: readonly Term[],
): readonly Place[] {
  if (PAID.has(type)) return paidPlaces(reader, type, keys)
  if (type === 'customers') return [...customerPlaces(reader, keys), ...looked(reader, type, terms)]
  if (type === 'refunds' || type === 'disputes') return related(reader, type, keys)
  return looked(reader, type, terms)
}
