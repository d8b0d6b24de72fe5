import type { Reader } from '../reader.ts'
import { anyOf, type Condition, where } from './condition.ts'
import { ROLLUP_SIZES } from './rollups.ts'
import type { StretchedOrder } from './stretches.ts'
import { countsByStatus, type RollupFilter } from './sums.ts'
import type { Cell } from './table.ts'
import { keyAt } from './time-key.ts'

/** Rows whose number in every bucket is kept, and the table they lie in. */
export interface KeptRows extends Omit<RollupFilter, 'created'> {
  readonly table: string
  /** The rows' conditions, in words of the table. */
  readonly conditions: readonly Condition[]
}

export interface Seek {
  /** Leave the rows on this side of the place, in their order: all that meet the first, then all that meet the second. */
  readonly parts: readonly Condition[]
  /** How many rows on from the place. */
  readonly offset: number
}

/** Seconds over which the keys of one second may spread. */
const SPILL = 60
const COARSEST_FIRST = ROLLUP_SIZES.filter((size) => size > 0)

/** Which of these, one after another, holds the row at `offset`, and how many rows lie before it; null beyond them. */
function holding<Counted extends { readonly count: number }>(
  counted: readonly Counted[],
  offset: number,
): { readonly found: Counted; readonly at: number; readonly before: number } | null {
  let before = 0
  for (const [at, found] of counted.entries()) {
    if (before + found.count > offset) return { found, at, before }
    before += found.count
  }
  return null
}

/**
 * A place near the row at `offset` in the order of time, found by the numbers of rows in spans of 32 days down to a
 * quarter of an hour, so that a jump into the middle of a million rows costs no more than one among a thousand.
 */
function placeInTime(
  reader: Reader,
  rows: KeptRows,
  direction: 'asc' | 'desc',
  offset: number,
): { readonly edge: Condition; readonly offset: number } | null {
  let [from, to] = [0, Number.MAX_SAFE_INTEGER]
  let left = offset
  for (const size of COARSEST_FIRST) {
    const within = holding(bucketsOf(reader, rows, size, from, to, direction), left)
    if (within === null) return null
    left -= within.before
    ;[from, to] = [within.found.bucket, within.found.bucket + size]
  }
  const edge = direction === 'asc' ? from : to
  const late = spilledOver(reader, rows, edge)
  left += direction === 'asc' ? late : -late
  if (left < 0) return null
  const sql = direction === 'asc' ? 'n >= ?' : 'n < ?'
  return { edge: { sql, params: [keyAt(edge)] }, offset: left }
}

/** A place in the order of time. */
export function seekByTime(
  reader: Reader,
  rows: KeptRows,
  direction: 'asc' | 'desc',
  offset: number,
): Seek | null {
  const place = placeInTime(reader, rows, direction, offset)
  return place === null ? null : { parts: [place.edge], offset: place.offset }
}

/** A place in the order of a status, by its number in the table, that is its place in `words`; and then of time. */
export function seekByStatus(
  reader: Reader,
  rows: KeptRows,
  words: readonly string[],
  direction: 'asc' | 'desc',
  offset: number,
): Seek | null {
  const counts = countsByStatus(reader, rows.family, rows.currency)
  const wanted = words.flatMap((word, status) =>
    rows.statuses?.includes(word) === false ? [] : [{ word, status, count: counts.get(word) ?? 0 }],
  )
  const within = holding(direction === 'asc' ? wanted : wanted.toReversed(), offset)
  if (within === null) return null
  const { word, status } = within.found
  const alike = { sql: 'status = ?', params: [status] }
  const ofStatus = { ...rows, statuses: [word], conditions: [...rows.conditions, alike] }
  const place = placeInTime(reader, ofStatus, direction, offset - within.before)
  return place === null ? null : onwards('status', status, place.edge, direction, place.offset)
}

/** A place in an order whose stretches are counted. */
export function seekByStretches(
  reader: Reader,
  { name, column }: StretchedOrder,
  direction: 'asc' | 'desc',
  offset: number,
): Seek | null {
  const stretches = reader.all<{ readonly key: Cell; readonly n: number; readonly count: number }>(
    `SELECT key, n, count FROM stretch WHERE ordering = ? ORDER BY key ${direction}, n ${direction}`,
    [name],
  )
  const within = holding(stretches, offset)
  if (within === null) return null
  // Backwards a stretch lies before where the one that was passed last begins.
  const start = direction === 'asc' ? within.found : stretches[within.at - 1]
  if (start === undefined) return null
  const edge = { sql: direction === 'asc' ? 'n >= ?' : 'n < ?', params: [start.n] }
  return onwards(column, start.key, edge, direction, offset - within.before)
}

/** From a place on: rows of that very key beyond the edge, then those of all keys that follow. */
function onwards(
  column: string,
  key: Cell,
  edge: Condition,
  direction: 'asc' | 'desc',
  offset: number,
): Seek {
  const following = direction === 'asc' ? '>' : '<'
  return {
    parts: [
      { sql: `${column} = ? AND ${edge.sql}`, params: [key, ...edge.params] },
      { sql: `${column} ${following} ?`, params: [key] },
    ],
    offset,
  }
}

function bucketsOf(
  reader: Reader,
  { family, currency, statuses }: KeptRows,
  size: number,
  from: number,
  to: number,
  direction: 'asc' | 'desc',
): readonly { readonly bucket: number; readonly count: number }[] {
  const { sql, params } = where([
    { sql: 'family = ? AND size = ? AND bucket >= ? AND bucket < ?', params: [family, size, from, to] },
    currency === undefined
      ? {
          sql: 'currency IN (SELECT DISTINCT currency FROM rollup WHERE family = ? AND size = 0)',
          params: [family],
        }
      : { sql: 'currency = ?', params: [currency] },
    ...(statuses === undefined ? [] : [anyOf('status', statuses)]),
  ])
  return reader.all(
    `SELECT bucket, sum(count) AS count FROM rollup ${sql} GROUP BY bucket ORDER BY bucket ${direction}`,
    params,
  )
}

/** Rows made before a moment whose keys lie behind it, since their second was crowded. */
function spilledOver(reader: Reader, { table, conditions }: KeptRows, edge: number): number {
  const { sql, params } = where([
    { sql: 'n >= ? AND n < ? AND created < ?', params: [keyAt(edge), keyAt(edge + SPILL), edge] },
    ...conditions,
  ])
  return reader.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} ${sql}`, params)?.count ?? 0
}
