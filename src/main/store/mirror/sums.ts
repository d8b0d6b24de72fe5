import type { ListSummary } from '../../../shared/list.ts'
import { knownMoney, toldMoney, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import type { Reader } from '../reader.ts'
import { type Condition, where } from './condition.ts'
import { type Contribution, ROLLUP_SIZES } from './rollups.ts'

interface SumRow {
  readonly currency: string
  readonly count: number
  readonly amount: number
}

export interface RollupFilter {
  readonly family: Contribution['family']
  readonly statuses: readonly string[] | undefined
  readonly currency: string | undefined
  readonly created: { readonly gte?: number | undefined; readonly lt?: number | undefined } | undefined
}

export function currenciesOf(reader: Reader, family: Contribution['family']): readonly string[] {
  return reader
    .all<{ currency: string }>(
      `SELECT currency FROM rollup WHERE family = ? AND size = 0
       GROUP BY currency ORDER BY sum(count) DESC, currency`,
      [family],
    )
    .map(({ currency }) => currency)
}

/** Rows per status over all time and the currencies asked for. */
export function countsByStatus(
  reader: Reader,
  family: Contribution['family'],
  currency: string | undefined,
): ReadonlyMap<string, number> {
  const rows = reader.all<{ status: string; count: number }>(
    `SELECT status, sum(count) AS count FROM rollup WHERE family = ? AND size = 0
     ${currency === undefined ? '' : 'AND currency = ?'} GROUP BY status`,
    currency === undefined ? [family] : [family, currency],
  )
  return new Map(rows.map(({ status, count }) => [status, count]))
}

/** The coarsest buckets that these moments do not cut; null where there are none. */
function bucketSize(times: readonly (number | undefined)[]): number | null {
  const known = times.filter((time) => time !== undefined)
  if (known.length === 0) return 0
  return ROLLUP_SIZES.find((size) => size > 0 && known.every((time) => time % size === 0)) ?? null
}

/** Counts and sums from rollups alone; null where a time limit cuts a quarter of an hour. */
export function rollupSums(reader: Reader, filter: RollupFilter): readonly SumRow[] | null {
  const { family, statuses, currency, created } = filter
  const size = bucketSize([created?.gte, created?.lt])
  if (size === null) return null
  const currencies = currency === undefined ? currenciesOf(reader, family) : [currency]
  const conditions: Condition[] = [
    { sql: 'family = ? AND size = ? AND currency = ?', params: [] },
    { sql: 'bucket >= ? AND bucket < ?', params: [] },
    ...(statuses === undefined
      ? []
      : [{ sql: `status IN (${statuses.map(() => '?').join(', ')})`, params: statuses }]),
  ]
  const { sql } = where(conditions)
  return currencies.flatMap((each) => {
    const row = reader.get<{ count: number; amount: number }>(
      `SELECT coalesce(sum(count), 0) AS count, total(amount) AS amount FROM rollup ${sql}`,
      [
        family,
        size,
        each,
        size === 0 ? 0 : (created?.gte ?? 0),
        size === 0 ? 1 : (created?.lt ?? Number.MAX_SAFE_INTEGER),
        ...(statuses ?? []),
      ],
    )
    return row === undefined || row.count === 0 ? [] : [{ currency: each, ...row }]
  })
}

/** Counts and sums row by row, at most `most` of them: beyond that the summary says it is not exact. */
export function countedSums(reader: Reader, from: Condition, most: number): readonly SumRow[] {
  return reader.all<SumRow>(
    `SELECT coalesce(currency, '${UNKNOWN_CURRENCY}') AS currency, count(*) AS count, total(amount) AS amount
     FROM (${from.sql} LIMIT ?) GROUP BY 1`,
    [...from.params, most],
  )
}

export function summaryOf(reader: Reader, rows: readonly SumRow[], most: number): ListSummary {
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return {
    count,
    exact: count < most,
    sums: rows
      .toSorted((a, b) => b.count - a.count)
      .map(({ currency, count: rowCount, amount }) => ({
        currency,
        count: rowCount,
        total: knownMoney(toldMoney(amount, currency)),
      })),
    freshness: reader.freshness(),
  }
}
