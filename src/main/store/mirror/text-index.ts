import { setTimeout } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'

const INDEXES = ['payment_text', 'payment_gram', 'object_text', 'object_gram'] as const
/**
 * Each transaction adds a segment to an index, and FTS5 merges segments of a level once there are so many. While the
 * history is read that is work done over and over, so it is left until there are as many as FTS5 allows for.
 */
const FILLING = 16
const FOLLOWING = 4
/** Pages merged at a time: some hundredths of a second. */
const STEP = 100

/** Leaves the text indexes in many segments until `mergeTextIndexes` puts them together. */
export function postponeMerging(db: Database): void {
  for (const index of INDEXES) configure(db, index, 'automerge', FILLING)
}

/**
 * Makes one segment of each text index, in small transactions between which all else goes on. That it is still to be
 * done stands in the indexes' own settings, so that it goes on after any end of the program.
 */
export async function mergeTextIndexes(db: Database, signal: AbortSignal): Promise<void> {
  for (let started = performance.now(); !signal.aborted && mergeStep(db); started = performance.now()) {
    // Half of a core's time at most: nobody waits for this.
    await setTimeout(performance.now() - started)
  }
}

export function isMerged(db: Database): boolean {
  return waiting(db) === undefined
}

/** False where none is left. */
function mergeStep(db: Database): boolean {
  const index = waiting(db)
  if (index === undefined) return false
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck()
  const before = changes.get() ?? 0
  // A negative number takes in all segments, also those of a level that has few.
  configure(db, index, 'merge', -STEP)
  // The command itself counts as one.
  if ((changes.get() ?? 0) - before < 2) configure(db, index, 'automerge', FOLLOWING)
  return true
}

function waiting(db: Database): string | undefined {
  return INDEXES.find((index) => setting(db, index) === FILLING)
}

function setting(db: Database, index: string): number {
  const found = db.prepare<[], number>(`SELECT v FROM ${index}_config WHERE k = 'automerge'`).pluck().get()
  return found ?? FOLLOWING
}

function configure(db: Database, index: string, command: 'automerge' | 'merge', value: number): void {
  // The driver gives a number as a float, which FTS5 refuses.
  db.prepare<[string, bigint]>(`INSERT INTO ${index}(${index}, rank) VALUES (?, ?)`).run(
    command,
    BigInt(value),
  )
}
