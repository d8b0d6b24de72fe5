import { currencyCode, sumOf, toldMoney, UNKNOWN_CURRENCY } from '../../shared/money.ts'
import { at, integer, isJson, type Json } from '../store/mirror/stripe-object.ts'
import { type AccountMirror, putAnswer } from './account-mirror.ts'
import { listIfThere } from './api-reader.ts'
import { writeFetched } from './apply.ts'
import { leftOut } from './backfill.ts'
import { fetchObjects } from './fetch-objects.ts'
import {
  BALANCE,
  type Cursor,
  forgetLeftOut,
  readCursor,
  readMark,
  writeCursor,
  writeMark,
} from './mirror-state.ts'
import { OVERLAP } from './tail.ts'

const PARTS = ['available', 'pending', 'instant_available', 'connect_reserved'] as const
const TRANSACTIONS = '/v1/balance_transactions'
const DUE_AT_ONCE = 1000

/** The balance, and between which moments it was read; Stripe's clock, seconds UTC. */
interface BalanceRead {
  readonly balance: Json
  readonly from: number
  readonly to: number
}

/** Null where it cannot be read, which is said as of a list. */
async function readBalance(mirror: AccountMirror): Promise<BalanceRead | null> {
  const { api, db, commits } = mirror
  const asked = api.now()
  try {
    const balance = await api.get('/v1/balance')
    // The answer has set the clock, which until then may have been another.
    const answered = api.now()
    return { balance, from: Math.min(asked, answered), to: answered }
  } catch (error) {
    const cursor = balanceLeftOut(mirror, error)
    if (cursor === null) throw error
    await commits.run(() => writeCursor(db, cursor))
    return null
  }
}

/** Null for any other failure, and where it was read before: what is held would grow old unnoticed. */
function balanceLeftOut({ db }: AccountMirror, error: unknown): Cursor | null {
  const cursor = leftOut(error, { permission: 'rak_balance_read' }, readCursor(db, BALANCE))
  return cursor?.unsupported === false && readMark(db, 'balance_to') !== null ? null : cursor
}

/**
 * The balance and its transactions, which change without events, too. The balance is asked for before the transactions
 * and kept after them: those up to its moment are held, and it can be compared with their sum.
 */
export async function lookAtBalance(mirror: AccountMirror): Promise<void> {
  const read = await readBalance(mirror)
  await pollTransactions(mirror)
  await settleTransactions(mirror)
  if (read === null) return
  await mirror.commits.run(() => {
    writeBalance(mirror, read.balance)
    forgetLeftOut(mirror.db, BALANCE)
    writeMark(mirror.db, 'balance_from', read.from)
    writeMark(mirror.db, 'balance_to', read.to)
  })
}

/** The balance alone, to be seen while everything else is still to be read. Once per mirror. */
export async function showBalance(mirror: AccountMirror): Promise<void> {
  const known = (): boolean => readMark(mirror.db, 'balance_to') !== null
  const read = known() ? null : await readBalance(mirror)
  if (read === null) return
  await mirror.commits.run(() => {
    if (known()) return
    writeBalance(mirror, read.balance)
    forgetLeftOut(mirror.db, BALANCE)
  })
}

interface BalanceRow {
  readonly currency: string
  readonly part: string
  readonly amount: number | null
  readonly source_types: string
}

/** Replaces the balance held (https://docs.stripe.com/api/balance). */
function writeBalance(mirror: AccountMirror, balance: Json): void {
  const rows = PARTS.flatMap((part) => rowsOf(balance, part)).toSorted((a, b) =>
    `${a.currency} ${a.part}` < `${b.currency} ${b.part}` ? -1 : 1,
  )
  const held = mirror.db.prepare<[], BalanceRow>('SELECT * FROM balance ORDER BY currency, part').all()
  if (JSON.stringify(held) === JSON.stringify(rows)) return
  mirror.db.prepare('DELETE FROM balance').run()
  const insert = mirror.db.prepare<[BalanceRow]>(
    'INSERT INTO balance VALUES (@currency, @part, @amount, @source_types)',
  )
  for (const row of rows) insert.run(row)
  mirror.writer.note('balance')
}

