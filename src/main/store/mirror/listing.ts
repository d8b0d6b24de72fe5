import type { Reader } from '../reader.ts'
import { type Condition, where } from './condition.ts'
import type { Seek } from './seek.ts'

/** An index that some conditions narrow, and how many rows that leaves (capped above `FEW`). */
export interface Narrowing {
  readonly index: string
  readonly rows: number
}

export interface ListQuery {
  readonly table: string
  /** The index that has the rows in the order wanted, and its leading columns. */
  readonly order: { readonly index: string; readonly columns: readonly string[] }
  readonly direction: 'asc' | 'desc'
  readonly conditions: readonly Condition[]
  readonly narrowings: readonly Narrowing[]
  readonly offset: number
  readonly limit: number
  /** See `FEW`. */
  readonly few: number
  /** Rows that lie along the order, wanted or not; null where that says nothing of how far the wanted ones lie apart. */
  readonly along: number | null
  /** Rows in all, where that is known exactly: a jump past the middle is then taken from the other end. */
  readonly total: number | null
  /** Where numbers of rows are kept along the order, a place near an offset: nothing is counted through to get there. */
  readonly seek?: ((offset: number) => Seek | null) | null
}

/** So many rows are sorted faster than their like are searched for along an index. */
export const FEW = 20_000

/** How many rows meet the conditions, counted up to `most` + 1. */
export function countUpTo(
  reader: Reader,
  table: string,
  index: string,
  conditions: readonly Condition[],
  most: number,
): number {
  const { sql, params } = where(conditions)
  const counted = reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${table} INDEXED BY ${index} ${sql} LIMIT ?)`,
    [...params, most + 1],
  )
  return counted?.count ?? 0
}

/** Whether sorting the rows of an index is less work than walking along the order, where one in so many is wanted. */
function isSortedSooner({ few, along, offset, limit }: ListQuery, { rows }: Narrowing): boolean {
  if (rows > few) return false
  return along === null || rows <= ((offset + limit) * along) / rows
}

/** The statement for one window of keys; tests look at its plan. */
export function listSql(query: ListQuery): Condition & { readonly reversed: boolean } {
  const narrowest = query.narrowings.toSorted((a, b) => a.rows - b.rows)[0]
  const sorts = narrowest !== undefined && isSortedSooner(query, narrowest)
  const index = sorts ? narrowest.index : query.order.index
  const { total, offset, limit } = query
  const rest = total === null ? 0 : Math.max(0, Math.min(limit, total - offset))
  const reversed = total !== null && offset > total / 2 && rest > 0
  const descending = (query.direction === 'desc') !== reversed
  const { sql, params } = where(query.conditions)
  const order = query.order.columns.map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ')
  return {
    sql: `SELECT n FROM ${query.table} INDEXED BY ${index} ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    params: [...params, ...(reversed && total !== null ? [rest, total - offset - rest] : [limit, offset])],
    reversed,
  }
}

/** The keys of one window of a list, in order. */
export function listKeys(reader: Reader, query: ListQuery): readonly number[] {
  const seek = query.offset <= query.few ? null : (query.seek?.(query.offset) ?? null)
  return seek === null ? readKeys(reader, query) : keysFrom(reader, query, seek)
}

function readKeys(reader: Reader, query: ListQuery): readonly number[] {
  const { sql, params, reversed } = listSql(query)
  const keys = reader.all<{ n: number }>(sql, params).map(({ n }) => n)
  return reversed ? keys.toReversed() : keys
}

/** The same window, read from a place near it. */
function keysFrom(reader: Reader, query: ListQuery, { parts, offset }: Seek): readonly number[] {
  const { table, order, limit } = query
  const keys: number[] = []
  let skipped = offset
  for (const part of parts) {
    const conditions = [...query.conditions, part]
    const left = { conditions, narrowings: [], total: null, offset: skipped, limit: limit - keys.length }
    keys.push(...readKeys(reader, { ...query, ...left }))
    if (keys.length === limit) break
    skipped = keys.length > 0 ? 0 : skipped - countUpTo(reader, table, order.index, conditions, skipped)
  }
  return keys
}
