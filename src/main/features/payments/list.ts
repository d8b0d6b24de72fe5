import {
  type PaymentFilter,
  type PaymentRow,
  type PaymentSort,
  paymentStatuses,
} from '../../../shared/features/payments/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { type Condition, where } from '../../store/mirror/condition.ts'
import { countUpTo, listKeys, type ListQuery, type Narrowing } from '../../store/mirror/listing.ts'
import { paymentRow } from '../../store/mirror/rows/payment-row.ts'
import { type Seek, seekByStatus, seekByStretches, seekByTime } from '../../store/mirror/seek.ts'
import { orderByAmount, orderByCustomer } from '../../store/mirror/stretches.ts'
import { countedSums, countsByStatus, rollupSums, summaryOf } from '../../store/mirror/sums.ts'
import type { Reader } from '../../store/reader.ts'
import { columnConditions, narrowings } from './filter.ts'
import { planText, type TextPlan } from './text.ts'

export interface PaymentListInput {
  readonly filter: PaymentFilter
  readonly sort: PaymentSort
  readonly offset: number
  readonly limit: number
}

const ORDERS: Readonly<Record<PaymentSort['column'], ListQuery['order']>> = {
  created: { index: 'payment_n', columns: ['n'] },
  amount: { index: 'payment_amount', columns: ['amount', 'n'] },
  status: { index: 'payment_status', columns: ['status', 'n'] },
  customer: { index: 'payment_customer_key', columns: ['customer_key', 'n'] },
}

/** Rows that a summary counts one by one before it says that there are more. */
const COUNTED = 100_000
const COUNTED_TEXT = 10_000

function orderOf(sort: PaymentSort, filter: PaymentFilter): ListQuery['order'] {
  if (filter.currency === undefined) return ORDERS[sort.column]
  if (sort.column === 'amount') return { index: 'payment_currency_amount', columns: ['amount', 'n'] }
  if (sort.column === 'created') return { index: 'payment_currency', columns: ['n'] }
  return ORDERS[sort.column]
}

/** The list's query, text aside; also what the tests of query plans look at. */
export function paymentListQuery(reader: Reader, input: PaymentListInput): ListQuery {
  const { filter, sort, offset, limit } = input
  const single = filter.statuses?.length === 1 && sort.column === 'created' && filter.currency === undefined
  const simple = filter.amount === undefined && filter.customer === undefined
  const sums = simple ? rollups(reader, filter) : null
  const order = single ? { index: 'payment_status', columns: ['n'] } : orderOf(sort, filter)
  const ofCurrency = order.index.startsWith('payment_currency') ? filter.currency : undefined
  const along = Array.from(countsByStatus(reader, 'payment', ofCurrency).values())
  return {
    table: 'payment',
    order,
    direction: sort.direction,
    conditions: columnConditions(filter),
    narrowings: narrowings(reader, filter),
    offset,
    limit,
    few: reader.few,
    along: along.reduce((sum, count) => sum + count, 0),
    total: sums === null ? null : sums.reduce((sum, { count }) => sum + count, 0),
    seek: simple && filter.created === undefined ? seekOf(reader, input) : null,
  }
}

/** How a place in the list is found; null where nothing is kept along its order. */
function seekOf(
  reader: Reader,
  { filter, sort: { column, direction } }: PaymentListInput,
): ((offset: number) => Seek | null) | null {
  const { statuses, currency } = filter
  const kept = {
    table: 'payment',
    family: 'payment',
    statuses,
    currency,
    conditions: columnConditions(filter),
  } as const
  if (column === 'created') return (offset) => seekByTime(reader, kept, direction, offset)
  if (column === 'status') return (offset) => seekByStatus(reader, kept, paymentStatuses, direction, offset)
  if (statuses !== undefined || (column === 'customer' && currency !== undefined)) return null
  const order = column === 'amount' ? orderByAmount(currency ?? null) : orderByCustomer
  return (offset) => seekByStretches(reader, order, direction, offset)
}

