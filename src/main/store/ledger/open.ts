import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../../shared/errors.ts'
import { checkWhole, openDatabase } from '../database.ts'
import { migrate } from '../migrations.ts'
import { ledgerMigrations } from './migrations.ts'

/**
 * Opens the irreplaceable ledger of an account's folder, with `synchronous=FULL` proved on this connection.
 * Throws `store_damaged`, `store_newer`, `disk_full` or `disk_read_only`; the file is never discarded.
 */
export function openLedger(folder: string): Database {
  const db = openDatabase(join(folder, 'ledger.db'), { synchronous: 'FULL' })
  try {
    checkWhole(db)
    migrate(db, ledgerMigrations)
    if (db.pragma('synchronous', { simple: true }) !== 2) {
      throw new CounterfoilError('internal', 'The ledger does not write through to the disk')
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
