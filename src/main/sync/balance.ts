import { at, integer, isJson, type Json, text } from '../store/mirror/stripe-object.ts'
import { type AccountMirror, putAnswer } from './account-mirror.ts'
import { ifThere, listIfThere } from './api-reader.ts'
import { writeFetched } from './apply.ts'
import { fetchObjects } from './fetch-objects.ts'
import { readMark, writeMark } from './mirror-state.ts'
import { OVERLAP } from './tail.ts'

const PARTS = ['available', 'pending', 'instant_available', 'connect_reserved'] as const
const TRANSACTIONS = '/v1/balance_transactions'
const DUE_AT_ONCE = 1000

/** Reads the balance and replaces the one held (https://docs.stripe.com/api/balance). */
export async function pollBalance(mirror: AccountMirror): Promise<void> {
  const balance = await ifThere(mirror.api.get('/v1/balance'))
  if (balance === null) return
  await mirror.commits.run(() => {
    mirror.db.prepare('DELETE FROM balance').run()
    const insert = mirror.db.prepare<[string, string, number, string]>(
      'INSERT INTO balance VALUES (?, ?, ?, ?)',
    )
    for (const part of PARTS) {
      for (const entry of entries(balance, part)) {
        const currency = text(entry, 'currency')
        if (currency === null) continue
        insert.run(
          currency,
          part,
          integer(entry, 'amount') ?? 0,
          JSON.stringify(at(entry, 'source_types') ?? {}),
        )
      }
    }
  })
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
export async function pollTransactions(mirror: AccountMirror): Promise<void> {
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
      after = page.objects.at(-1)?.id
      const last = !page.hasMore || after === undefined
      await mirror.commits.run(() => {
        putAnswer(mirror, page.objects, asked)
        if (last && newest !== marked) writeMark(mirror.db, 'transactions_created', newest)
      })
      if (last) return
    } finally {
      mirror.order.done(asked)
    }
  }
}

/** Nor has a transaction's move from pending to available: those that are due are read again. Returns how many. */
export async function settleTransactions(mirror: AccountMirror): Promise<number> {
  const due = mirror.db
    .prepare<[number, number], { id: string; created: number }>(
      `SELECT id, created FROM balance_transaction INDEXED BY balance_transaction_status_currency
       WHERE status = 'pending' AND currency IN (SELECT currency FROM rollup WHERE family = 'balance_transaction'
         AND size = 0) AND available_on <= ? LIMIT ?`,
    )
    .all(mirror.api.now(), DUE_AT_ONCE)
  if (due.length === 0) return 0
  const references = due.map(({ id, created }) => ({ type: 'balance_transaction', id, since: created }))
  const fetched = await fetchObjects(mirror, references)
  try {
    await mirror.commits.run(() => writeFetched(mirror, fetched))
  } finally {
    mirror.order.done(fetched.asked)
  }
  return due.length
}
