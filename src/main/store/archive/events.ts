import type { Database, Statement } from 'better-sqlite3'
import { BlockReader, packBlock } from '../mirror/blocks.ts'
import { at, integer, reference, type StripeObject, text } from '../mirror/stripe-object.ts'

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

/** Appends events and reads them back; nothing is ever changed or removed. */
export class EventArchive {
  readonly #db: Database
  readonly #reader: BlockReader
  readonly #known: Statement<[string], { n: number }>
  readonly #insert: Statement
  readonly #after: Statement<[number, number], Row>
  readonly #of: Statement<[string, string, number], Row>

  constructor(db: Database) {
    this.#db = db
    this.#reader = new BlockReader(db)
    this.#known = db.prepare('SELECT n FROM event WHERE id = ?')
    this.#insert = db.prepare(`INSERT INTO event
      (id, type, created, object_type, object_id, parent_id, api_version, block, slot)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#after = db.prepare('SELECT * FROM event WHERE n > ? ORDER BY n LIMIT ?')
    this.#of = db.prepare(`SELECT * FROM event WHERE object_id = ? OR parent_id = ?
      ORDER BY created, n LIMIT ?`)
  }

  has(id: string): boolean {
    return this.#known.get(id) !== undefined
  }

  /** Keeps the events not yet held, in the order given; returns how many those were. */
  append(events: readonly StripeObject[]): number {
    if (this.#db.readonly) throw new Error('The archive is open for reading only')
    return this.#db
      .transaction(() => {
        const fresh = Array.from(new Map(events.map((event) => [event.id, event])).values()).filter(
          ({ id }) => !this.has(id),
        )
        for (let start = 0; start < fresh.length; start += 100)
          this.#appendBlock(fresh.slice(start, start + 100))
        return fresh.length
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

  #appendBlock(events: readonly StripeObject[]): void {
    const { lastInsertRowid } = this.#db
      .prepare<[Buffer]>('INSERT INTO block (data) VALUES (?)')
      .run(packBlock(events.map((event) => JSON.stringify(event))))
    for (const [slot, event] of events.entries()) {
      this.#insert.run(
        event.id,
        text(event, 'type') ?? '',
        integer(event, 'created') ?? 0,
        text(event, 'data.object.object'),
        text(event, 'data.object.id'),
        parent(event),
        text(event, 'api_version'),
        Number(lastInsertRowid),
        slot,
      )
    }
  }
}

function archived(row: Row): ArchivedEvent {
  const { n, id, type, created } = row
  return { n, id, type, created, objectType: row.object_type, objectId: row.object_id }
}
