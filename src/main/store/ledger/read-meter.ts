import type { Database } from 'better-sqlite3'

const HOURS_IN_30_DAYS = 30 * 24

/** Adds GET requests made at `at` (seconds UTC) and forgets what is older than 30 days. */
export function recordReads(ledger: Database, at: number, reads: number): void {
  const hour = Math.floor(at / 3600)
  ledger.transaction(() => {
    ledger
      .prepare<[number, number]>(
        'INSERT INTO read_meter VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET reads = reads + excluded.reads',
      )
      .run(hour, reads)
    ledger.prepare<[number]>('DELETE FROM read_meter WHERE hour < ?').run(hour - 2 * HOURS_IN_30_DAYS)
  })()
}

/** GET requests in the `hours` before `at` (seconds UTC), 30 days by default. */
export function readsBefore(ledger: Database, at: number, hours = HOURS_IN_30_DAYS): number {
  const hour = Math.floor(at / 3600)
  return (
    ledger
      .prepare<[number, number], { reads: number }>(
        'SELECT coalesce(sum(reads), 0) AS reads FROM read_meter WHERE hour > ? AND hour <= ?',
      )
      .get(hour - hours, hour)?.reads ?? 0
  )
}
