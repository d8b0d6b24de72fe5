import Database from 'better-sqlite3'
import { CounterfoilError, type ErrorCode } from '../../shared/errors.ts'

interface OpenOptions {
  readonly readonly?: boolean
  /**
   * `FULL`: a committed transaction survives a power cut. `NORMAL`: it survives a crash of the process.
   * Always set: after the first open of a WAL file the driver would otherwise choose NORMAL.
   */
  readonly synchronous: 'FULL' | 'NORMAL'
  readonly cacheMegabytes?: number
  /** How long the WAL file grows before it is taken over into the database: rarely means less to write, 4 by default. */
  readonly checkpointMegabytes?: number
}

/** Opens a database in WAL mode. Failures carry `store_damaged`, `disk_full` or `disk_read_only`. */
export function openDatabase(file: string, options: OpenOptions): Database.Database {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: options.readonly ?? false, timeout: 10_000 })
    if (!db.readonly) db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${options.synchronous}`)
    db.pragma(`cache_size = ${-1024 * (options.cacheMegabytes ?? 8)}`)
    if (options.checkpointMegabytes !== undefined)
      db.pragma(`wal_autocheckpoint = ${options.checkpointMegabytes * 256}`)
    db.pragma('temp_store = MEMORY')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (error) {
    db?.close()
    throw storeError(error, file)
  }
}

const FAILURES: readonly (readonly [prefix: string, code: ErrorCode, message: string])[] = [
  ['SQLITE_NOTADB', 'store_damaged', 'is not a database'],
  ['SQLITE_CORRUPT', 'store_damaged', 'is damaged'],
  ['SQLITE_FULL', 'disk_full', 'cannot grow: the disk is full'],
  ['SQLITE_READONLY', 'disk_read_only', 'cannot be written: the disk is read-only'],
  ['SQLITE_CANTOPEN', 'disk_read_only', 'cannot be opened or created'],
  ['SQLITE_IOERR', 'store_damaged', 'could not be read or written'],
]

/** What a failure of SQLite means to the operator; anything else is passed through. */
export function storeError(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const known = FAILURES.find(([prefix]) => error.code.startsWith(prefix))
  if (known === undefined) return error
  const [, code, message] = known
  return new CounterfoilError(code, `${file} ${message}`, { params: { file }, cause: error })
}

/** What was found amiss in a file that SQLite itself can read. */
export function damagedFile(file: string, found: string, cause?: unknown): CounterfoilError {
  return new CounterfoilError('store_damaged', `${file} is damaged: ${found}`, { params: { file }, cause })
}

export function isDamage(error: unknown): boolean {
  if (error instanceof CounterfoilError) return error.failure.code === 'store_damaged'
  return (
    error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code.startsWith('SQLITE_NOTADB'))
  )
}
