import { keyAt } from '../store/mirror/time-key.ts'
import type { AccountMirror } from './account-mirror.ts'
import { readCursor } from './mirror-state.ts'

/** The resources that a payment is put together from; each is read newest first. */
const PARTS = ['payment_intent', 'charge', 'balance_transaction']
/** Intents derived in one transaction, about: many at once are cheaper, and today's should be seen at once. */
const SMALLEST = 50
const LARGEST = 2000

/** From when on all parts of every payment are held; seconds UTC. No part is older than its payment. */
function frontier(mirror: AccountMirror): number {
  const reached = PARTS.map((part) => {
    const cursor = readCursor(mirror.db, part)
    if (cursor.complete) return 0
    // The rest of that second may be on the next page.
    return cursor.reached === null ? Number.POSITIVE_INFINITY : cursor.reached + 1
  })
  return Math.max(...reached)
}

/** Inside a commit that moved a cursor: derives the payments that have become whole. */
export function advancePayments(mirror: AccountMirror, part: string): void {
  const { derivedFrom } = mirror.writer
  if (derivedFrom === 0 || !PARTS.includes(part)) return
  const from = frontier(mirror)
  if (from >= derivedFrom) return
  const waiting = mirror.db.prepare<[number, number, number], { count: number }>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM payment_intent WHERE n >= ? AND n < ? LIMIT ?)',
  )
  const found = waiting.get(keyAt(from), keyAt(derivedFrom), LARGEST)?.count ?? 0
  const first = mirror.db.prepare('SELECT 1 FROM payment LIMIT 1').get() === undefined
  if (from === 0 || found >= (first ? SMALLEST : LARGEST)) mirror.writer.derivePayments(from)
}
