import type { AmountMeaning } from '../../../shared/search/amount-clue.ts'
import type { SearchableType } from '../../../shared/search/fields.ts'
import { gramQuery, linesOf, normalise, partQuery, type Term } from '../../store/mirror/search-text.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'
import { tableName, wordsName } from '../../store/mirror/table.ts'
import type { Reader } from '../../store/reader.ts'
import { tables } from '../../sync/resources/all.ts'
import { objectsOfAmount, paymentsOfAmount } from './amounts.ts'

/** Newest candidates that are ranked by their columns. */
export const CANDIDATES = 60
/** Rows of a type that are shown. */
export const SHOWN = 6
/** Objects behind payments whose JSON is read: over a long history each lies in a block of its own. */
const READ = 2 * SHOWN
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

const withWords = new Set(tables.filter(({ words }) => words === true).map(({ type }) => type))

/** Objects whose id begins so. */
export function placesById(reader: Reader, type: SearchableType, start: string): readonly Place[] {
  return reader.all<Place>(
    `SELECT block, slot FROM ${tableName(OBJECT_OF[type])}
     WHERE id >= ? AND id < ? AND deleted = 0 ORDER BY id LIMIT ?`,
    [start, `${start}~`, SHOWN + 1],
  )
}

/** A payment found. */
export interface FoundPayment {
  readonly n: number
  readonly customer: string | null
}

interface PaymentText extends FoundPayment {
  readonly customer_name: string | null
  readonly customer_email: string | null
  readonly description: string | null
  readonly search: string
}

/** Keys of the newest payments that an index of words finds. */
function matching(reader: Reader, index: 'payment_text' | 'payment_gram', query: string): readonly number[] {
  return reader
    .all<{ n: number }>(
      `SELECT rowid AS n FROM ${index} WHERE ${index} MATCH ? ORDER BY rowid DESC LIMIT ?`,
      [query, CANDIDATES],
    )
    .map(({ n }) => n)
}

/** Newest payments by which is told how common something is. */
const SAMPLE = 500
/** Share of payments that may hold every part of a line before the index would have to go through too many. */
const COMMON = 0.02

/**
 * Keys of the newest payments of which a line is the clue. Where all its parts are common, as of a word that stands in
 * nearly every payment but never alone, the index would go through all of history: then only the newest count.
 */
function paymentsWithLine(reader: Reader, clue: string): readonly number[] {
  const line = linesOf(clue)
  const newest = reader
    .all<{ n: number; search: string }>(`SELECT n, search FROM payment ORDER BY n DESC LIMIT ${SAMPLE}`)
    .map(({ n, search }) => ({ n, text: linesOf(search) }))
  const characters = Array.from(line)
  const isCommon = characters
    .slice(2)
    .map((_, index) => characters.slice(index, index + 3).join(''))
    .every((part) => newest.filter(({ text }) => text.includes(part)).length > COMMON * SAMPLE)
  if (!isCommon) return matching(reader, 'payment_text', partQuery(line))
  return newest.filter(({ text }) => text.includes(line)).map(({ n }) => n)
}

/**
 * Payments by their amount and by their text, the likely ones first: those that are the clue as a whole, hold it as a
 * whole word, are named so, and any others; the newest of each.
 */