/** One for each currency, however many entries it has. */
function rowsOf(balance: Json, part: string): readonly BalanceRow[] {
  const byCurrency = Map.groupBy(
    entries(balance, part),
    (entry) => currencyCode(at(entry, 'currency')) ?? UNKNOWN_CURRENCY,
  )
  return Array.from(byCurrency).map(([currency, of]): BalanceRow => {
    const { amount } = of.map((entry) => toldMoney(integer(entry, 'amount'), currency)).reduce(sumOf)
    return { currency, part, amount, source_types: JSON.stringify(sourceTypes(of)) }
  })
}

function sourceTypes(of: readonly Json[]): unknown {
  const [first, ...rest] = of.map((entry) => at(entry, 'source_types') ?? {})
  if (rest.length === 0) return first
  const sums: Record<string, number> = {}
  for (const types of [first, ...rest].filter(isJson))
    for (const type of Object.keys(types)) sums[type] = (sums[type] ?? 0) + (integer(types, type) ?? 0)
  return sums
}

function entries(balance: Json, part: string): readonly Json[] {
  const list = balance[part]
  return Array.isArray(list) ? list.filter(isJson) : []
}

/** Notes the newest transaction before the history is read. Once per mirror. */
export async function startTransactions(mirror: AccountMirror): Promise<void> {
  if (readMark(mirror.db, 'transactions_created') !== null) return
  const newest = (await listIfThere(mirror, TRANSACTIONS, { limit: 1 }))?.objects[0]
  const created = newest === undefined ? 0 : (integer(newest, 'created') ?? 0)
  await mirror.commits.run(() => writeMark(mirror.db, 'transactions_created', created))
}

/** New balance transactions have no event: they are listed by time, with an overlap. */
async function pollTransactions(mirror: AccountMirror): Promise<void> {
  const marked = readMark(mirror.db, 'transactions_created') ?? 0
  let newest = marked
  let after: string | undefined
  while (true) {
    const asked = mirror.order.ask()
    try {
      const query = { 'created[gte]': Math.max(0, marked - OVERLAP), starting_after: after }
      const page = await listIfThere(mirror, TRANSACTIONS, query)
      if (page === null) return
      newest = Math.max(newest, ...page.objects.map((object) => integer(object, 'created') ?? 0))
      after = page.last?.id
      const last = !page.hasMore || after === undefined
      await mirror.commits.run(() => {
        putAnswer(mirror, page.objects, asked)
        // A transaction of the future would hide all that come before it.
        const known = Math.max(marked, Math.min(newest, mirror.api.now()))
        if (last && known !== marked) writeMark(mirror.db, 'transactions_created', known)
      })
      if (last) return
    } finally {
      mirror.order.done(asked)
    }
  }
}

const pendingIn = (currencies: string): string =>
  `SELECT id, created FROM balance_transaction INDEXED BY balance_transaction_status_currency
   WHERE status = 'pending' AND currency ${currencies} AND available_on <= @now`

/** Nor has a transaction's move from pending to available: those that are due are read again. */
async function settleTransactions(mirror: AccountMirror): Promise<void> {
  const due = mirror.db
    .prepare<[{ now: number; most: number }], { id: string; created: number }>(
      `${pendingIn("IN (SELECT currency FROM rollup WHERE family = 'balance_transaction' AND size = 0)")}
       UNION ALL ${pendingIn('IS NULL')} LIMIT @most`,
    )
    .all({ now: mirror.api.now(), most: DUE_AT_ONCE })
  if (due.length === 0) return
  const references = due.map(({ id, created }) => ({ type: 'balance_transaction', id, since: created }))
  const fetched = await fetchObjects(mirror, references)
  try {
    await mirror.commits.run(() => writeFetched(mirror, fetched))
  } finally {
    mirror.order.done(fetched.asked)
  }
}
