import type { Bucket, Figures } from '../../../shared/features/overview/contract.ts'
import type { Cell } from '../../store/mirror/table.ts'
import type { Reader } from '../../store/reader.ts'
import { ROLLUP_SIZES } from '../../store/mirror/rollups.ts'
import type { Span } from './buckets.ts'

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

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')
const within = `FROM rollup WHERE family = ? AND size = ? AND currency = ? AND bucket >= ? AND bucket < ?`

/** Sums of each bucket in the order of the buckets, added up in SQL: there may be a hundred thousand rows. */
const PAYMENTS = `SELECT bucket, sum(iif(status IN (${list(SUCCEEDED)}), count, 0)),
  sum(iif(status = 'failed', count, 0)), sum(captured), sum(fee), sum(unsettled) ${within} GROUP BY bucket`
const REFUNDS = `SELECT bucket, sum(count), sum(amount) ${within} AND status IN (${list(REFUNDED)}) GROUP BY bucket`
const DISPUTES = `SELECT bucket, sum(count), sum(amount) ${within} AND status IN (${list(DISPUTED)}) GROUP BY bucket`

type PaymentSums = readonly [
  bucket: number,
  succeeded: number,
  failed: number,
  gross: number,
  fees: number,
  unsettled: number,
]
type OtherSums = readonly [bucket: number, count: number, amount: number]

function addPayments(sums: Sums, [, succeeded, failed, gross, fees, unsettled]: PaymentSums): void {
  sums.succeeded += succeeded
  sums.failed += failed
  sums.gross += gross
  sums.fees += fees
  sums.unsettled += unsettled
}

function addRefunds(sums: Sums, [, count, amount]: OtherSums): void {
  sums.refunded += count
  sums.refunds += amount
}

function addDisputes(sums: Sums, [, count, amount]: OtherSums): void {
  sums.disputed += count
  sums.disputes += amount
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

/** What a chart shows of each span, and the figures of all; spans lie one after another and begin and end at quarters of an hour. */
export function figuresOf(
  reader: Reader,
  currency: string,
  spans: readonly Span[],
): { readonly buckets: readonly Bucket[]; readonly total: Figures } {
  const sums = spans.map(none)
  const total = none()
  const [first, last] = [spans[0], spans.at(-1)]
  if (first !== undefined && last !== undefined) {
    const edges = [first.start, ...spans.map(({ end }) => end)]
    // Where a limit cuts a quarter of an hour, the whole quarter counts to where it begins.
    const size = ROLLUP_SIZES.find((each) => each > 0 && edges.every((edge) => edge % each === 0)) ?? 900
    const from = first.start - (first.start % size)
    const limits = [size, currency, from, last.end]
    const spread = <Row extends readonly Cell[] & readonly [number, ...Cell[]]>(
      rows: readonly Row[],
      add: (into: Sums, row: Row) => void,
    ): void => {
      let index = 0
      for (const row of rows) {
        while (index < spans.length - 1 && row[0] >= (spans[index]?.end ?? 0)) index += 1
        const bucket = sums[index]
        if (bucket !== undefined) add(bucket, row)
        add(total, row)
      }
    }
    spread(reader.rows<PaymentSums>(PAYMENTS, ['payment', ...limits]), addPayments)
    spread(reader.rows<OtherSums>(REFUNDS, ['refund', ...limits]), addRefunds)
    spread(reader.rows<OtherSums>(DISPUTES, ['dispute', ...limits]), addDisputes)
  }
  return {
    buckets: spans.map(({ start, end }, at) => {
      const { gross, succeeded, failed } = sums[at] ?? none()
      return { start, end, gross: { amount: gross, currency }, succeeded, failed }
    }),
    total: present(total, currency),
  }
}
