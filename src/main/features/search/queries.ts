import type { SearchRow } from '../../../shared/features/search/contract.ts'
import type { SearchError } from '../../../shared/search/errors.ts'
import { type SearchableType, searchFields } from '../../../shared/search/fields.ts'
import { parseSearch } from '../../../shared/search/parse.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { at, integer, isJson } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'
import { everything } from './everything.ts'
import { eventRow, foundRows } from './found-rows.ts'
import { type FoundObject, scan } from './scan.ts'

/** Milliseconds: what is not found by then is looked for when the page asks to go on. */
const BUDGET = 300
const COUNT_BUDGET = 500
const COUNTED = 100_000
const SAMPLE = 300

export interface Asked {
  readonly type: SearchableType
  readonly query: string
  readonly zone: string
}

export type Refused = { readonly ok: false; readonly error: SearchError }

function query(
  reader: Reader,
  input: Asked & {
    readonly direction: 'asc' | 'desc'
    readonly after: number | null
    readonly limit: number
  },
):
  | Refused
  | {
      readonly ok: true
      readonly rows: readonly SearchRow[]
      readonly next: number | null
      readonly reached: number | null
      readonly freshness: Freshness
    } {
  const parsed = parseSearch(input.query, searchFields[input.type])
  if (!parsed.ok) return parsed
  const { type, zone, direction, after, limit } = input
  const { found, next } = scan(reader, {
    type,
    ast: parsed.ast,
    zone,
    direction,
    after,
    most: limit,
    budget: BUDGET,
  })
  return {
    ok: true,
    rows: rowsFound(reader, type, found),
    next,
    reached: next === null ? null : reachedTime(reader, type, next),
    freshness: reader.freshness(),
  }
}

function rowsFound(
  reader: Reader,
  type: SearchableType,
  found: readonly FoundObject[],
): readonly SearchRow[] {
  if (type === 'events') return found.map(({ read }) => eventRow(read()))
  const keys = found.map(({ n }) => n)
  return foundRows(reader, type, keys).map(({ row }) => row)
}

/** Keys of objects begin with their time; events are numbered as they came. */
function reachedTime(reader: Reader, type: SearchableType, key: number): number {
  if (type !== 'events') return Math.max(0, Math.floor(key / 4096))
  const event: unknown = JSON.parse(reader.events.json(key))
  return Math.max(0, integer(event, 'created') ?? 0)
}

function count(
  reader: Reader,
  input: Asked,
): Refused | { readonly ok: true; readonly count: number; readonly exact: boolean } {
  const parsed = parseSearch(input.query, searchFields[input.type])
  if (!parsed.ok) return parsed
  const { found, next } = scan(reader, {
    type: input.type,
    ast: parsed.ast,
    zone: input.zone,
    direction: 'desc',
    after: null,
    most: COUNTED,
    budget: COUNT_BUDGET,
  })
  return { ok: true, count: found.length, exact: next === null }
}

function metadataKeys(reader: Reader, { type }: { readonly type: SearchableType }): readonly string[] {
  const { found } = scan(reader, {
    type,
    ast: { kind: 'all' },
    zone: 'UTC',
    direction: 'desc',
    after: null,
    most: SAMPLE,
    budget: BUDGET,
  })
  const counts = new Map<string, number>()
  for (const { read } of found) {
    const metadata = at(read(), 'metadata')
    for (const key of isJson(metadata) ? Object.keys(metadata) : [])
      counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Array.from(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([key]) => key)
    .slice(0, 50)
}

export const searchQueries = {
  'search.query': query,
  'search.count': count,
  'search.everything': everything,
  'search.metadataKeys': metadataKeys,
}
