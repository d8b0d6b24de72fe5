import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Failure } from '../../../shared/errors.ts'
import { checkWhole, damagedFile, damagedFileOf, isDamage, openDatabase } from '../database.ts'
import { MEANING, mirrorFingerprint, mirrorSql } from './schema.ts'
import type { MirrorTable } from './table.ts'
import { postponeMerging } from './text-index.ts'
import { typesWithWords } from './words.ts'

export const MIRROR_FILE = 'mirror.db'
/** What an earlier version of the console wrote; its objects are carried over, then it goes. */
export const PREVIOUS_FILE = 'mirror.previous.db'
/** Lies beside it where it turned out to be unreadable; nobody looks into it any more but whoever carries it over. */
const UNREADABLE_MARK = 'mirror.previous.unreadable'
/** In `meta` of a mirror that is built from an earlier one. */
export const CARRYING = 'carrying'
export type CarryingState = 'under way' | 'done'
/** In `meta`: what is written into its columns, see `MEANING`. */
export const MEANING_KEPT = 'meaning'
/** In `meta`: the types whose words have an index, in their order. */
export const WORDS_KEPT = 'words'
/** Megabytes of the file kept in memory by its writer: while the history is read, and afterwards. */
const FILLING = 40
const FOLLOWING = 8
const SETTINGS = {
  namesFailures: false,
  synchronous: 'NORMAL',
  cacheMegabytes: FILLING,
  checkpointMegabytes: 64,
} as const

const SIDE_FILES = ['', '-wal', '-shm']
/** Lies beside a mirror in which damage was met; whoever opens it next for writing sets it aside. */
const DAMAGE_MARK = 'mirror.damaged'

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
  let damaged = isMarkedDamaged(folder)
  if (damaged) setAside(folder)
  try {
    const db = openDatabase(join(folder, MIRROR_FILE), SETTINGS)
    try {
      if (isEmpty(db)) return { db: create(db, fingerprint, tables), damaged }
      checkWhole(db)
      if (fingerprintOf(db) === fingerprint) return { db, damaged }
    } catch (error) {
      db.close()
      throw error
    }
    const isBuilt = carryingState(db) === 'done'
    db.close()
    // One that is not built yet from a still older version gives way; its source stays.
    if (existsSync(join(folder, PREVIOUS_FILE)) && !isBuilt) removeDatabase(folder, MIRROR_FILE)
    else {
      removePrevious(folder)
      moveDatabase(folder, MIRROR_FILE, PREVIOUS_FILE)
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    setAside(folder)
    damaged = true
  }
  const db = openDatabase(join(folder, MIRROR_FILE), SETTINGS)
  return { db: create(db, fingerprint, tables), damaged }
}

export function carryingState(mirror: Database): CarryingState | null {
  const state = getMeta(mirror, CARRYING)
  return state === 'under way' || state === 'done' ? state : null
}

export function removePrevious(folder: string): void {
  rmSync(join(folder, UNREADABLE_MARK), { force: true })
  removeDatabase(folder, PREVIOUS_FILE)
}

/** From now on the new mirror is read, however little it holds yet. */
export function notePreviousUnreadable(folder: string): void {
  writeFileSync(join(folder, UNREADABLE_MARK), '')
}

export function isPreviousUnreadable(folder: string): boolean {
  return existsSync(join(folder, UNREADABLE_MARK))
}

/** Gives back the memory that only the first reading of the history needs. */
export function settleMirror(db: Database): void {
  db.pragma(`cache_size = ${-1024 * FOLLOWING}`)
  db.pragma('shrink_memory')
}

/** Puts a damaged mirror out of the way, for whoever wants to look at it. */
function setAside(folder: string): void {
  if (existsSync(join(folder, MIRROR_FILE))) moveDatabase(folder, MIRROR_FILE, 'mirror.damaged.db')
  rmSync(join(folder, DAMAGE_MARK), { force: true })
}

/** Leaves the mark beside the mirror where this failure is about damage in it. Nothing else is ever given up. */
export function noteMirrorDamage(folder: string, failure: Failure | null): void {
  if (failure === null || damagedFileOf(failure) !== join(folder, MIRROR_FILE)) return
  writeFileSync(join(folder, DAMAGE_MARK), '')
}

export function isMarkedDamaged(folder: string): boolean {
  return existsSync(join(folder, DAMAGE_MARK))
}

/**
 * Opens the mirror for reading, or the file it is built from; throws `store_damaged` or, where nothing was mirrored yet,
 * `disk_read_only`.
 */
export function openMirrorReader(folder: string, file = MIRROR_FILE): Database {
  return openDatabase(join(folder, file), {
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
    postponeMerging(db)
    setMeta(db, 'fingerprint', fingerprint)
    setMeta(db, MEANING_KEPT, String(MEANING))
    setMeta(db, WORDS_KEPT, typesWithWords(tables).join(' '))
  }).immediate()
  return db
}

/** What is no mirror of any version can be neither read nor carried over. */
function fingerprintOf(db: Database): string {
  const held = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'").get()
  const fingerprint = held === undefined ? null : getMeta(db, 'fingerprint')
  if (fingerprint === null) throw damagedFile(db.name, 'it does not say what it holds')
  return fingerprint
}
