import type {
  BalanceTransactionFilter,
  BalanceTransactionRow,
  CurrencyBalance,
} from '../../../shared/features/balances/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { toldMoney } from '../../../shared/money.ts'
import { anyOf, type Condition, inCurrency, where } from '../../store/mirror/condition.ts'
import { listKeys, type ListQuery, type Narrowing } from '../../store/mirror/listing.ts'
import { normalise, parseTerms, partQuery } from '../../store/mirror/search-text.ts'
import { countedSums, countsByStatus, rollupSums, summaryOf } from '../../store/mirror/sums.ts'
import { keyAt } from '../../store/mirror/time-key.ts'
import { seekByTime } from '../../store/mirror/seek.ts'
import type { Reader } from '../../store/reader.ts'
import { currencyBalances } from './currency-balances.ts'
import { balancesAt, course } from './past.ts'
import { reconciliation } from './reconciliation.ts'

export interface TransactionListInput {
  readonly filter: BalanceTransactionFilter
  readonly sort: {
    readonly column: 'created' | 'amount' | 'net' | 'availableOn'
    readonly direction: 'asc' | 'desc'
  }
  readonly offset: number
  readonly limit: number
}

const ORDERS: Readonly<Record<TransactionListInput['sort']['column'], ListQuery['order']>> = {
  created: { index: 'balance_transaction_n_type', columns: ['n'] },
  amount: { index: 'balance_transaction_amount_n', columns: ['amount', 'n'] },
  net: { index: 'balance_transaction_net_n', columns: ['net', 'n'] },
  availableOn: { index: 'balance_transaction_available_on_n', columns: ['available_on', 'n'] },
}
const COUNTED = 100_000
const COUNTED_TEXT = 10_000
const MOST_PAYMENTS = 5000

/** Ids by their start; other words in the payment behind it or in the transaction's own description. */
function termCondition(part: string): Condition {
  const [term] = parseTerms(part)
  if (term === undefined) return { sql: 'TRUE', params: [] }
  if (term.kind === 'id') {
    const range = [term.text, `${term.text}~`]
    return { sql: '(id >= ? AND id < ?) OR (source >= ? AND source < ?)', params: [...range, ...range] }
  }
  const described = { sql: 'instr(lower(description), ?) > 0', params: [normalise(term.text)] }
  if (term.kind === 'gram') return described
  return {
    sql: `${described.sql} OR source IN (SELECT charge FROM payment WHERE n IN
      (SELECT rowid FROM payment_text WHERE payment_text MATCH ? ORDER BY rowid DESC LIMIT ${MOST_PAYMENTS}))`,
    params: [...described.params, partQuery(term.text)],
  }
}

function conditions({
  types,
  currency,
  status,
  created,
  text,
}: BalanceTransactionFilter): readonly Condition[] {
  return [
    ...(types === undefined ? [] : [anyOf('type', types)]),
    ...(currency === undefined ? [] : [inCurrency(currency)]),
    ...(status === undefined ? [] : [{ sql: 'status = ?', params: [status] }]),
    ...(created?.gte === undefined ? [] : [{ sql: 'n >= ?', params: [keyAt(created.gte)] }]),
    ...(created?.lt === undefined ? [] : [{ sql: 'n < ?', params: [keyAt(created.lt)] }]),
    ...(text ?? '')
      .split(/\s+/u)
      .filter((part) => part !== '')
      .map(termCondition),
  ]
}

