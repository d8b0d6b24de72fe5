import type { AmountMeaning } from '../../../shared/search/amount-clue.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'
import { gramQuery, linesOf, normalise, partQuery, type Term } from '../../store/mirror/search-text.ts'
import { hasWords, tableName } from '../../store/mirror/table.ts'
import { hasGrams, newestWith, PAYMENT_WORDS, type Words, wordsOf } from '../../store/mirror/words.ts'
import type { Reader } from '../../store/reader.ts'
import { tables } from '../../sync/resources/all.ts'
import { objectsOfAmount, paymentsOfAmount } from './amounts.ts'
import type { MirroredType } from './found-rows.ts'
import { byRank, type Rank, rankOf } from './ranks.ts'

/** Newest candidates of a type that are ranked. */
const CANDIDATES = 60
/** Rows of a type that are shown. */
export const SHOWN = 6
/** What belongs to payments found is looked up for so many at most. */
const RELATED = 2 * SHOWN
/** Newest rows with the longer words of a clue among which the shorter ones are looked for. */
const LOOKED_THROUGH = 500

/** What was typed, as the ways of finding something need it. */
export interface Clue {
  readonly text: string
  readonly terms: readonly Term[]
  readonly amounts: readonly AmountMeaning[]
}

/** An object that may be meant, by its key in its table; its rank where the way it was found tells it. */
export interface Candidate {
  readonly n: number
  readonly rank: Rank | null
}

const withWords = new Set(tables.filter(hasWords).map(({ type }) => type))

/** Objects whose id begins so. */
export function candidatesById(reader: Reader, type: MirroredType, start: string): readonly Candidate[] {
  return reader
    .all<{ n: number }>(
      `SELECT n FROM ${tableName(OBJECT_OF[type])}
       WHERE id >= ? AND id < ? AND deleted = 0 ORDER BY id LIMIT ?`,
      [start, `${start}~`, SHOWN + 1],
    )
    .map(({ n }) => ({ n, rank: null }))
}

/** Keys of the newest rows that an index of words finds. */
function matching(reader: Reader, words: Words, terms: readonly Term[]): readonly number[] {
  const parts = terms.filter(({ kind }) => kind === 'part').map(({ text }) => partQuery(text))
  const grams = terms.filter(({ kind }) => kind === 'gram').map(({ text }) => gramQuery(text))
  const [byParts, byGrams] = [parts.join(' AND '), grams.join(' AND ')]
  const keys = (sql: string, params: readonly string[]): readonly number[] =>
    reader.all<{ n: number }>(sql, params).map(({ n }) => n)
  if (parts.length > 0 && grams.length > 0)
    return keys(
      `SELECT n FROM ${newestWith(words, 'text', LOOKED_THROUGH)} f
       WHERE ${hasGrams(words, 'f.n')} LIMIT ${CANDIDATES}`,
      [byParts, byGrams],
    )
  if (parts.length > 0) return keys(`SELECT n FROM ${newestWith(words, 'text', CANDIDATES)}`, [byParts])
  if (grams.length > 0) return keys(`SELECT n FROM ${newestWith(words, 'gram', CANDIDATES)}`, [byGrams])
  return []
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
  if (!isCommon) return matching(reader, PAYMENT_WORDS, [{ kind: 'part', text: line }])
  return newest.filter(({ text }) => text.includes(line)).map(({ n }) => n)
}

/** A payment found. */
export interface FoundPayment {
  readonly n: number
  readonly customer: string | null
  readonly rank: Rank
}

interface PaymentText {
  readonly n: number
  readonly customer: string | null
  readonly customer_name: string | null
  readonly customer_email: string | null
  readonly description: string | null
  readonly search: string
}

/** Payments by their amount and by their text, the likely ones first, and of those the newest. */
export function foundPayments(reader: Reader, clue: Clue): readonly FoundPayment[] {
  const hasParts = clue.terms.some(({ kind }) => kind === 'part')
  const ofAmount = new Set(paymentsOfAmount(reader, clue.amounts, CANDIDATES))
  const keys = new Set([
    ...ofAmount,
    ...(hasParts ? paymentsWithLine(reader, normalise(clue.text)) : []),
    ...matching(reader, PAYMENT_WORDS, clue.terms),
  ])
  return reader
    .all<PaymentText>(
      `SELECT n, customer, customer_name, customer_email, description, search FROM payment
       WHERE n IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(Array.from(keys))],
    )
    .map(({ n, customer, search, customer_name, customer_email, description }) => ({
      n,
      customer,
      rank: ofAmount.has(n)
        ? ('whole' as const)
        : rankOf(clue.text, search, [customer_name, customer_email, description]),
    }))
    .toSorted((a, b) => byRank(a.rank, b.rank) || b.n - a.n)
}

/** What belongs to payments, joined to `payment p` as `t`. */
function ofPayments(reader: Reader, join: string, payments: readonly FoundPayment[]): readonly Candidate[] {
  const found: Candidate[] = []
  for (const { n, rank } of payments) {
    const sql = `SELECT t.n FROM payment p JOIN ${join} WHERE p.n = ? AND t.deleted = 0`
    found.push(...reader.all<{ n: number }>(sql, [n]).map((row) => ({ n: row.n, rank })))
    if (found.length >= RELATED) break
  }
  return found
}

function onePerCustomer(payments: readonly FoundPayment[]): readonly FoundPayment[] {
  const seen = new Map<string, FoundPayment>()
  for (const payment of payments) {
    if (payment.customer !== null && !seen.has(payment.customer)) seen.set(payment.customer, payment)
  }
  return Array.from(seen.values())
}

/** Objects of a type by their amounts and words, and by these payments. */
export function candidatesByWords(
  reader: Reader,
  type: MirroredType,
  payments: readonly FoundPayment[],
  { terms, amounts }: Clue,
): readonly Candidate[] {
  const object = OBJECT_OF[type]
  const table = `${tableName(object)} t`
  // Their words are those of the payment.
  if (type === 'payment_intents') return ofPayments(reader, `${table} ON t.id = p.id`, payments)
  if (type === 'charges') return ofPayments(reader, `${table} ON t.id = p.charge`, payments)
  const byAmount = objectsOfAmount(reader, object, amounts, SHOWN + 1).map(
    ({ n }): Candidate => ({ n, rank: 'whole' }),
  )
  const byWord = withWords.has(object) ? matching(reader, wordsOf(tables, object), terms) : []
  return [
    ...byAmount,
    ...byWord.map((n) => ({ n, rank: null })),
    ...related(reader, type, payments).map(({ n }) => ({ n, rank: null })),
  ]
}

/** Those that belong to the payments found; how likely they are is for their own words to say. */
function related(
  reader: Reader,
  type: MirroredType,
  payments: readonly FoundPayment[],
): readonly Candidate[] {
  const table = `${tableName(OBJECT_OF[type])} t`
  if (type === 'customers')
    return ofPayments(reader, `${table} ON t.id = p.customer`, onePerCustomer(payments))
  if (type !== 'refunds' && type !== 'disputes') return []
  return ofPayments(reader, `${table} ON t.charge = p.charge`, payments)
}