export function listPayments(
  reader: Reader,
  input: PaymentListInput,
): { readonly rows: readonly PaymentRow[]; readonly freshness: Freshness } {
  const plan = planText(input.filter.text)
  const keys =
    plan === null ? listKeys(reader, paymentListQuery(reader, input)) : findKeys(reader, input, plan)
  return { rows: keys.flatMap((n) => paymentRow(reader, n)), freshness: reader.freshness() }
}

/** Few payments have ids that start so, unless it is a very short start. */
function idNarrowings(reader: Reader, plan: TextPlan): readonly Narrowing[] {
  return plan.ids.map(({ index, condition }) => ({
    index,
    rows: countUpTo(reader, 'payment', index, [condition], reader.few),
  }))
}

function findKeys(reader: Reader, input: PaymentListInput, plan: TextPlan): readonly number[] {
  const listed = paymentListQuery(reader, input)
  const query = {
    ...listed,
    total: null,
    seek: null,
    // Nobody knows how few rows have the text.
    along: null,
    narrowings: [...listed.narrowings, ...idNarrowings(reader, plan)],
  }
  const byRow = { ...query, conditions: [...query.conditions, ...plan.checks] }
  const fewRows = query.narrowings.some(({ rows }) => rows <= reader.few)
  if (plan.index === null || fewRows) return listKeys(reader, byRow)
  const newest = input.sort.column === 'created'
  if (!newest && countFound(reader, plan.index) > reader.few) return listKeys(reader, byRow)
  const { sql, params } = found(plan, query.conditions)
  const columns = newest ? ['rowid'] : query.order.columns
  const order = columns.map((column) => `${column === 'rowid' ? 'f.rowid' : column} ${input.sort.direction}`)
  return reader
    .all<{ n: number }>(`SELECT n ${sql} ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`, [
      ...params,
      input.limit,
      input.offset,
    ])
    .map(({ n }) => n)
}

/** `FROM … WHERE …` for payments found through a full-text index. */
function found({ index, rest }: TextPlan, conditions: readonly Condition[]): Condition {
  if (index === null) throw new Error('There is no index to find these by')
  const matched = { sql: `${index.table} MATCH ?`, params: [index.query] }
  const { sql, params } = where([matched, ...conditions, ...rest])
  return { sql: `FROM ${index.table} f CROSS JOIN payment ON payment.n = f.rowid ${sql}`, params }
}

function countFound(
  reader: Reader,
  { table, query }: { readonly table: string; readonly query: string },
): number {
  const row = reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT ?)`,
    [query, reader.few + 1],
  )
  return row?.count ?? 0
}

function rollups(reader: Reader, filter: PaymentFilter): ReturnType<typeof rollupSums> {
  const { statuses, currency, created } = filter
  return rollupSums(reader, { family: 'payment', statuses, currency, created })
}

export function summarizePayments(
  reader: Reader,
  { filter }: { readonly filter: PaymentFilter },
): ListSummary {
  const plan = planText(filter.text)
  const columnsOnly = plan === null && filter.amount === undefined && filter.customer === undefined
  const sums = columnsOnly ? rollups(reader, filter) : null
  if (sums !== null) return summaryOf(reader, sums, Number.POSITIVE_INFINITY)
  const most = plan === null ? COUNTED : COUNTED_TEXT
  return summaryOf(reader, countedSums(reader, countedFrom(reader, filter, plan), most), most)
}

function countedFrom(reader: Reader, filter: PaymentFilter, plan: TextPlan | null): Condition {
  const narrowed = [
    ...narrowings(reader, filter),
    ...(plan === null ? [] : idNarrowings(reader, plan)),
  ].toSorted((a, b) => a.rows - b.rows)[0]
  const conditions = columnConditions(filter)
  if (plan !== null && plan.index !== null && (narrowed === undefined || narrowed.rows > reader.few)) {
    const { sql, params } = found(plan, conditions)
    return { sql: `SELECT currency, amount ${sql}`, params }
  }
  const { sql, params } = where([...conditions, ...(plan?.checks ?? [])])
  const index = narrowed === undefined ? '' : `INDEXED BY ${narrowed.index}`
  return { sql: `SELECT currency, amount FROM payment ${index} ${sql}`, params }
}
