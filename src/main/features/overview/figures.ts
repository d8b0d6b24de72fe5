import { z } from 'zod'
import type { Bucket, Figures } from '../../../shared/features/overview/contract.ts'
import { toldMoney } from '../../../shared/money.ts'
import type { Reader } from '../../store/reader.ts'
import { type Family, ROLLUP_SIZES } from '../../store/mirror/rollups.ts'
import type { Span } from './buckets.ts'
import { type CutDays, cutDays } from './cut-days.ts'

interface Sums {
  gross: number
  refunds: number
  disputes: number
  fees: number
  unsettled: number
  succeeded: number
  failed: number
  refunded: number
  disputed: number
}

const none = (): Sums => ({
  gross: 0,
  refunds: 0,
  disputes: 0,
  fees: 0,
  unsettled: 0,
  succeeded: 0,
  failed: 0,
  refunded: 0,
  disputed: 0,
})

const SUCCEEDED = ['succeeded', 'partially_refunded', 'refunded', 'disputed']
/** Refunds that took money, or will unless they fail. */
const REFUNDED = ['succeeded', 'pending', 'requires_action', '']
/** Disputes whose money is gone, for now or for good. */
const DISPUTED = ['needs_response', 'under_review', 'lost', 'appeal_needs_response', 'appeal_under_review']

const within = (words: readonly string[]): string =>
  `status IN (${words.map((word) => `'${word}'`).join(', ')})`

/** What rows of one family, those that `only` lets through, add to each figure; in SQL. */
interface Summed {
  readonly family: Family
  readonly only: string
  readonly adds: readonly (readonly [figure: keyof Sums, sql: string])[]
}

const FAMILIES: readonly Summed[] = [
  {
    family: 'payment',
    only: 'TRUE',
    adds: [
      ['succeeded', `iif(${within(SUCCEEDED)}, count, 0)`],
      ['failed', "iif(status = 'failed', count, 0)"],
      ['gross', 'captured'],
      ['fees', 'fee'],
      ['unsettled', 'unsettled'],
    ],
  },
  {
    family: 'refund',
    only: within(REFUNDED),
    adds: [
      ['refunded', 'count'],
      ['refunds', 'amount'],
    ],
  },
  {
    family: 'dispute',
    only: within(DISPUTED),
    adds: [
      ['disputed', 'count'],
      ['disputes', 'amount'],
    ],
  },
]

const FIGURES = FAMILIES.flatMap(({ adds }) => adds.map(([figure]) => figure))

/** What is too large to be exact makes no sum. */
const exact = (value: number): number => (Number.isSafeInteger(value) ? value : Number.NaN)

const totals = z.array(z.number()).readonly()

function present(sums: Sums, currency: string): Figures {
  const fees = sums.unsettled > 0 ? null : sums.fees
  const net = fees === null ? null : sums.gross - sums.refunds - sums.disputes - fees
  const money = (amount: number): Figures['gross'] => toldMoney(amount, currency)
  return {
    gross: money(sums.gross),
    refunds: money(sums.refunds),
    disputes: money(sums.disputes),
    fees: fees === null ? null : money(fees),
    net: net === null ? null : money(net),
    succeeded: sums.succeeded,
    failed: sums.failed,
    refunded: sums.refunded,
    disputed: sums.disputed,
  }
}

const DAY = 86_400
/** What a day that is cut is made of. */
const PIECES = ROLLUP_SIZES.filter((size) => size > 0 && size <= DAY)

/** Adds one family up into the sums of spans, which `cutDays` made of days and pieces of `size` seconds. */
function addUp(
  reader: Reader,
  currency: string,
  { family, only, adds }: Summed,
  { days, size }: { readonly days: CutDays; readonly size: number },
  sums: readonly Sums[],
): void {
  const add = (span: number, values: readonly number[], sign: 1 | -1): void => {
    const into = sums[span]
    if (into === undefined) return
    for (const [at, [figure]] of adds.entries()) into[figure] += sign * exact(values[at] ?? 0)
  }
  // Added up in SQL: there may be tens of thousands of rows.
  const added = `json_array(${adds.map(([, sql]) => `coalesce(sum(${sql}), 0)`).join(', ')})`
  const rows = `FROM rollup WHERE family = ? AND size = ? AND currency = ? AND ${only}`
  const whole = reader.rows<readonly [day: number, values: string]>(
    `SELECT bucket, ${added} ${rows} AND bucket >= ? AND bucket < ? GROUP BY bucket`,
    [family, DAY, currency, days.from, days.to],
  )
  for (const [day, values] of whole) add(days.spanOf(day), totals.parse(JSON.parse(values)), 1)
  // One statement for all: one for each would take longer to ask than to answer.
  const pieces = reader.rows<readonly [cut: number, values: string]>(
    `SELECT key, (SELECT ${added} ${rows} AND bucket >= cut.value ->> 0 AND bucket < cut.value ->> 1)
     FROM json_each(?) AS cut`,
    [family, size, currency, JSON.stringify(days.cuts.map(({ from, to }) => [from, to]))],
  )
  for (const [at, text] of pieces) {
    const values = totals.parse(JSON.parse(text))
    add(days.cuts[at]?.span ?? -1, values, 1)
    add(days.cuts[at]?.counted ?? -1, values, -1)
  }
}

/**
 * What a chart shows of each span, and the figures of all; spans lie one after another and begin and end at quarters of
 * an hour.
 */
export function figuresOf(
  reader: Reader,
  currency: string,
  spans: readonly Span[],
): { readonly buckets: readonly Bucket[]; readonly total: Figures } {
  const sums = spans.map(none)
  // Where a limit cuts a quarter of an hour, the whole quarter counts to where it begins.
  const aligned = (size: number): boolean =>
    spans.every(({ start, end }) => start % size === 0 && end % size === 0)
  const size = PIECES.find(aligned) ?? 900
  const days = cutDays(spans, size)
  for (const family of FAMILIES) addUp(reader, currency, family, { days, size }, sums)
  const total = none()
  for (const each of sums) for (const name of FIGURES) total[name] += each[name]
  return {
    buckets: spans.map(({ start, end }, at) => {
      const { gross, succeeded, failed } = sums[at] ?? none()
      return { start, end, gross: toldMoney(gross, currency), succeeded, failed }
    }),
    total: present(total, currency),
  }
}
