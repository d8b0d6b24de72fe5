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

/**
 * A place near the row at `offset` in the order of time, found by the numbers of rows per 32 days, day, hour and
 * quarter of an hour, so that a jump into the middle of a million rows costs no more than one among a thousand.
 */
export function seekByTime(
  reader: Reader,
  rows: KeptRows,
  direction: 'asc' | 'desc',
  offset: number,
): Seek | null {
  let [from, to] = [0, Number.MAX_SAFE_INTEGER]
  let passed = 0
  for (const size of COARSEST_FIRST) {
    const within = bucketsOf(reader, rows, size, from, to, direction).find(({ count }) => {
      if (passed + count > offset) return true
      passed += count
      return false
    })
    // There are not so many rows.
    if (within === undefined) return null
    ;[from, to] = [within.bucket, within.bucket + size]
  }
  const edge = direction === 'asc' ? from : to
  const late = spilledOver(reader, rows, edge)
  const left = direction === 'asc' ? offset - passed + late : offset - passed - late
  if (left < 0) return null
  const sql = direction === 'asc' ? 'n >= ?' : 'n < ?'
  return { parts: [{ sql, params: [keyAt(edge)] }], offset: left }
}

/**
 * The same in the order of a status, given as the words of `statuses` in the order of their numbers in the table, and
 * then of time.
 */
export function seekByStatus(
  reader: Reader,
  rows: KeptRows,
  words: readonly string[],
  direction: 'asc' | 'desc',
  offset: number,
): Seek | null {
  const counts = countsByStatus(reader, rows.family, rows.currency)
  const wanted = words.flatMap((word, status) =>
    rows.statuses?.includes(word) === false ? [] : [{ word, status }],
  )
  let passed = 0
  for (const { word, status } of direction === 'asc' ? wanted : wanted.toReversed()) {
    const count = counts.get(word) ?? 0
    if (passed + count <= offset) {
      passed += count
      continue
    }
    const alike = {
      ...rows,
      statuses: [word],
      conditions: [...rows.conditions, { sql: 'status = ?', params: [status] }],
    }
    const seek = seekByTime(reader, alike, direction, offset - passed)
    if (seek === null) return null
    const [within] = seek.parts
    if (within === undefined) return null
    const sql = direction === 'asc' ? 'status > ?' : 'status < ?'
    const rest = { sql, params: [status] }
    return {
      parts: [{ sql: `status = ? AND ${within.sql}`, params: [status, ...within.params] }, rest],
      offset: seek.offset,
    }
  }
  return null
}

/** The same in an order whose stretches are counted. */
export function seekByStretches(
  reader: Reader,
  { name, column }: StretchedOrder,
  direction: 'asc' | 'desc',
  offset: number,
): Seek | null {
  const stretches = reader.rows<readonly [key: Cell, n: number, count: number]>(
    `SELECT key, n, count FROM stretch WHERE ordering = ? ORDER BY key ${direction}, n ${direction}`,
    [name],
  )
  let passed = 0
  for (const [at, [, , count]] of stretches.entries()) {
    if (passed + count <= offset) {
      passed += count
      continue
    }
    // Backwards a stretch lies before where the one that was passed last begins.
    const edge = direction === 'asc' ? stretches[at] : stretches[at - 1]
    if (edge === undefined) return null
    const [equal, rest] = direction === 'asc' ? ['n >= ?', '>'] : ['n < ?', '<']
    return {
      parts: [
        { sql: `${column} = ? AND ${equal}`, params: [edge[0], edge[1]] },
        { sql: `${column} ${rest} ?`, params: [edge[0]] },
      ],
      offset: offset - passed,
    }
  }
  return null
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
