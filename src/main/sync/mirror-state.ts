import type { Database } from 'better-sqlite3'
import { getMeta, setMeta } from '../store/mirror/open.ts'

/** How far one resource's history has been read, newest first. */
export interface Cursor {
  readonly resource: string
  /** The last object read, after which the next page begins. */
  readonly after: string | null
  /** Everything created from here on is held; seconds UTC. */
  readonly reached: number | null
  readonly done: number
  readonly complete: boolean
  /** The permission the key lacks, where Stripe refused the list. */
  readonly denied: string | null
  /** The server has no such list. */
  readonly unsupported: boolean
}

interface CursorRow {
  readonly resource: string
  readonly after: string | null
  readonly reached: number | null
  readonly done: number
  readonly complete: number
  readonly denied: string | null
  readonly unsupported: number
}

export function readCursor(db: Database, resource: string): Cursor {
  const row = db.prepare<[string], CursorRow>('SELECT * FROM cursor WHERE resource = ?').get(resource)
  if (row === undefined) {
    return {
      resource,
      after: null,
      reached: null,
      done: 0,
      complete: false,
      denied: null,
      unsupported: false,
    }
  }
  return { ...row, complete: row.complete === 1, unsupported: row.unsupported === 1 }
}

export function writeCursor(db: Database, cursor: Cursor): void {
  db.prepare<[string, string | null, number | null, number, number, string | null, number]>(
    `INSERT INTO cursor (resource, after, reached, done, complete, denied, unsupported) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (resource) DO UPDATE SET after = excluded.after, reached = excluded.reached, done = excluded.done,
       complete = excluded.complete, denied = excluded.denied, unsupported = excluded.unsupported`,
  ).run(
    cursor.resource,
    cursor.after,
    cursor.reached,
    cursor.done,
    cursor.complete ? 1 : 0,
    cursor.denied,
    cursor.unsupported ? 1 : 0,
  )
}

/** The balance is no list; it stands among their cursors only while it is left out. */
export const BALANCE = 'balance'

/**
 * Inside a commit: lists that the key might not read, or the server did not have, are asked for again from where they
 * were left; without a list of events everything is, since nothing else tells what has changed.
 */
export function askAgain(db: Database, events: string): void {
  forgetLeftOut(db, BALANCE)
  const hasEvents = !readCursor(db, events).unsupported
  if (!hasEvents) db.prepare('DELETE FROM cursor').run()
  db.prepare(
    'UPDATE cursor SET complete = 0, denied = NULL, unsupported = 0 WHERE denied IS NOT NULL OR unsupported = 1',
  ).run()
}

/** Inside a commit. */
export function forgetLeftOut(db: Database, resource: string): void {
  db.prepare<[string]>('DELETE FROM cursor WHERE resource = ?').run(resource)
}

/** Numbers and ids that the tail keeps in `meta`. */
export type Mark =
  /** The newest event known, and its time. */
  | 'tail_event'
  | 'tail_created'
  /** When the events were last listed down to the newest one known, by Stripe's clock. */
  | 'polled_at'
  /** Events before this time were already in effect when the backfill began. */
  | 'baseline'
  /** How far the archive has been applied. */
  | 'applied'
  /** The newest balance transaction known. */
  | 'transactions_created'
  /** Between which moments the balance held was read, by Stripe's clock; the transactions of that time are held. */
  | 'balance_from'
  | 'balance_to'
  /** When the mirror last agreed with Stripe, by this machine's clock. */
  | 'as_of'
  /** When the account was made; 0 where that cannot be known. */
  | 'account_created'
  /** Set while everything is read anew because events were missed. */
  | 'gap_since'
  /** The last look at what events may have failed to tell of: when, at how many objects, and repairs in all. */
  /** And per type the object it ended with. */
  | `drift_${string}`

export function readMark(db: Database, mark: Mark): number | null {
  const value = getMeta(db, mark)
  return value === null ? null : Number(value)
}

export function writeMark(db: Database, mark: Mark, value: number | string | null): void {
  setMeta(db, mark, value === null ? null : String(value))
}
