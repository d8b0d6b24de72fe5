import { CounterfoilError } from '../../../shared/errors.ts'
import {
  type DisputeDetail,
  type DisputeFilter,
  type DisputeRow,
  disputeStatusSchema,
  disputeStatuses,
  evidenceFieldSchema,
} from '../../../shared/features/disputes/contract.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { currencyCode, toldMoney } from '../../../shared/money.ts'
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
import { at, flag, integer, reference, text } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'

const DISPUTE: ObjectTable = {
  table: 'dispute',
  statuses: disputeStatuses,
  ids: ['id', 'charge', 'payment_intent'],
  searched: `coalesce((SELECT p.search FROM payment p WHERE p.id = coalesce(dispute.payment_intent, dispute.charge)), '')`,
}

type Column = 'created' | 'amount' | 'status' | 'dueBy'
const ORDERS: Readonly<Record<Column, ListQuery['order']>> = {
  created: { index: 'dispute_n_status', columns: ['n'] },
  amount: { index: 'dispute_amount_n', columns: ['amount', 'n'] },
  status: { index: 'dispute_status_n', columns: ['status', 'n'] },
  dueBy: { index: 'dispute_due_by_n', columns: ['due_by', 'n'] },
}

interface StoredDispute {
  readonly id: string
  readonly charge: string | null
  readonly payment: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly created: number
  readonly due_by: number | null
  readonly customer_name: string | null
  readonly customer_email: string | null
}

function present(row: StoredDispute): DisputeRow {
  return {
    id: row.id,
    charge: row.charge,
    payment: row.payment,
    amount: toldMoney(row.amount, row.currency),
    status: disputeStatusSchema.safeParse(row.status).data ?? 'unknown',
    rawStatus: row.status ?? '',
    reason: row.reason ?? '',
    created: row.created,
    dueBy: row.due_by === 0 ? null : row.due_by,
    customerName: row.customer_name,
    customerEmail: row.customer_email,
  }
}

const read = (reader: Reader, n: number): readonly DisputeRow[] =>
  reader
    .all<StoredDispute>(
      `SELECT d.*, p.id AS payment, p.customer_name, p.customer_email FROM dispute d
       LEFT JOIN payment p ON p.id = coalesce(d.payment_intent, d.charge) WHERE d.n = ?`,
      [n],
    )
    .map(present)

export interface DisputeListInput {
  readonly filter: DisputeFilter
  readonly sort: { readonly column: Column; readonly direction: 'asc' | 'desc' }
  readonly offset: number
  readonly limit: number
}

function list(reader: Reader, { filter, sort, offset, limit }: DisputeListInput): Fresh<DisputeRow> {
  const keys = objectKeys(reader, DISPUTE, {
    order: ORDERS[sort.column],
    direction: sort.direction,
    conditions: filterConditions(DISPUTE, filter),
    offset,
    limit,
  })
  return { rows: keys.flatMap((n) => read(reader, n)), freshness: reader.freshness() }
}

function summary(reader: Reader, { filter }: { readonly filter: DisputeFilter }): ListSummary {
  return objectSummary(reader, DISPUTE, filterConditions(DISPUTE, filter))
}

/** Evidence as texts and file ids. */
function evidenceOf(json: unknown): DisputeDetail['evidence'] {
  const fields = evidenceFieldSchema.options.map(
    (field) => [field, reference(json, `evidence.${field}`)] as const,
  )
  return Object.fromEntries(
    fields.filter((entry): entry is typeof entry & [string, string] => entry[1] !== null),
  )
}

function movementsOf(json: unknown): DisputeDetail['movements'] {
  const data = at(json, 'balance_transactions')
  if (!Array.isArray(data)) return []
  return data.flatMap((each: unknown) => {
    const id = text(each, 'id')
    if (id === null) return []
    const currency = currencyCode(at(each, 'currency'))
    const part = (name: string) => toldMoney(integer(each, name), currency)
    return [{ id, amount: part('amount'), fee: part('fee'), net: part('net') }]
  })
}

function get(reader: Reader, { id }: { readonly id: string }): DisputeDetail {
  const stored = readStored(reader, 'dispute', id)
  const dispute = stored === null ? undefined : read(reader, stored.n)[0]
  if (stored === null || dispute === undefined) {
    throw new CounterfoilError('object_not_found', `The mirror does not hold dispute ${id}`)
  }
  const { json, raw } = stored
  const isOpen = dispute.status === 'needs_response' || dispute.status === 'warning_needs_response'
  const pastDue = flag(json, 'evidence_details.past_due') === 1
  return {
    dispute,
    networkReasonCode:
      text(json, 'payment_method_details.card.network_reason_code') ?? text(json, 'network_reason_code'),
    isChargeRefundable: flag(json, 'is_charge_refundable') === 1,
    pastDue,
    submissionCount: integer(json, 'evidence_details.submission_count') ?? 0,
    hasEvidence: flag(json, 'evidence_details.has_evidence') === 1,
    evidence: evidenceOf(json),
    movements: movementsOf(json),
    metadata: metadataOf(json),
    timeline: objectTimeline(reader, [id], { type: 'charge.dispute.created', json }),
    canSubmit: isOpen && !pastDue && dispute.dueBy !== null,
    canAccept: isOpen,
    raw,
    freshness: reader.freshness(),
  }
}

export const disputesQueries = { 'disputes.list': list, 'disputes.summary': summary, 'disputes.get': get }
