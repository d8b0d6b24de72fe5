import type { AmountMeaning } from '../../../shared/search/amount-clue.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'
import { gramQuery, linesOf, normalise, partQuery, type Term } from '../../store/mirror/search-text.ts'
import { tableName } from '../../store/mirror/table.ts'
import {
  hasGrams,
  newestWith,
  PAYMENT_WORDS,
  placesWith,
  typesWithWords,
  type Words,
  wordsOf,
} from '../../store/mirror/words.ts'
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

/** What an index of words is asked: by its longer words, and by those of one or two characters. */
function askedOf(terms: readonly Term[]): { readonly text: string; readonly gram: string } {
  const ofKind = (kind: Term['kind'], query: (text: string) => string): string =>
    terms
      .filter((term) => term.kind === kind)
      .map(({ text }) => query(text))
      .join(' AND ')
  return { text: ofKind('part', partQuery), gram: ofKind('gram', gramQuery) }
}

/** Keys of the newest rows that an index of words finds. */
function matching(reader: Reader, words: Words, terms: readonly Term[]): readonly number[] {
  const { text, gram } = askedOf(terms)
  const keys = (sql: string, params: readonly string[]): readonly number[] =>
    reader.all<{ n: number }>(sql, params).map(({ n }) => n)
  if (text !== '' && gram !== '')
    return keys(
      `SELECT n FROM ${newestWith(words, 'text', LOOKED_THROUGH)} f
       WHERE ${hasGrams(words, 'f.n')} LIMIT ${CANDIDATES}`,
      [text, gram],
    )
  if (text !== '') return keys(`SELECT n FROM ${newestWith(words, 'text', CANDIDATES)}`, [text])
  if (gram !== '') return keys(`SELECT n FROM ${newestWith(words, 'gram', CANDIDATES)}`, [gram])
  return []
}

const wordTypes = typesWithWords(tables)

/** The types of which objects may have these words: of a rare word one look tells them all. */
export function typesMatching(reader: Reader, terms: readonly Term[]): ReadonlySet<string> {
  const { text, gram } = askedOf(terms)
  const [kind, query] = text === '' ? (['gram', gram] as const) : (['text', text] as const)
  if (query === '') return new Set()
  const places = reader.all<{ place: number }>(placesWith(kind, CANDIDATES), [query])
  if (places.length >= CANDIDATES) return new Set(wordTypes)
  return new Set(places.flatMap(({ place }) => wordTypes[place] ?? []))
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
  readonly id: string
  readonly charge: string | null
  readonly customer: string | null
  readonly rank: Rank
}

interface PaymentText extends Omit<FoundPayment, 'rank'> {
  readonly customer_name: string | null
  readonly customer_email: string | null
  readonly description: string | null
  readonly search: string
}

/** Payments by their amount and by their text, the likely ones first, and of those the newest. */
export function foundPayments(reader: Reader, clue: Clue): readonly FoundPayment[] {
  const matched = matching(reader, PAYMENT_WORDS, clue.terms)
  const { text, gram } = askedOf(clue.terms)
  // Of fewer all are known, those with such a line too.
  const areAllKnown = text === '' || (gram === '' && matched.length < CANDIDATES)
  const lines = areAllKnown ? [] : paymentsWithLine(reader, normalise(clue.text))
  const ofAmount = new Set(paymentsOfAmount(reader, clue.amounts, RELATED))
  const keys = [...ofAmount, ...lines, ...matched]
  return reader
    .all<PaymentText>(
      `SELECT n, id, charge, customer, customer_name, customer_email, description, search FROM payment
       WHERE n IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(keys)],
    )
    .map(({ search, customer_name, customer_email, description, ...payment }) => ({
      ...payment,
      rank: ofAmount.has(payment.n)
        ? ('whole' as const)
        : rankOf(clue.text, search, [customer_name, customer_email, description]),
    }))
    .toSorted((a, b) => byRank(a.rank, b.rank) || b.n - a.n)
}

/** Objects of a type whose `column` is one of these values, the first of those first. */
function having(
  reader: Reader,
  type: MirroredType,
  column: 'id' | 'charge' | 'customer',
  values: readonly (string | null)[],
): readonly { readonly n: number; readonly at: number }[] {
  return reader.all(
    `SELECT t.n, k.key AS at FROM json_each(?) k CROSS JOIN ${tableName(OBJECT_OF[type])} t ON t.${column} = k.value
     WHERE t.deleted = 0 LIMIT ${RELATED}`,
    [JSON.stringify(values)],
  )
}

/** Objects of a type by their amounts and words, of the types that may have such, and by these payments. */
export function candidatesByWords(
  reader: Reader,
  type: MirroredType,
  payments: readonly FoundPayment[],
  { terms, amounts }: Clue,
  typesWith: ReadonlySet<string>,
): readonly Candidate[] {
  // Their words are those of the payment.
  if (type === 'payment_intents' || type === 'charges') {
    const likely = payments.slice(0, RELATED)
    const ids = likely.map(({ id, charge }) => (type === 'charges' ? charge : id))
    return having(reader, type, 'id', ids).map(({ n, at }) => ({ n, rank: likely[at]?.rank ?? null }))
  }
  const object = OBJECT_OF[type]
  const byAmount = objectsOfAmount(reader, object, amounts, SHOWN + 1)
  const byWords = typesWith.has(object) ? matching(reader, wordsOf(tables, object), terms) : []
  return [
    ...byAmount.map((n) => ({ n, rank: 'whole' as const })),
    ...byWords.map((n) => ({ n, rank: null })),
    ...related(reader, type, payments).map(({ n }) => ({ n, rank: null })),
  ]
}

/** What belongs to the payments found; how likely it is meant is for its own words to say. */
function related(
  reader: Reader,
  type: MirroredType,
  payments: readonly FoundPayment[],
): readonly { readonly n: number }[] {
  if (type === 'customers') {
    const customers = new Set(payments.map(({ customer }) => customer))
    return having(reader, type, 'id', Array.from(customers).slice(0, RELATED))
  }
  if (type !== 'refunds' && type !== 'disputes') return []
  return having(
    reader,
    type,
    'charge',
    payments.map(({ charge }) => charge),
  )
}
