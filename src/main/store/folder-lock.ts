import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const LOCK_FILE = 'headless-lock.db'

/**
 * Takes a folder for this process; null where another holds it. The lock is SQLite's own on a file of the folder: the
 * operating system lets it go when its holder dies, however it dies.
 */
export function lockFolder(folder: string): Disposable | null {
  mkdirSync(folder, { recursive: true })
  const db = new Database(join(folder, LOCK_FILE), { timeout: 0 })
  try {
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return { [Symbol.dispose]: () => db.close() }
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
