import { CounterfoilError } from '../../../shared/errors.ts'
import type { Bucket, Figures, Interval } from '../../../shared/features/overview/contract.ts'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { anyOf } from '../../store/mirror/condition.ts'
import { countsByStatus } from '../../store/mirror/sums.ts'
import { keyAt } from '../../store/mirror/time-key.ts'
import type { Reader } from '../../store/reader.ts'
import { paymentRow } from '../../store/mirror/rows/payment-row.ts'
import { bucketSpans, type Span } from './buckets.ts'
import { figuresOf } from './figures.ts'

export interface FiguresInput {
  readonly currency: string
  readonly from: number
  readonly to: number
  readonly interval: Interval
  readonly timeZone: string
}

const MOST_BUCKETS = 4000

function figures(
  reader: Reader,
  input: FiguresInput,
): {
  readonly total: Figures
  readonly previous: Figures
  readonly buckets: readonly Bucket[]
  readonly previousBuckets: readonly Bucket[]
  readonly freshness: Freshness
} {
  const { currency, from, to, interval, timeZone } = input
  const earlier = Math.max(0, from - (to - from))
  const spans = spansOf(from, to, interval, timeZone)
  const before = spansOf(earlier, from, interval, timeZone)
  const now = figuresOf(reader, currency, spans)
  const then = figuresOf(reader, currency, before)
  return {
    total: now.total,
    previous: then.total,
    buckets: now.buckets,
    previousBuckets: then.buckets,
    freshness: reader.freshness(),
  }
}

function spansOf(from: number, to: number, interval: Interval, timeZone: string): readonly Span[] {
  if ((to - from) / 86_400 > MOST_BUCKETS && interval === 'day') {
    throw new CounterfoilError('invalid_input', 'Too many days for one chart', { field: 'interval' })
  }
  try {
    return bucketSpans(from, to, interval, timeZone)
  } catch (error) {
    throw new CounterfoilError('invalid_input', `Unknown time zone ${timeZone}`, {
      field: 'timeZone',
      cause: error,
    })
  }
}

const RECENT = 10
const NEEDS_RESPONSE = ['needs_response', 'warning_needs_response', 'appeal_needs_response']
const REFUNDS_PENDING = ['pending', 'requires_action']

function total(counts: ReadonlyMap<string, number>, statuses: readonly string[]): number {
  return statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0)
}

function failedSince(reader: Reader, table: 'refund' | 'payout', since: number): number {
  const sql = `SELECT count(*) AS count FROM ${table} WHERE deleted = 0 AND status = 'failed' AND n >= ?`
  return reader.get<{ count: number }>(sql, [keyAt(since)])?.count ?? 0
}

function firstDue(reader: Reader): number | null {
  const open = anyOf('status', NEEDS_RESPONSE)
  const sql = `SELECT min(due_by) AS due FROM dispute WHERE deleted = 0 AND ${open.sql}`
  return reader.get<{ due: number | null }>(sql, open.params)?.due ?? null
}

function activity(
  reader: Reader,
  { since }: { readonly since: number },
): {
  readonly recent: readonly PaymentRow[]
  readonly needsResponse: number
  readonly responseDue: number | null
  readonly uncaptured: number
  readonly refundsPending: number
  readonly refundsFailed: number
  readonly payoutsFailed: number
  readonly oldest: number | null
  readonly freshness: Freshness
} {
  const disputes = countsByStatus(reader, 'dispute', undefined)
  const refunds = countsByStatus(reader, 'refund', undefined)
  const newest = reader.all<{ n: number }>('SELECT n FROM payment ORDER BY n DESC LIMIT ?', [RECENT])
  const oldest = reader.get<{ created: number }>('SELECT created FROM payment ORDER BY n LIMIT 1')
  return {
    recent: newest.flatMap(({ n }) => paymentRow(reader, n)),
    needsResponse: total(disputes, NEEDS_RESPONSE),
    responseDue: firstDue(reader),
    uncaptured: countsByStatus(reader, 'payment', undefined).get('uncaptured') ?? 0,
    refundsPending: total(refunds, REFUNDS_PENDING),
    refundsFailed: failedSince(reader, 'refund', since),
    payoutsFailed: failedSince(reader, 'payout', since),
    oldest: oldest?.created ?? null,
    freshness: reader.freshness(),
  }
}

export const overviewQueries = { 'overview.figures': figures, 'overview.activity': activity }
