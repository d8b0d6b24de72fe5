/**
 * One instance per data folder. The lock is SQLite's own on a file of the folder: it is taken at once, works
 * alike on every system, and the operating system lets it go when the holder dies, however it dies. A second
 * instance leaves a note in a folder that the first one watches.
 */
import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decodeList, encode } from '../codec.ts'

export type SecondInstance = (argv: unknown, workingDirectory: unknown, additionalData: unknown) => void

interface Held {
  readonly database: DatabaseSync
  readonly notes: FSWatcher
}

let held: Held | undefined

function lock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked/.test(error.message)) return undefined
    throw error
  }
}

function leaveNote(folder: string, additionalData: unknown): void {
  mkdirSync(folder, { recursive: true })
  const name = randomUUID()
  const draft = join(folder, `${name}.draft`)
  writeFileSync(draft, encode([process.argv, process.cwd(), additionalData]))
  renameSync(draft, join(folder, `${name}.note`))
}

function readNotes(folder: string, deliver: SecondInstance): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.note'))) {
    const file = join(folder, name)
    const [argv, workingDirectory, additionalData] = decodeList(readFileSync(file, 'utf8'))
    rmSync(file)
    deliver(argv, workingDirectory, additionalData)
  }
}

/** True for the first instance on `userData`; otherwise the first one is told and this one should quit. */
export function requestLock(userData: string, additionalData: unknown, deliver: SecondInstance): boolean {
  if (held !== undefined) return true
  const folder = join(userData, 'host-instances')
  mkdirSync(userData, { recursive: true })
  const database = lock(join(userData, 'host-lock.db'))
  if (database === undefined) {
    leaveNote(folder, additionalData)
    return false
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const notes = watch(folder, () => readNotes(folder, deliver))
  notes.unref()
  held = { database, notes }
  return true
}

export const hasLock = (): boolean => held !== undefined

export function releaseLock(): void {
  held?.notes.close()
  held?.database.close()
  held = undefined
}