function narrowings(reader: Reader, { types, status }: BalanceTransactionFilter): readonly Narrowing[] {
  const found: Narrowing[] = []
  if (types !== undefined) {
    const counts = countsByStatus(reader, 'balance_transaction', undefined)
    const rows = types.reduce((sum, type) => sum + (counts.get(type) ?? 0), 0)
    found.push({ index: 'balance_transaction_type_n', rows })
  }
  if (status === 'pending') {
    const row = reader.get<{ count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 FROM balance_transaction
       INDEXED BY balance_transaction_status_currency WHERE status = 'pending' LIMIT ?)`,
      [reader.few + 1],
    )
    found.push({ index: 'balance_transaction_status_currency', rows: row?.count ?? 0 })
  }
  return found
}

interface StoredTransaction {
  readonly id: string
  readonly type: string | null
  readonly reporting_category: string | null
  readonly amount: number | null
  readonly fee: number | null
  readonly net: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly created: number
  readonly available_on: number | null
  readonly source: string | null
  readonly description: string | null
}

function present(row: StoredTransaction): BalanceTransactionRow {
  const { currency } = row
  return {
    id: row.id,
    type: row.type ?? '',
    reportingCategory: row.reporting_category,
    amount: toldMoney(row.amount, currency),
    fee: toldMoney(row.fee, currency),
    net: toldMoney(row.net, currency),
    status: row.status ?? '',
    created: row.created,
    availableOn: row.available_on ?? row.created,
    source: row.source,
    description: row.description,
  }
}

function list(
  reader: Reader,
  { filter, sort, offset, limit }: TransactionListInput,
): { readonly rows: readonly BalanceTransactionRow[]; readonly freshness: Freshness } {
  const { types, currency, status, created, text } = filter
  const sums =
    status === undefined && (text ?? '').trim() === ''
      ? rollupSums(reader, { family: 'balance_transaction', statuses: types, currency, created })
      : null
  const kept = {
    table: 'balance_transaction',
    family: 'balance_transaction',
    statuses: types,
    currency,
    conditions: conditions(filter),
  } as const
  const keys = listKeys(reader, {
    table: 'balance_transaction',
    order: ORDERS[sort.column],
    direction: sort.direction,
    conditions: conditions(filter),
    narrowings: narrowings(reader, filter),
    offset,
    limit,
    few: reader.few,
    along: null,
    total: sums === null ? null : sums.reduce((sum, { count }) => sum + count, 0),
    seek:
      sums === null || created !== undefined || sort.column !== 'created'
        ? null
        : (to) => seekByTime(reader, kept, sort.direction, to),
  })
  const rows = keys.flatMap((n) =>
    reader.all<StoredTransaction>('SELECT * FROM balance_transaction WHERE n = ?', [n]).map(present),
  )
  return { rows, freshness: reader.freshness() }
}

function summary(reader: Reader, { filter }: { readonly filter: BalanceTransactionFilter }): ListSummary {
  const { types, currency, status, created, text } = filter
  const noText = (text ?? '').trim() === ''
  if (noText && status === undefined) {
    const sums = rollupSums(reader, { family: 'balance_transaction', statuses: types, currency, created })
    if (sums !== null) return summaryOf(reader, sums, Number.POSITIVE_INFINITY)
  }
  const most = noText ? COUNTED : COUNTED_TEXT
  const { sql, params } = where(conditions(filter))
  const from = { sql: `SELECT currency, amount FROM balance_transaction ${sql}`, params }
  return summaryOf(reader, countedSums(reader, from, most), most)
}

function balances(
  reader: Reader,
  _input: Readonly<Record<string, never>>,
): { readonly balances: readonly CurrencyBalance[]; readonly freshness: Freshness } {
  return { balances: currencyBalances(reader), freshness: reader.freshness() }
}

function transactionTypes(reader: Reader, _input: Readonly<Record<string, never>>): readonly string[] {
  const counts = countsByStatus(reader, 'balance_transaction', undefined)
  return Array.from(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([type]) => type)
    .filter((type) => type !== '')
}

export const balancesQueries = {
  'balances.get': balances,
  'balances.at': balancesAt,
  'balances.course': course,
  'balances.reconciliation': reconciliation,
  'balances.transactions': list,
  'balances.transactionSummary': summary,
  'balances.transactionTypes': transactionTypes,
}
