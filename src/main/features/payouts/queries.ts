import {
  type PayoutDetail,
  type PayoutFilter,
  type PayoutRow,
  payoutStatusSchema,
  payoutStatuses,
} from '../../../shared/features/payouts/contract.ts'
import { CounterfoilError } from '../../../shared/errors.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { toldMoney } from '../../../shared/money.ts'
import type { ListQuery } from '../../store/mirror/listing.ts'
import {
  type Fresh,
  type ObjectTable,
  filterConditions,
  objectKeys,
  objectSummary,
  readStored,
} from '../../store/mirror/object-list.ts'
import { metadataOf, objectTimeline } from '../../store/mirror/object-timeline.ts'
import { reference, text } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'

const PAYOUT: ObjectTable = {
  table: 'payout',
  statuses: payoutStatuses,
  ids: ['id', 'destination', 'balance_transaction'],
  searched: `coalesce(search, '')`,
}

type Column = 'created' | 'amount' | 'status' | 'arrivalDate'
const ORDERS: Readonly<Record<Column, ListQuery['order']>> = {
  created: { index: 'payout_n_status', columns: ['n'] },
  amount: { index: 'payout_amount_n', columns: ['amount', 'n'] },
  status: { index: 'payout_status_n', columns: ['status', 'n'] },
  arrivalDate: { index: 'payout_arrival_date_n', columns: ['arrival_date', 'n'] },
}

interface StoredPayout {
  readonly id: string
  readonly amount: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly method: string | null
  readonly automatic: number | null
  readonly created: number
  readonly arrival_date: number | null
  readonly destination: string | null
  readonly description: string | null
  readonly failure_code: string | null
  readonly operation: string | null
}

function present(row: StoredPayout): PayoutRow {
  return {
    id: row.id,
    amount: toldMoney(row.amount, row.currency),
    status: payoutStatusSchema.safeParse(row.status).data ?? 'unknown',
    rawStatus: row.status ?? '',
    method: row.method ?? 'standard',
    automatic: row.automatic === 1,
    created: row.created,
    arrivalDate: row.arrival_date,
    destination: row.destination,
    description: row.description,
    failureCode: row.failure_code,
    operation: row.operation,
  }
}

const read = (reader: Reader, n: number): readonly PayoutRow[] =>
  reader.all<StoredPayout>('SELECT * FROM payout WHERE n = ?', [n]).map(present)

export interface PayoutListInput {
  readonly filter: PayoutFilter
  readonly sort: { readonly column: Column; readonly direction: 'asc' | 'desc' }
  readonly offset: number
  readonly limit: number
}

function list(reader: Reader, { filter, sort, offset, limit }: PayoutListInput): Fresh<PayoutRow> {
  const keys = objectKeys(reader, PAYOUT, {
    order: ORDERS[sort.column],
    direction: sort.direction,
    conditions: filterConditions(PAYOUT, filter),
    offset,
    limit,
  })
  return { rows: keys.flatMap((n) => read(reader, n)), freshness: reader.freshness() }
}

function summary(reader: Reader, { filter }: { readonly filter: PayoutFilter }): ListSummary {
  return objectSummary(reader, PAYOUT, filterConditions(PAYOUT, filter))
}

/** What the mirror holds of one payout; its transactions are for Stripe to tell. */
function get(reader: Reader, { id }: { readonly id: string }): Omit<PayoutDetail, 'transactions'> {
  const stored = readStored(reader, 'payout', id)
  const payout = stored === null ? undefined : read(reader, stored.n)[0]
  if (stored === null || payout === undefined) {
    throw new CounterfoilError('object_not_found', `The mirror does not hold payout ${id}`)
  }
  const { json, raw } = stored
  return {
    payout,
    statementDescriptor: text(json, 'statement_descriptor'),
    sourceType: text(json, 'source_type'),
    failureMessage: text(json, 'failure_message'),
    traceId: text(json, 'trace_id.value'),
    reconciliationStatus: text(json, 'reconciliation_status'),
    originalPayout: reference(json, 'original_payout'),
    reversedBy: reference(json, 'reversed_by'),
    metadata: metadataOf(json),
    timeline: objectTimeline(reader, [id], { type: 'payout.created', json }),
    canCancel: payout.rawStatus === 'pending' && !payout.automatic,
    // Stripe reverses payouts of connected accounts only, and the mirror holds the account's own.
    canReverse: false,
    raw,
    freshness: reader.freshness(),
  }
}

/** When the oldest money that is still available became so, seconds UTC: payouts and refunds use the oldest first. */
function oldestAvailable(
  reader: Reader,
  { currency, available }: { readonly currency: string; readonly available: number },
): number | null {
  if (available <= 0) return null
  let left = available
  const credits = reader.all<{ net: number; available_on: number }>(
    `SELECT net, available_on FROM balance_transaction INDEXED BY balance_transaction_available_on_n
     WHERE currency = ? AND net > 0 AND available_on <= unixepoch() ORDER BY available_on DESC, n DESC LIMIT 100000`,
    [currency],
  )
  for (const { net, available_on } of credits) {
    left -= net
    if (left <= 0) return available_on
  }
  return credits.at(-1)?.available_on ?? null
}

export const payoutsQueries = {
  'payouts.list': list,
  'payouts.summary': summary,
  'payouts.get': get,
  'payouts.oldestAvailable': oldestAvailable,
}
