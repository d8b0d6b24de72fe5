import { type SearchRow, searchTypes } from '../../../shared/features/search/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { isMeant, readAmountClue } from '../../../shared/search/amount-clue.ts'
import type { SearchableType } from '../../../shared/search/fields.ts'
import { normalise, parseTerms, type Term } from '../../store/mirror/search-text.ts'
import { isJson } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'
import {
  type Candidate,
  candidatesById,
  candidatesByWords,
  type Clue,
  foundPayments,
  SHOWN,
  typesMatching,
} from './candidates.ts'
import { eventRow, type FoundRow, foundRows, type MirroredType } from './found-rows.ts'
import { byRank, type Rank, rankOf } from './ranks.ts'

const ID = /^[a-z]{2,6}_[A-Za-z0-9_]*$/
/** Prefixes that Stripe gives its ids; anything else with an underscore may be an order number of the shop's own. */
const STRIPES_ID =
  /^(?:acct|ch|cs|cus|dp|du|evt|fee|in|pi|plan|pm|po|price|prod|py|pyr|re|seti|src|sub|tr|tu|txn)_/

export interface FoundGroup {
  readonly type: SearchableType
  readonly rows: readonly SearchRow[]
  readonly more: boolean
}

/** What begins as an id is looked for as words where no id begins so. */
function termsOf(text: string): readonly Term[] {
  return parseTerms(text).map((term) =>
    term.kind === 'id' ? { kind: 'part', text: normalise(term.text) } : term,
  )
}

function rankOfRow({ row, words }: FoundRow, clue: Clue): Rank {
  if (row.id === clue.text) return 'id'
  const { amount } = row
  const isAmount =
    amount !== null && amount.amount !== null && isMeant(clue.amounts, amount.amount, amount.currency)
  return isAmount ? 'whole' : rankOf(clue.text, words, [row.who, row.title])
}

interface Ranked {
  readonly n: number
  readonly row: SearchRow
  readonly rank: Rank
}

function ranked(
  reader: Reader,
  type: MirroredType,
  candidates: readonly Candidate[],
  clue: Clue,
): readonly Ranked[] {
  const known = new Map<number, Rank | null>()
  for (const { n, rank } of candidates) known.set(n, known.get(n) ?? rank)
  return foundRows(reader, type, Array.from(known.keys()))
    .map((found) => ({ ...found, rank: known.get(found.n) ?? rankOfRow(found, clue) }))
    .toSorted((a, b) => byRank(a.rank, b.rank) || b.n - a.n)
}

/** An event lies in the archive, and is found by its whole id alone. */
function eventOf(reader: Reader, id: string): readonly FoundGroup[] {
  const n = reader.events.numberOf(id)
  if (n === null) return []
  const event: unknown = JSON.parse(reader.events.json(n))
  return [{ type: 'events', rows: isJson(event) ? [eventRow(event)] : [], more: false }]
}

const mirrored = searchTypes.filter((type): type is MirroredType => type !== 'events')

/** Only what is meant for sure lifts its type above payments: by words any type may have a better one by chance. */
const placeOf = (best: Rank): Rank => (best === 'id' || best === 'whole' ? best : 'held')

function groupsOf(
  reader: Reader,
  clue: Clue,
  candidatesOf: (type: MirroredType) => readonly Candidate[],
): readonly FoundGroup[] {
  return mirrored
    .flatMap((type) => {
      const found = ranked(reader, type, candidatesOf(type), clue)
      const [best] = found
      if (best === undefined) return []
      const rows = found.slice(0, SHOWN).map(({ row }) => row)
      return [{ group: { type, rows, more: found.length > SHOWN }, best: best.rank }]
    })
    .toSorted((a, b) => byRank(placeOf(a.best), placeOf(b.best)))
    .map(({ group }) => group)
}

function foundGroups(reader: Reader, clue: Clue): readonly FoundGroup[] {
  const { text } = clue
  const byId = new Map(
    ID.test(text) ? mirrored.map((type) => [type, candidatesById(reader, type, text)]) : [],
  )
  const withId = (type: MirroredType): readonly Candidate[] => byId.get(type) ?? []
  const event = eventOf(reader, text)
  const isFoundById = event.length > 0 || mirrored.some((type) => withId(type).length > 0)
  if (isFoundById && STRIPES_ID.test(text)) return [...event, ...groupsOf(reader, clue, withId)]
  const payments = foundPayments(reader, clue)
  const typesWith = typesMatching(reader, clue.terms)
  return groupsOf(reader, clue, (type) => [
    ...withId(type),
    ...candidatesByWords(reader, type, payments, clue, typesWith),
  ])
}

/** Half a clue looked for in every type; see the contract for the order. */
export function everything(
  reader: Reader,
  { text }: { readonly text: string },
): { readonly groups: readonly FoundGroup[]; readonly freshness: Freshness } {
  const typed = text.trim()
  const clue = { text: typed, terms: termsOf(typed), amounts: readAmountClue(typed) }
  return { groups: typed === '' ? [] : foundGroups(reader, clue), freshness: reader.freshness() }
}
