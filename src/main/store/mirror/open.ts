import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { damagedFile, isDamage, openDatabase } from '../database.ts'
import { mirrorFingerprint, mirrorSql } from './schema.ts'
import type { MirrorTable } from './table.ts'

export const MIRROR_FILE = 'mirror.db'
/** What an earlier version of the console wrote; its objects are carried over, then it goes. */
export const PREVIOUS_FILE = 'mirror.previous.db'
/** Megabytes of the file kept in memory by its writer: while the history is read, and afterwards. */
const FILLING = 40
const FOLLOWING = 8
const SETTINGS = { synchronous: 'NORMAL', cacheMegabytes: FILLING, checkpointMegabytes: 64 } as const

const SIDE_FILES = ['', '-wal', '-shm']

/** Below this size the whole file is checked on every open; bigger ones show damage when it is met. */
const CHECKED_PAGES = 16_384

export function moveDatabase(folder: string, from: string, to: string): void {
  removeDatabase(folder, to)
  for (const suffix of SIDE_FILES) {
    if (existsSync(join(folder, from + suffix))) {
      renameSync(join(folder, from + suffix), join(folder, to + suffix))
    }
  }
}

export function removeDatabase(folder: string, file: string): void {
  for (const suffix of SIDE_FILES) rmSync(join(folder, file + suffix), { force: true })
}

export interface OpenedMirror {
  readonly db: Database
  /** A damaged file was set aside as `mirror.damaged.db`; everything is read from Stripe again. */
  readonly damaged: boolean
}

/**
 * Opens the mirror for its one writer. It is derived data: a damaged file is set aside and one of another shape is kept
 * beside as the source to build from, and an empty one takes its place.
 */
export function openMirror(folder: string, tables: readonly MirrorTable[]): OpenedMirror {
  const fingerprint = mirrorFingerprint(tables)
  let damaged = false
  try {
    const db = openDatabase(join(folder, MIRROR_FILE), SETTINGS)
    try {
      if (isEmpty(db)) return { db: create(db, fingerprint, tables), damaged }
      check(db)
      if (getMeta(db, 'fingerprint') === fingerprint) return { db, damaged }
    } catch (error) {
      db.close()
      throw error
    }
    db.close()
    // An interrupted move from a still older version keeps its source.
    if (existsSync(join(folder, PREVIOUS_FILE))) removeDatabase(folder, MIRROR_FILE)
    else moveDatabase(folder, MIRROR_FILE, PREVIOUS_FILE)
  } catch (error) {
    if (!isDamage(error)) throw error
    setAside(folder)
    damaged = true
  }
  const db = openDatabase(join(folder, MIRROR_FILE), SETTINGS)
  return { db: create(db, fingerprint, tables), damaged }
}

/** Gives back the memory that only the first reading of the history needs. */
export function settleMirror(db: Database): void {
  db.pragma(`cache_size = ${-1024 * FOLLOWING}`)
  db.pragma('shrink_memory')
}

/** Puts a damaged mirror out of the way, for whoever wants to look at it. */
export function setAside(folder: string): void {
  moveDatabase(folder, MIRROR_FILE, 'mirror.damaged.db')
}

/** Opens the mirror for reading; throws `store_damaged` or, where nothing was mirrored yet, `disk_read_only`. */
export function openMirrorReader(folder: string): Database {
  return openDatabase(join(folder, MIRROR_FILE), {
    readonly: true,
    synchronous: 'NORMAL',
  })
}

export function getMeta(db: Database, key: string): string | null {
  return (
    db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null
  )
}

export function setMeta(db: Database, key: string, value: string | null): void {
  if (value === null) db.prepare<[string]>('DELETE FROM meta WHERE key = ?').run(key)
  else {
    db.prepare<[string, string]>(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(key, value)
  }
}

function isEmpty(db: Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
}

function create(db: Database, fingerprint: string, tables: readonly MirrorTable[]): Database {
  db.transaction(() => {
    db.exec(mirrorSql(tables))
    setMeta(db, 'fingerprint', fingerprint)
  }).immediate()
  return db
}

function check(db: Database): void {
  if (Number(db.pragma('page_count', { simple: true })) > CHECKED_PAGES) return
  const found = db.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok') throw damagedFile(db.name, String(found))
}
