import type { RefundFilter, RefundRow } from '../../../shared/features/refunds/contract.ts'
import { refundStatuses } from '../../../shared/features/refunds/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { anyOf, type Condition, where } from '../../store/mirror/condition.ts'
import { listKeys, type ListQuery, type Narrowing } from '../../store/mirror/listing.ts'
import { normalise, parseTerms, partQuery } from '../../store/mirror/search-text.ts'
import { countedSums, countsByStatus, rollupSums, summaryOf } from '../../store/mirror/sums.ts'
import { keyAt } from '../../store/mirror/time-key.ts'
import type { Reader } from '../../store/reader.ts'
import {
  presentRefund,
  REFUND_COLUMNS,
  REFUND_PAYMENT,
  type StoredRefund,
} from '../../store/mirror/rows/refund-row.ts'

export interface RefundListInput {
  readonly filter: RefundFilter
  readonly sort: { readonly column: 'created' | 'amount' | 'status'; readonly direction: 'asc' | 'desc' }
  readonly offset: number
  readonly limit: number
}

const ORDERS: Readonly<Record<RefundListInput['sort']['column'], ListQuery['order']>> = {
  created: { index: 'refund_n_status', columns: ['n'] },
  amount: { index: 'refund_amount_n', columns: ['amount', 'n'] },
  status: { index: 'refund_status_n', columns: ['status', 'n'] },
}
const COUNTED = 20_000
const MOST_PAYMENTS = 5000

/** Stripe's words for the statuses asked for; `unknown` is every word not known here. */
function statusCondition(statuses: NonNullable<RefundFilter['statuses']>): Condition {
  const named = anyOf('status', statuses)
  if (!statuses.includes('unknown')) return named
  const others = anyOf('status', refundStatuses)
  return { sql: `${named.sql} OR NOT (${others.sql})`, params: [...named.params, ...others.params] }
}

function termCondition(part: string): Condition {
  const [term] = parseTerms(part)
  if (term === undefined) return { sql: 'TRUE', params: [] }
  if (term.kind === 'id') {
    const columns = ['id', 'charge', 'payment_intent']
    const sql = columns.map((column) => `(${column} >= ? AND ${column} < ?)`).join(' OR ')
    return { sql, params: columns.flatMap(() => [term.text, `${term.text}~`]) }
  }
  if (term.kind === 'part') {
    return {
      sql: `coalesce(payment_intent, charge) IN (SELECT id FROM payment WHERE n IN
        (SELECT rowid FROM payment_text WHERE payment_text MATCH ? ORDER BY rowid DESC LIMIT ${MOST_PAYMENTS}))`,
      params: [partQuery(term.text)],
    }
  }
  return {
    sql: `EXISTS (SELECT 1 FROM payment p WHERE p.id = coalesce(refund.payment_intent, refund.charge)
      AND instr(p.search, ?) > 0)`,
    params: [normalise(term.text)],
  }
}

function conditions({ statuses, currency, created, text }: RefundFilter): readonly Condition[] {
  return [
    ...(statuses === undefined ? [] : [statusCondition(statuses)]),
    ...(currency === undefined ? [] : [{ sql: 'currency = ?', params: [currency] }]),
    ...(created?.gte === undefined ? [] : [{ sql: 'n >= ?', params: [keyAt(created.gte)] }]),
    ...(created?.lt === undefined ? [] : [{ sql: 'n < ?', params: [keyAt(created.lt)] }]),
    ...(text ?? '')
      .split(/\s+/u)
      .filter((part) => part !== '')
      .map(termCondition),
  ]
}

function narrowings(reader: Reader, { statuses }: RefundFilter): readonly Narrowing[] {
  if (statuses === undefined || statuses.includes('unknown')) return []
  const counts = countsByStatus(reader, 'refund', undefined)
  const rows = statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0)
  return rows <= reader.few ? [{ index: 'refund_status_n', rows }] : []
}

function list(
  reader: Reader,
  { filter, sort, offset, limit }: RefundListInput,
): { readonly rows: readonly RefundRow[]; readonly freshness: Freshness } {
  const keys = listKeys(reader, {
    table: 'refund',
    order: ORDERS[sort.column],
    direction: sort.direction,
    conditions: conditions(filter),
    narrowings: narrowings(reader, filter),
    offset,
    limit,
    few: reader.few,
    along: null,
    total: null,
  })
  const rows = keys.flatMap((n) =>
    reader
      .all<StoredRefund>(`SELECT ${REFUND_COLUMNS} FROM refund r ${REFUND_PAYMENT} WHERE r.n = ?`, [n])
      .flatMap(presentRefund),
  )
  return { rows, freshness: reader.freshness() }
}

function summary(reader: Reader, { filter }: { readonly filter: RefundFilter }): ListSummary {
  const { statuses, currency, created, text } = filter
  const byRollup = text === undefined || text.trim() === ''
  if (byRollup && statuses?.includes('unknown') !== true) {
    const sums = rollupSums(reader, { family: 'refund', statuses, currency, created })
    if (sums !== null) return summaryOf(reader, sums, Number.POSITIVE_INFINITY)
  }
  const { sql, params } = where(conditions(filter))
  const from = { sql: `SELECT currency, amount FROM refund ${sql}`, params }
  return summaryOf(reader, countedSums(reader, from, COUNTED), COUNTED)
}

export const refundsQueries = { 'refunds.list': list, 'refunds.summary': summary }
