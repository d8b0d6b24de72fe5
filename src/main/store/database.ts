import Database from 'better-sqlite3'
import { CounterfoilError, type ErrorCode, type Failure } from '../../shared/errors.ts'
import { nameFailures } from './named-failures.ts'

interface OpenOptions {
  readonly readonly?: boolean
  /**
   * `FULL`: a committed transaction survives a power cut. `NORMAL`: it survives a crash of the process.
   * Always set: after the first open of a WAL file the driver would otherwise choose NORMAL.
   */
  readonly synchronous: 'FULL' | 'NORMAL'
  readonly cacheMegabytes?: number
  /** False where whoever uses it names the file in failures of statements, which are too many to watch each. */
  readonly namesFailures?: boolean
  /** How long the WAL file grows before it is taken over into the database: rarely means less to write, 4 by default. */
  readonly checkpointMegabytes?: number
}

/**
 * Opens a database in WAL mode. Failures carry `store_damaged`, `disk_full` or `disk_read_only` and name the file, those
 * of its statements too.
 */
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
    const readOnly = db.readonly
    if (options.namesFailures !== false)
      nameFailures(db, (error) => (readOnly && isRefusedWrite(error) ? error : storeError(error, file)))
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
  return new CounterfoilError(code, `${file} ${message}`, {
    params: { file, sqlite: error.code },
    cause: error,
  })
}

/** A statement that would write through a connection for reading says nothing about the disk. */
function isRefusedWrite(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_READONLY')
}

/** What was found amiss in a file that SQLite itself can read. */
export function damagedFile(file: string, found: string, cause?: unknown): CounterfoilError {
  return new CounterfoilError('store_damaged', `${file} is damaged: ${found}`, { params: { file }, cause })
}

/** Whether what a file holds is damaged; a disk that could not be read this time may be read the next. */
export function isDamage(error: unknown): boolean {
  const cause = error instanceof Database.SqliteError ? storeError(error, '') : error
  return cause instanceof CounterfoilError && damagedFileOf(cause.failure) !== null
}

/** The file that a failure says is damaged. */
export function damagedFileOf({ code, params }: Failure): string | null {
  if (code !== 'store_damaged' || String(params['sqlite'] ?? '').startsWith('SQLITE_IOERR')) return null
  return typeof params['file'] === 'string' ? params['file'] : null
}

/** Below this size a whole file is checked on every open; bigger ones show damage when it is met. */
const CHECKED_BYTES = 64 * 1024 * 1024

/** Throws `store_damaged` where SQLite finds the file's pages amiss. */
export function checkWhole(db: Database.Database): void {
  const pages = Number(db.pragma('page_count', { simple: true }))
  if (pages * Number(db.pragma('page_size', { simple: true })) > CHECKED_BYTES) return
  const found = db.pragma('quick_check(1)', { simple: true })
  // Where it was found comes on a line before it.
  if (found !== 'ok') throw damagedFile(db.name, String(found).split('\n').at(-1) ?? '')
}
