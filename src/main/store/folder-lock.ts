import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import { storeError } from './database.ts'

const LOCK_FILE = 'folder-lock.db'
/** Says who took the lock last; true only while it is held. */
const HOLDER_FILE = 'folder-lock.txt'

/** What may write in a folder, as an operator would know it. */
export type Holder = 'Counterfoil' | 'npm run mirror'

/**
 * Takes a folder for this process; throws `folder_in_use` where another holds it. The lock is SQLite's own on a file of
 * the folder: the operating system lets it go when its holder dies, however it dies.
 */
export function lockFolder(folder: string, holder: Holder): Disposable {
  const file = join(folder, LOCK_FILE)
  let db: Database.Database | undefined
  try {
    mkdirSync(folder, { recursive: true })
    db = new Database(file, { timeout: 0 })
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    writeFileSync(join(folder, HOLDER_FILE), `${holder}, process ${process.pid}\n`)
  } catch (error) {
    db?.close()
    throw isBusy(error) ? folderInUse(folder) : storeError(error, file)
  }
  const held = db
  return { [Symbol.dispose]: () => held.close() }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function folderInUse(folder: string): CounterfoilError {
  const holder = holderOf(folder)
  return new CounterfoilError(
    'folder_in_use',
    `${folder} is in use by ${holder}; a folder takes one at a time`,
    {
      params: { folder, holder },
    },
  )
}

function holderOf(folder: string): string {
  try {
    return readFileSync(join(folder, HOLDER_FILE), 'utf8').trim() || 'Counterfoil'
  } catch {
    return 'Counterfoil'
  }
}
