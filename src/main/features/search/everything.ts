import { type SearchRow, searchTypes } from '../../../shared/features/search/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { isMeant, readAmountClue } from '../../../shared/search/amount-clue.ts'
import { type SearchableType, searchFields } from '../../../shared/search/fields.ts'
import { searchableWords } from '../../../shared/search/read.ts'
import { foldText } from '../../../shared/search/text.ts'
import { normalise, parseTerms, type Term } from '../../store/mirror/search-text.ts'
import { isJson, type Json } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'
import {
  CANDIDATES,
  type Clue,
  foundPayments,
  type Place,
  placesById,
  placesByWords,
  SHOWN,
} from './candidates.ts'
import { presentFound } from './present.ts'

const ID = /^[a-z]{2,6}_[A-Za-z0-9_]*$/
/** Prefixes that Stripe gives its ids; anything else with an underscore may be an order number of the shop's own. */
const STRIPES_ID =
  /^(?:acct|ch|cs|cus|dp|du|evt|fee|in|pi|plan|pm|po|price|prod|py|pyr|re|seti|src|sub|tr|tu|txn)_/

interface Found {
  readonly row: SearchRow
  readonly rank: number
}

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

function parsed(text: string): Json {
  const value: unknown = JSON.parse(text)
  return isJson(value) ? value : {}
}

/** Lower is better: the exact id; an order number, last4 or amount; a name or e-mail; any words. */
function rankOf(type: SearchableType, object: Json, row: SearchRow, clue: Clue): number {
  if (row.id === clue.text) return 0
  const { texts, amounts } = searchableWords(object, searchFields[type])
  const folded = foldText(clue.text)
  const isWhole =
    texts.includes(folded) || amounts.some(({ amount, currency }) => isMeant(clue.amounts, amount, currency))
  if (isWhole) return 1
  const named = [row.who, row.title].some((text) => text !== null && foldText(text).includes(folded))
  return named ? 2 : 3
}

function ranked(
  reader: Reader,
  type: SearchableType,
  places: readonly Place[],
  clue: Clue,
): readonly Found[] {
  const found = new Map<string, Found>()
  for (const place of places) {
    const at = `${place.block} ${place.slot}`
    if (found.has(at)) continue
    const object = parsed(reader.blocks.read(place))
    const row = presentFound(type, object)
    found.set(at, { row, rank: rankOf(type, object, row, clue) })
    if (found.size > CANDIDATES) break
  }
  return Array.from(found.values()).toSorted((a, b) => a.rank - b.rank || b.row.created - a.row.created)
}

/** An event lies in the archive, and is found by its whole id alone. */
function eventOf(reader: Reader, id: string): readonly FoundGroup[] {
  const n = reader.events.numberOf(id)
  if (n === null) return []
  return [{ type: 'events', rows: [presentFound('events', parsed(reader.events.json(n)))], more: false }]
}

type Mirrored = Exclude<(typeof searchTypes)[number], 'events'>
const mirrored = searchTypes.filter((type): type is Mirrored => type !== 'events')

function groupsOf(
  reader: Reader,
  clue: Clue,
  placesOf: (type: Mirrored) => readonly Place[],
): readonly FoundGroup[] {
  return mirrored
    .flatMap((type) => {
      const found = ranked(reader, type, placesOf(type), clue)
      const [best] = found
      if (best === undefined) return []
      const rows = found.slice(0, SHOWN).map(({ row }) => row)
      return [{ group: { type, rows, more: found.length > SHOWN }, best: best.rank }]
    })
    .toSorted((a, b) => a.best - b.best)
    .map(({ group }) => group)
}

function foundGroups(reader: Reader, clue: Clue): readonly FoundGroup[] {
  const { text } = clue
  const byId = new Map(ID.test(text) ? mirrored.map((type) => [type, placesById(reader, type, text)]) : [])
  const placesWithId = (type: Mirrored): readonly Place[] => byId.get(type) ?? []
  const event = eventOf(reader, text)
  const isFoundById = event.length > 0 || mirrored.some((type) => placesWithId(type).length > 0)
  if (isFoundById && STRIPES_ID.test(text)) return [...event, ...groupsOf(reader, clue, placesWithId)]
  const payments = foundPayments(reader, clue)
  return groupsOf(reader, clue, (type) => [
    ...placesWithId(type),
    ...placesByWords(reader, type, payments, clue),
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
