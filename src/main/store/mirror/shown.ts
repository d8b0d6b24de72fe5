import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../../shared/errors.ts'
import {
  getMeta,
  isPreviousUnreadable,
  notePreviousUnreadable,
  openMirrorReader,
  PREVIOUS_FILE,
  setMeta,
} from './open.ts'

/** In `meta` of a new mirror: until it holds everything, the earlier one is read. It goes in the transaction that ends that. */
const SHOWN = 'carrying_shown'

export function showPrevious(mirror: Database, shown: boolean): void {
  setMeta(mirror, SHOWN, shown ? 'previous' : null)
}

/** By what is recorded, not by which files are there: one that is done with may still be held open by somebody. */
export function isPreviousShown(folder: string, mirror: Database): boolean {
  return getMeta(mirror, SHOWN) !== null && !isPreviousUnreadable(folder)
}

/** A connection for reading to the file that is to be read: the mirror, or the earlier one that it is being built from. */
export class ShownMirror {
  readonly db: Database
  readonly #folder: string
  /** The new one, where the earlier one is read. */
  readonly #next: Database | null

  /** Throws as `openMirrorReader` does. */
  constructor(folder: string) {
    this.#folder = folder
    const mirror = openMirrorReader(folder)
    const previous = isPreviousShown(folder, mirror) ? openPrevious(folder, mirror) : null
    this.db = previous ?? mirror
    this.#next = previous === null ? null : mirror
  }

  /** Another file is to be read from now on. */
  get isOver(): boolean {
    return this.#next !== null && !isPreviousShown(this.#folder, this.#next)
  }

  /** Whether `error` says that this file cannot be read. */
  isFailure(error: unknown): boolean {
    return error instanceof CounterfoilError && error.failure.params['file'] === this.db.name
  }

  /** Where the earlier mirror is read: nobody does any more, and the same question can be asked of the new one. */
  giveUp(): boolean {
    if (this.#next === null) return false
    if (!this.isOver) notePreviousUnreadable(this.#folder)
    return true
  }

  close(): void {
    this.db.close()
    this.#next?.close()
  }
}

/** Null where it cannot be opened, or is gone since everything has been carried over meanwhile. */
function openPrevious(folder: string, mirror: Database): Database | null {
  try {
    const previous = openMirrorReader(folder, PREVIOUS_FILE)
    // It may have been taken away file by file while it was opened.
    if (isPreviousShown(folder, mirror)) return previous
    previous.close()
  } catch {
    if (isPreviousShown(folder, mirror)) notePreviousUnreadable(folder)
  }
  return null
}