export function foundPayments(reader: Reader, { text, terms, amounts }: Clue): readonly FoundPayment[] {
  const ofKind = (kind: Term['kind']): readonly Term[] => terms.filter((term) => term.kind === kind)
  const parts = ofKind('part').map((term) => partQuery(term.text))
  const grams = parts.length > 0 ? [] : ofKind('gram').map((term) => gramQuery(term.text))
  const clue = normalise(text)
  const whole = new Set([
    ...paymentsOfAmount(reader, amounts, READ),
    ...(parts.length === 0 ? [] : paymentsWithLine(reader, clue)),
  ])
  const all = new Set([
    ...whole,
    ...(parts.length === 0 ? [] : matching(reader, 'payment_text', parts.join(' AND '))),
    ...(grams.length === 0 ? [] : matching(reader, 'payment_gram', grams.join(' AND '))),
  ])
  const rank = ({ n, search, customer_name, customer_email, description }: PaymentText): number => {
    if (whole.has(n)) return 0
    if (holdsWord(search, clue)) return 1
    const named = [customer_name, customer_email, description].some(
      (name) => name !== null && normalise(name).includes(clue),
    )
    return named ? 2 : 3
  }
  return reader
    .all<PaymentText>(
      `SELECT n, customer, customer_name, customer_email, description, search FROM payment
       WHERE n IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(Array.from(all))],
    )
    .map((payment) => ({ payment, rank: rank(payment) }))
    .toSorted((a, b) => a.rank - b.rank || b.payment.n - a.payment.n)
    .map(({ payment }) => payment)
}

const IN_WORD = /[\p{L}\p{N}]/u

/** Whether no letter or digit stands before it or after it, at least in one place. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!IN_WORD.test(text.charAt(at - 1)) && !IN_WORD.test(text.charAt(at + word.length))) return true
  }
  return false
}

/** What belongs to payments, joined to `payment p` as `t`; no more than is read. */
function placesOfPayments(reader: Reader, join: string, payments: readonly FoundPayment[]): readonly Place[] {
  const places: Place[] = []
  for (const { n } of payments) {
    const sql = `SELECT t.block, t.slot FROM payment p JOIN ${join} WHERE p.n = ? AND t.deleted = 0`
    places.push(...reader.all<Place>(sql, [n]))
    if (places.length >= READ) break
  }
  return places
}

function onePerCustomer(payments: readonly FoundPayment[]): readonly FoundPayment[] {
  const seen = new Map<string, FoundPayment>()
  for (const payment of payments) {
    if (payment.customer !== null && !seen.has(payment.customer)) seen.set(payment.customer, payment)
  }
  return Array.from(seen.values())
}

/** The same over the whole history, by the index of their words. */
function withOwnWords(
  reader: Reader,
  object: string,
  parts: readonly Term[],
  terms: readonly Term[],
): readonly Place[] {
  const others = terms.filter(({ kind }) => kind !== 'part')
  const words = wordsName(object)
  return reader.all<Place>(
    `SELECT block, slot FROM ${tableName(object)} WHERE n IN
       (SELECT rowid FROM ${words} WHERE ${words} MATCH ? ORDER BY rowid DESC LIMIT ${LOOKED_THROUGH})
       AND deleted = 0 ${others.map(() => 'AND instr(search, ?) > 0').join(' ')} ORDER BY n DESC LIMIT ?`,
    [
      parts.map(({ text }) => partQuery(text)).join(' AND '),
      ...others.map(({ text }) => normalise(text)),
      CANDIDATES,
    ],
  )
}

function looked(reader: Reader, type: SearchableType, terms: readonly Term[]): readonly Place[] {
  const object = OBJECT_OF[type]
  if (!searched.has(object) || terms.length === 0) return []
  const parts = terms.filter(({ kind }) => kind === 'part')
  if (withWords.has(object) && parts.length > 0) return withOwnWords(reader, object, parts, terms)
  const conditions = terms.map(() => 'instr(search, ?) > 0').join(' AND ')
  return reader.all<Place>(
    `SELECT block, slot FROM (SELECT * FROM ${tableName(object)} ORDER BY n DESC LIMIT ${LOOKED_THROUGH})
     WHERE deleted = 0 AND ${conditions} ORDER BY n DESC LIMIT ?`,
    [...terms.map(({ text }) => normalise(text)), CANDIDATES],
  )
}

/** Objects of a type by their amounts and words, and by these payments. */
export function placesByWords(
  reader: Reader,
  type: SearchableType,
  payments: readonly FoundPayment[],
  { terms, amounts }: Clue,
): readonly Place[] {
  const table = `${tableName(OBJECT_OF[type])} t`
  if (type === 'payment_intents') return placesOfPayments(reader, `${table} ON t.id = p.id`, payments)
  if (type === 'charges') return placesOfPayments(reader, `${table} ON t.id = p.charge`, payments)
  const own = [
    ...objectsOfAmount(reader, OBJECT_OF[type], amounts, SHOWN + 1),
    ...looked(reader, type, terms),
  ]
  // Customers behind the payments found come first, since they are found over the whole history.
  if (type === 'customers')
    return [...placesOfPayments(reader, `${table} ON t.id = p.customer`, onePerCustomer(payments)), ...own]
  if (!RELATED.has(type)) return own
  return [...own, ...placesOfPayments(reader, `${table} ON t.charge = p.charge`, payments)]
}
