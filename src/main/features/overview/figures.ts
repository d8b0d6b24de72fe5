import type { Figures } from '../../../shared/features/overview/contract.ts'
import type { Reader } from '../../store/reader.ts'
import { ROLLUP_SIZES } from '../../store/mirror/rollups.ts'
import type { Span } from './buckets.ts'

interface RollupRow {
  readonly family: string
  readonly bucket: number
  readonly status: string
  readonly count: number
  readonly amount: number
  readonly captured: number
  readonly fee: number
  readonly unsettled: number
}

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

const SUCCEEDED = new Set(['succeeded', 'partially_refunded', 'refunded', 'disputed'])
/** Refunds that took money, or will unless they fail. */
const REFUNDED = new Set(['succeeded', 'pending', 'requires_action', ''])
/** Disputes whose money is gone, for now or for good. */
const DISPUTED = new Set([
  'needs_response',
  'under_review',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
])

function count(sums: Sums, row: RollupRow): void {
  if (row.family === 'payment') {
    if (SUCCEEDED.has(row.status)) sums.succeeded += row.count
    if (row.status === 'failed') sums.failed += row.count
    sums.gross += row.captured
    sums.fees += row.fee
    sums.unsettled += row.unsettled
  } else if (row.family === 'refund' && REFUNDED.has(row.status)) {
    sums.refunds += row.amount
    sums.refunded += row.count
  } else if (row.family === 'dispute' && DISPUTED.has(row.status)) {
    sums.disputes += row.amount
    sums.disputed += row.count
  }
}

function present(sums: Sums, currency: string): Figures {
  const fees = sums.unsettled > 0 ? null : sums.fees
  const net = fees === null ? null : sums.gross - sums.refunds - sums.disputes - fees
  const money = (amount: number): Figures['gross'] => ({ amount, currency })
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

const ROLLUPS = `SELECT family, bucket, status, count, amount, captured, fee, unsettled FROM rollup
  WHERE family = ? AND size = ? AND currency = ? AND bucket >= ? AND bucket < ? ORDER BY bucket`

/** Figures of each span and of all; spans lie one after another and begin and end at quarters of an hour. */
export function figuresOf(
  reader: Reader,
  currency: string,
  spans: readonly Span[],
): { readonly each: readonly Figures[]; readonly total: Figures; readonly none: Figures } {
  const sums = spans.map(none)
  const total = none()
  const [first, last] = [spans[0], spans.at(-1)]
  if (first !== undefined && last !== undefined) {
    const edges = [first.start, ...spans.map(({ end }) => end)]
    // Where a limit cuts a quarter of an hour, the whole quarter counts to where it begins.
    const size = ROLLUP_SIZES.find((each) => each > 0 && edges.every((edge) => edge % each === 0)) ?? 900
    const from = first.start - (first.start % size)
    for (const family of ['payment', 'refund', 'dispute']) {
      let index = 0
      for (const row of reader.all<RollupRow>(ROLLUPS, [family, size, currency, from, last.end])) {
        while (index < spans.length - 1 && row.bucket >= (spans[index]?.end ?? 0)) index += 1
        const bucket = sums[index]
        if (bucket !== undefined) count(bucket, row)
        count(total, row)
      }
    }
  }
  return {
    each: sums.map((each) => present(each, currency)),
    total: present(total, currency),
    none: present(none(), currency),
  }
}
