import type { RefundFilter, RefundRow } from '../../../shared/features/refunds/contract.ts'
import { refundStatuses } from '../../../shared/features/refunds/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { anyOf, type Condition, inCurrency, where } from '../../store/mirror/condition.ts'
import { listKeys, type ListQuery, type Narrowing } from '../../store/mirror/listing.ts'
import { normalise, parseTerms, partQuery, type Term } from '../../store/mirror/search-text.ts'
import { countedSums, countsByStatus, rollupSums, summaryOf } from '../../store/mirror/sums.ts'
import { keyAt } from '../../store/mirror/time-key.ts'
import { newestWith, PAYMENT_WORDS, wordsOf } from '../../store/mirror/words.ts'
import type { Reader } from '../../store/reader.ts'
import { tables } from '../../sync/resources/all.ts'
import { COMMON_REASON } from '../../sync/resources/refund.ts'
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
/** Newest payments and refunds with a word that are listed. */
const MOST_WITH_WORD = 5000

const REFUND_WORDS = wordsOf(tables, 'refund')
const PAYMENTS_WITH_WORD = `${newestWith(PAYMENT_WORDS, 'text', MOST_WITH_WORD)} f CROSS JOIN payment p ON p.n = f.n`
/** Refunds with a word of their own, and those of payments with it; each by an index. */
const WITH_WORD = `SELECT n FROM ${newestWith(REFUND_WORDS, 'text', MOST_WITH_WORD)}
  UNION ALL SELECT r.n FROM ${PAYMENTS_WITH_WORD} CROSS JOIN refund r ON r.payment_intent = p.id
  UNION ALL SELECT r.n FROM ${PAYMENTS_WITH_WORD} CROSS JOIN refund r ON r.charge = p.id
    WHERE r.payment_intent IS NULL`

/** Stripe's words for the statuses asked for; `unknown` is every word not known here. */
function statusCondition(statuses: NonNullable<RefundFilter['statuses']>): Condition {
  const named = anyOf('status', statuses)
  if (!statuses.includes('unknown')) return named
  const others = anyOf('status', refundStatuses)
  return { sql: `${named.sql} OR NOT (${others.sql})`, params: [...named.params, ...others.params] }
}

function termCondition(term: Term): Condition {
  if (term.kind === 'id') {
    const columns = ['id', 'charge', 'payment_intent']
    const sql = columns.map((column) => `(${column} >= ? AND ${column} < ?)`).join(' OR ')
    return { sql, params: columns.flatMap(() => [term.text, `${term.text}~`]) }
  }
  if (term.kind === 'part') {
    const query = partQuery(term.text)
    return term.text === COMMON_REASON
      ? { sql: `n IN (${WITH_WORD}) OR reason = ?`, params: [query, query, query, term.text] }
      : { sql: `n IN (${WITH_WORD})`, params: [query, query, query] }
  }
  const start = normalise(term.text)
  return {
    sql: `instr(search, ?) > 0 OR EXISTS (SELECT 1 FROM payment p
      WHERE p.id = coalesce(refund.payment_intent, refund.charge) AND instr(p.search, ?) > 0)`,
    params: [start, start],
  }
}

function conditions({ statuses, currency, created, text }: RefundFilter): readonly Condition[] {
  return [
    ...(statuses === undefined ? [] : [statusCondition(statuses)]),
    ...(currency === undefined ? [] : [inCurrency(currency)]),
    ...(created?.gte === undefined ? [] : [{ sql: 'n >= ?', params: [keyAt(created.gte)] }]),
    ...(created?.lt === undefined ? [] : [{ sql: 'n < ?', params: [keyAt(created.lt)] }]),
    ...parseTerms(text ?? '').map(termCondition),
  ]
}

function narrowings(reader: Reader, filter: RefundFilter): readonly Narrowing[] {
  const byWord = parseTerms(filter.text ?? '').some(
    ({ kind, text }) => kind === 'part' && text !== COMMON_REASON,
  )
  return [
    ...(byWord ? [{ index: 'refund_n_status', rows: MOST_WITH_WORD }] : []),
    ...byStatus(reader, filter),
  ]
}

function byStatus(reader: Reader, { statuses }: RefundFilter): readonly Narrowing[] {
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
