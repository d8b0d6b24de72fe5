import type { Database } from 'better-sqlite3'
import { BlockReader } from './blocks.ts'
import { freshnessOf } from './freshness.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import type { ObjectName } from './newer-objects.ts'
import { isPreviousUnreadable, notePreviousUnreadable } from './open.ts'
import { HeldObjects, LOOSE, previousTableNames } from './previous-tables.ts'
import { makeReadable } from './readable.ts'
import { isPreviousShown } from './shown.ts'
import { tableName } from './table.ts'
import { MirrorWriter } from './writer.ts'

/** Those of these objects that a mirror holds, each in the table of its type or among those without one. */
export function findObjects(
  tables: readonly HeldObjects[],
  objects: readonly ObjectName[],
): ReturnType<HeldObjects['these']> {
  return objects.flatMap(({ type, id }) =>
    tables
      .filter(({ name }) => name === tableName(type) || name === LOOSE)
      .flatMap((table) => table.these([id])),
  )
}

/** An earlier mirror that is read while the new one is built: what the new one is given meanwhile, it is given too. */
export class ShownPrevious {
  readonly #folder: string
  readonly #previous: Database
  readonly #mirror: Database
  readonly #writer: MirrorWriter
  readonly #held: readonly HeldObjects[]

  private constructor(folder: string, previous: Database, mirror: Database, writer: MirrorWriter) {
    this.#folder = folder
    this.#previous = previous
    this.#mirror = mirror
    this.#writer = new MirrorWriter(previous, writer.tables)
    const blocks = new BlockReader(mirror)
    this.#held = previousTableNames(mirror).map((name) => new HeldObjects(mirror, name, blocks))
  }

  /** Null where it cannot be read as today's mirror is. */
  static open(
    folder: string,
    previous: Database,
    mirror: Database,
    writer: MirrorWriter,
  ): ShownPrevious | null {
    if (isPreviousUnreadable(folder)) return null
    try {
      return makeReadable(previous, mirror) ? new ShownPrevious(folder, previous, mirror, writer) : null
    } catch {
      // Damaged, or no room for an index: the new one is read then, from its first row on.
      return null
    }
  }

  /** False once a reader has found that it cannot be read after all. */
  get isShown(): boolean {
    return isPreviousShown(this.#folder, this.#mirror)
  }

  freshness(): Freshness {
    return freshnessOf(this.#previous)
  }

  /** Brings these objects to what the new mirror holds of them. */
  bring(objects: readonly ObjectName[]): void {
    if (objects.length === 0 || !this.isShown) return
    try {
      const found = findObjects(this.#held, objects)
      this.#writer.transaction(() => {
        this.#writer.put(found.map(({ object }) => object))
        for (const { object, deleted } of found) {
          if (deleted) this.#writer.markDeleted(object.object, object.id)
        }
      })
    } catch {
      // Rather the few rows that are new already than one that is no longer true.
      notePreviousUnreadable(this.#folder)
    }
  }
}
