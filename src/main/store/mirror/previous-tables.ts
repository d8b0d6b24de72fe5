import type { Database, Statement } from 'better-sqlite3'
import { damagedFile } from '../database.ts'
import type { BlockReader } from './blocks.ts'
import { parseStripeObject, type StripeObject } from './stripe-object.ts'
import { KEYS_PER_SECOND } from './time-key.ts'
import type { Snapshot } from './writer.ts'

/** An object as a mirror holds it. */
export interface PreviousObject {
  readonly object: StripeObject
  readonly text: string
  /** Stripe no longer has it; this is its last content. */
  readonly deleted: boolean
  /** The event it was read from, where only an event shows such objects. */
  readonly snapshot: Snapshot | null
}

interface Row {
  readonly place: number
  readonly block: number
  readonly slot: number
  readonly deleted: number
  readonly event: string | null
  readonly event_created: number | null
}

/** Objects of every type without a table of its own; its rows are in no order of time. */
export const LOOSE = 'object'
/** Above every row. */
const TOP = Number.MAX_SAFE_INTEGER

/** Objects of one table of any mirror, with what is known of them. */
export class HeldObjects {
  readonly name: string
  protected readonly rows: string
  readonly #file: string
  readonly #blocks: BlockReader
  readonly #one: Statement<[string], Row>

  constructor(db: Database, name: string, blocks: BlockReader) {
    this.name = name
    this.#file = db.name
    this.#blocks = blocks
    const snapshot = name === LOOSE ? 'event, event_created' : 'NULL AS event, NULL AS event_created'
    this.rows = `SELECT rowid AS place, block, slot, deleted, ${snapshot} FROM ${name}`
    this.#one = db.prepare(`${this.rows} WHERE id = ?`)
  }

  /** Those of these that it holds; throws `store_damaged`. */
  these(ids: readonly string[]): readonly PreviousObject[] {
    return this.read(ids.flatMap((id) => this.#one.all(id)))
  }

  protected read(rows: readonly Row[]): readonly PreviousObject[] {
    return rows.flatMap((row) => {
      const text = this.#blocks.read(row)
      const object = parseStripeObject(this.#parse(text))
      if (object === null) return []
      const { event, event_created: created } = row
      const snapshot = event === null || created === null ? null : { event, created }
      return [{ object, text, deleted: row.deleted === 1, snapshot }]
    })
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch {
      throw damagedFile(this.#file, `an object of ${this.name} is no JSON`)
    }
  }
}

/** A table of objects of an earlier mirror, read from its newest row down. */
export class PreviousTable extends HeldObjects {
  readonly total: number
  /** Rows from here on have been read. */
  place: number
  /** How many those are. */
  done: number
  complete = false
  readonly #select: Statement<[number, number], Row>

  constructor(db: Database, name: string, blocks: BlockReader, place: number | null) {
    super(db, name, blocks)
    this.place = place ?? TOP
    const count = db.prepare<[number], { count: number }>(
      `SELECT count(*) AS count FROM ${name} WHERE rowid >= ?`,
    )
    this.total = count.get(-TOP)?.count ?? 0
    this.done = place === null ? 0 : (count.get(place)?.count ?? 0)
    this.#select = db.prepare(`${this.rows} WHERE rowid < ? ORDER BY rowid DESC LIMIT ?`)
  }

  /** Whether its rows lie in the order of time. */
  get timed(): boolean {
    return this.name !== LOOSE
  }

  /** Everything created from here on has been read; seconds UTC, null where that says nothing. */
  get reachedBackTo(): number | null {
    if (this.complete) return 0
    return this.timed && this.place < TOP ? Math.floor(this.place / KEYS_PER_SECOND) + 1 : null
  }

  /** The next objects, newest first; throws `store_damaged`. */
  next(most: number): readonly PreviousObject[] {
    const rows = this.#select.all(this.place, most)
    this.place = rows.at(-1)?.place ?? this.place
    this.done += rows.length
    this.complete = rows.length < most
    return this.read(rows)
  }
}

/** The names of all tables that hold objects; what is in no order of time last. */
export function previousTableNames(db: Database): readonly string[] {
  return db
    .prepare<[], { name: string }>(
      `SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS
         (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'slot')
       ORDER BY m.name = '${LOOSE}', m.rowid`,
    )
    .all()
    .map(({ name }) => name)
}
