import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { checkWhole, openDatabase } from '../database.ts'
import { migrate } from '../migrations.ts'
import { eventsTables } from './0001-events.ts'
import { ownerTable } from './0002-owner.ts'

const FILE = 'archive.db'

/**
 * Opens the archive of events for its one writer. It cannot be fetched again after 30 days, so it is never discarded:
 * throws `store_damaged`, `store_newer`, `disk_full` or `disk_read_only`.
 */
export function openArchive(folder: string): Database {
  const db = openDatabase(join(folder, FILE), { synchronous: 'FULL', cacheMegabytes: 8 })
  try {
    checkWhole(db)
    migrate(db, [eventsTables, ownerTable])
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export function openArchiveReader(folder: string): Database {
  return openDatabase(join(folder, FILE), { readonly: true, synchronous: 'FULL', cacheMegabytes: 4 })
}
