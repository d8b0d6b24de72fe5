import type { Database, Statement } from 'better-sqlite3'
import { BlockReader } from '../mirror/blocks.ts'
import { type PackedObjects, packObjects } from '../mirror/packed.ts'
import { at, reference, type StripeObject, text } from '../mirror/stripe-object.ts'
import type { MirrorTable } from '../mirror/table.ts'

export interface ArchivedEvent {
  readonly n: number
  readonly id: string
  readonly type: string
  readonly created: number
  readonly objectType: string | null
  readonly objectId: string | null
}

interface Row {
  readonly n: number
  readonly id: string
  readonly type: string
  readonly created: number
  readonly object_type: string | null
  readonly object_id: string | null
  readonly block: number
  readonly slot: number
}

/** The payment that an event's object belongs to, for the story of a payment. */
function parent(event: StripeObject): string | null {
  const object = at(event, 'data.object')
  return reference(object, 'payment_intent') ?? reference(object, 'charge')
}

/** What is taken out of an event's JSON. */
export const eventTable: MirrorTable = {
  type: 'event',
  columns: [
    { name: 'type', type: 'TEXT', read: (event) => text(event, 'type') ?? '' },
    { name: 'object_type', type: 'TEXT', read: (event) => text(event, 'data.object.object') },
    { name: 'object_id', type: 'TEXT', read: (event) => text(event, 'data.object.id') },
    { name: 'parent_id', type: 'TEXT', read: parent },
    { name: 'api_version', type: 'TEXT', read: (event) => text(event, 'api_version') },
  ],
  indexes: [],
}
const NAMES = eventTable.columns.map(({ name }) => name)
const PER_BLOCK = 100

/** Appends events and reads them back; nothing is ever changed or removed. */
export class EventArchive {
  readonly #db: Database
  readonly #reader: BlockReader
  readonly #known: Statement<[string], { n: number }>
  readonly #insert: Statement
  readonly #insertBlock: Statement<[Uint8Array]>
  readonly #after: Statement<[number, number], Row>
  readonly #of: Statement<[string, string, number], Row>

  constructor(db: Database) {
    this.#db = db
    this.#reader = new BlockReader(db)
    this.#known = db.prepare('SELECT n FROM event WHERE id = ?')
    this.#insert = db.prepare(`INSERT INTO event (id, created, ${NAMES.join(', ')}, block, slot)
      VALUES (?, ?${', ?'.repeat(NAMES.length)}, ?, ?)`)
    this.#insertBlock = db.prepare('INSERT INTO block (data) VALUES (?)')
    this.#after = db.prepare('SELECT * FROM event WHERE n > ? ORDER BY n LIMIT ?')
    this.#of = db.prepare(`SELECT * FROM event WHERE object_id = ? OR parent_id = ?
      ORDER BY created, n LIMIT ?`)
  }

  has(id: string): boolean {
    return this.numberOf(id) !== null
  }

  numberOf(id: string): number | null {
    return this.#known.get(id)?.n ?? null
  }

  /** Keeps the events not yet held, given newest first as Stripe lists them; returns how many those were. */
  append(events: readonly StripeObject[]): number {
    let fresh = 0
    for (let end = events.length; end > 0; end -= PER_BLOCK)
      fresh += this.appendPacked(
        packObjects(events.slice(Math.max(0, end - PER_BLOCK), end), () => eventTable),
      )
    return fresh
  }

  /** The same for a page packed beforehand. */
  appendPacked({ rows, data }: PackedObjects): number {
    if (this.#db.readonly) throw new Error('The archive is open for reading only')
    return this.#db
      .transaction(() => {
        // In the order in which they happened, which is that of their numbers.
        const fresh = new Map(rows.map((row, slot) => [row.id, { ...row, slot }] as const).toReversed())
        for (const id of fresh.keys()) if (this.has(id)) fresh.delete(id)
        if (fresh.size === 0) return 0
        const block = Number(this.#insertBlock.run(data).lastInsertRowid)
        for (const { id, created, cells, slot } of fresh.values())
          this.#insert.run(id, created, ...(cells ?? []), block, slot)
        return fresh.size
      })
      .immediate()
  }

  /** Events that arrived after the one numbered `n`, oldest arrival first. */
  after(n: number, limit: number): readonly ArchivedEvent[] {
    return this.#after.all(n, limit).map(archived)
  }

  /** Events of these objects, and of what belongs to them, in time order. */
  of(ids: readonly string[], limit: number): readonly ArchivedEvent[] {
    const rows = ids.flatMap((id) => this.#of.all(id, id, limit))
    return Array.from(new Map(rows.map((row) => [row.n, row])).values())
      .toSorted((a, b) => a.created - b.created || a.n - b.n)
      .slice(0, limit)
      .map(archived)
  }

  /** The event as Stripe sent it, as JSON text. */
  json(n: number): string {
    const row = this.#db
      .prepare<[number], { block: number; slot: number }>('SELECT block, slot FROM event WHERE n = ?')
      .get(n)
    if (row === undefined) throw new Error(`No event ${n}`)
    return this.#reader.read(row)
  }

  count(): number {
    return this.#db.prepare<[], { count: number }>('SELECT count(*) AS count FROM event').get()?.count ?? 0
  }

  newest(): number {
    return this.#db.prepare<[], { n: number }>('SELECT coalesce(max(n), 0) AS n FROM event').get()?.n ?? 0
  }
}

function archived(row: Row): ArchivedEvent {
  const { n, id, type, created } = row
  return { n, id, type, created, objectType: row.object_type, objectId: row.object_id }
}
