import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'

/** Throws `object_changed` where somebody has discarded, undone or declined this attempt meanwhile. */
export function refuseWithdrawn(ledger: Database, attempt: string): void {
  const withdrawn = ledger
    .prepare<[string, string, string]>(
      `SELECT 1 FROM drafts WHERE attempt = ? AND state = 'discarded'
       UNION ALL SELECT 1 FROM holds WHERE attempt = ? AND state = 'canceled'
       UNION ALL SELECT 1 FROM approvals WHERE attempt = ? AND state = 'declined'`,
    )
    .get(attempt, attempt, attempt)
  if (withdrawn === undefined) return
  throw new CounterfoilError('object_changed', `Attempt ${attempt} was taken back`)
}

/** Whether an attempt is under way beyond its draft: journalled and not known to have come to nothing, or queued. */
export function isUnderWay(ledger: Database, attempt: string): boolean {
  const found = ledger
    .prepare<[string, string, string]>(
      `SELECT 1 FROM operations WHERE attempt = ? AND state NOT IN ('failed', 'absent', 'abandoned')
       UNION ALL SELECT 1 FROM holds WHERE attempt = ? AND state IN ('waiting', 'releasing')
       UNION ALL SELECT 1 FROM approvals WHERE attempt = ? AND state = 'waiting'`,
    )
    .get(attempt, attempt, attempt)
  return found !== undefined
}
