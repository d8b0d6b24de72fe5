import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openLedger } from './open.ts'

/**
 * Whether money waits in an account's ledger for something that happens by itself: an outcome to be found out, an intent
 * held until its time. Throws as `openLedger` does.
 */
export function hasUnsettled(folder: string): boolean {
  if (!existsSync(join(folder, 'ledger.db'))) return false
  const ledger = openLedger(folder)
  try {
    const found = ledger
      .prepare(
        `SELECT 1 FROM operations WHERE state IN ('intent', 'sending', 'unknown')
         UNION ALL SELECT 1 FROM holds WHERE state IN ('waiting', 'releasing') LIMIT 1`,
      )
      .get()
    return found !== undefined
  } finally {
    ledger.close()
  }
}
