import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import { isDamage, openDatabase } from '../database.ts'
import { BlockReader } from './blocks.ts'
import { getMeta, PREVIOUS_FILE, removeDatabase, setMeta } from './open.ts'
import { packObjects } from './packed.ts'
import { type PreviousObject, PreviousTable, previousTableNames } from './previous-tables.ts'
import { reference } from './stripe-object.ts'
import { DERIVED_FROM, type MirrorWriter, OWN_ACCOUNT } from './writer.ts'

/** How far one table has been carried over. */
export interface CarriedTable {
  readonly table: string
  readonly done: number
  readonly total: number
  readonly complete: boolean
  /** Everything created from here on is held; seconds UTC. */
  readonly reachedBackTo: number | null
  readonly rowsPerSecond: number
}

export interface CarryingOptions {
  readonly signal: AbortSignal
  /** Told after every transaction which types of objects changed. */
  readonly onChange: (types: ReadonlySet<string>, progress: readonly CarriedTable[]) => void
}

/** In `meta`: whether objects are being carried over or all have been, and for each table down to which row. */
const CARRYING = 'carrying'
type State = 'under way' | 'done'
const downTo = (table: string): string => `${CARRYING}_${table}`

/** Rows taken from one table before another is looked at: what fills a block. */
const ROWS = 100
const ROWS_IN_TRANSACTION = 3000
/** What a payment is put together from. */
const PARTS: ReadonlySet<string> = new Set(['payment_intent', 'charge', 'balance_transaction'])
const PAYMENTS_AT_ONCE = 2000
const PAID_BY: ReadonlySet<string> = new Set(['payment_intent', 'charge'])
const CUSTOMER = 'customer'

/**
 * Builds the mirror anew from what an earlier version's mirror holds, without asking Stripe: all tables side by side,
 * newest first, so that lists are right from their beginning. Takes up again where it was interrupted; the old file is
 * not changed, and goes once the new one holds everything.
 */
export async function carryOver(
  folder: string,
  mirror: Database,
  writer: MirrorWriter,
  options: CarryingOptions,
): Promise<void> {
  if (!existsSync(join(folder, PREVIOUS_FILE))) return
  if (stateOf(mirror) !== 'done') {
    try {
      const previous = openDatabase(join(folder, PREVIOUS_FILE), { synchronous: 'NORMAL' })
      try {
        await new Carrying(previous, mirror, writer).run(options)
      } finally {
        previous.close()
      }
    } catch (error) {
      if (!isDamage(error)) throw error
      // What cannot be carried over is read from Stripe again, since no cursor came along.
      writer.transaction(() => {
        writer.derivePayments(0)
        finish(mirror)
      })
    }
  }
  if (stateOf(mirror) === 'done') removeDatabase(folder, PREVIOUS_FILE)
}

class Carrying {
  readonly #previous: Database
  readonly #mirror: Database
  readonly #writer: MirrorWriter
  readonly #tables: readonly PreviousTable[]
  /** Payments created before this were not derived yet in the earlier mirror either; seconds UTC. */
  readonly #derivedFrom: number
  readonly #heldCustomer: Statement<[string], { n: number }>
  readonly #started = performance.now()
  readonly #doneBefore: ReadonlyMap<string, number>
  /** PaymentIntents that came since payments were last derived. */
  #waiting = PAYMENTS_AT_ONCE

  constructor(previous: Database, mirror: Database, writer: MirrorWriter) {
    this.#previous = previous
    this.#mirror = mirror
    this.#writer = writer
    this.#derivedFrom = Number(getMeta(previous, DERIVED_FROM) ?? 0)
    this.#heldCustomer = mirror.prepare('SELECT n FROM customer WHERE id = ?')
    if (stateOf(mirror) === null) this.#begin()
    const blocks = new BlockReader(previous)
    this.#tables = previousTableNames(previous).map((name) => {
      const place = getMeta(mirror, downTo(name))
      return new PreviousTable(previous, name, blocks, place === null ? null : Number(place))
    })
    this.#doneBefore = new Map(this.#tables.map(({ name, done }) => [name, done]))
  }

  async run({ signal, onChange }: CarryingOptions): Promise<void> {
    while (this.#next() !== undefined) {
      if (signal.aborted) return
      const types = this.#writer.transaction(() => this.#carrySome())
      onChange(types, this.#progress())
      await setImmediate()
    }
    const types = this.#writer.transaction(() => this.#end())
    onChange(types, this.#progress())
  }

  /** What is seen without any list, so that it is there at once. */
  #begin(): void {
    const own = getMeta(this.#previous, OWN_ACCOUNT)
    this.#writer.transaction(() => {
      setMeta(this.#mirror, CARRYING, 'under way' satisfies State)
      setMeta(this.#mirror, 'as_of', getMeta(this.#previous, 'as_of'))
      copyTable(this.#previous, this.#mirror, 'balance')
      this.#writer.postponePayments()
      if (own !== null) this.#writer.keepApart(own)
    })
  }

  /** The table that is behind the others; undefined where all are carried over. */
  #next(): PreviousTable | undefined {
    return this.#tables
      .filter(({ complete }) => !complete)
      .toSorted((a, b) => Number(b.timed) - Number(a.timed) || b.place - a.place)[0]
  }

  #carrySome(): void {
    const touched = new Set<PreviousTable>()
    for (let rows = 0; rows < ROWS_IN_TRANSACTION; rows += ROWS) {
      const table = this.#next()
      if (table === undefined) break
      const objects = table.next(ROWS)
      if (PAID_BY.has(table.name)) this.#putCustomers(objects)
      this.#put(table.name === CUSTOMER ? objects.filter(({ object }) => !this.#isHeld(object.id)) : objects)
      if (table.name === 'payment_intent') this.#waiting += objects.length
      touched.add(table)
    }
    for (const { name, place } of touched) setMeta(this.#mirror, downTo(name), String(place))
    this.#derive()
  }

  /** Customers are older than what they pay, and payments are shown and found by their names. */
  #putCustomers(objects: readonly PreviousObject[]): void {
    const customers = this.#tables.find(({ name }) => name === CUSTOMER)
    const ids = new Set(objects.map(({ object }) => reference(object, 'customer')))
    const missing = Array.from(ids).filter((id): id is string => id !== null && !this.#isHeld(id))
    if (customers !== undefined && missing.length > 0) this.#put(customers.these(missing))
  }

  #isHeld(customer: string): boolean {
    return this.#heldCustomer.get(customer) !== undefined
  }

  #put(objects: readonly PreviousObject[]): void {
    const writer = this.#writer
    const isShown = ({ snapshot, object }: PreviousObject): boolean =>
      snapshot !== null && writer.tableOf(object.object) === undefined
    const read = objects.filter((object) => !isShown(object))
    if (read.length > 0) {
      const packed = packObjects(
        read.map(({ object }) => object),
        writer.tableOf,
        read.map(({ text }) => text),
      )
      writer.putPacked(packed, () => true)
    }
    for (const shown of objects.filter(isShown)) writer.putLoose(shown.object, shown.snapshot)
    for (const { object, deleted } of objects) if (deleted) writer.markDeleted(object.object, object.id)
  }

  #derive(): void {
    if (this.#waiting < PAYMENTS_AT_ONCE) return
    const reached = this.#tables
      .filter(({ name }) => PARTS.has(name))
      .map(({ reachedBackTo }) => reachedBackTo ?? Number.POSITIVE_INFINITY)
    this.#writer.derivePayments(Math.max(this.#derivedFrom, ...reached))
    this.#waiting = 0
  }

  /** How far the history was read and the events applied holds for the new mirror too, now that it has all objects. */
  #end(): void {
    this.#writer.derivePayments(this.#derivedFrom)
    for (const table of ['cursor', 'balance']) copyTable(this.#previous, this.#mirror, table)
    const marks = this.#previous
      .prepare<[], { key: string; value: string }>("SELECT key, value FROM meta WHERE key <> 'fingerprint'")
      .all()
    for (const { key, value } of marks) setMeta(this.#mirror, key, value)
    finish(this.#mirror)
  }

  #progress(): readonly CarriedTable[] {
    const seconds = (performance.now() - this.#started) / 1000
    return this.#tables.map(({ name, done, total, complete, reachedBackTo }) => ({
      table: name,
      done,
      total,
      complete,
      reachedBackTo: complete ? null : reachedBackTo,
      rowsPerSecond: complete ? 0 : (done - (this.#doneBefore.get(name) ?? 0)) / seconds,
    }))
  }
}

function stateOf(mirror: Database): State | null {
  const state = getMeta(mirror, CARRYING)
  return state === 'under way' || state === 'done' ? state : null
}

/** In the transaction that ends it: the old file goes after that, at once or with the next start. */
function finish(mirror: Database): void {
  mirror.prepare('DELETE FROM meta WHERE key GLOB ?').run(downTo('*'))
  setMeta(mirror, CARRYING, 'done' satisfies State)
}

/** Copies the columns that both have. */
function copyTable(previous: Database, mirror: Database, table: string): void {
  const known = new Set(
    mirror.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table),
  )
  const rows = previous.prepare<[], Record<string, string | number | null>>(`SELECT * FROM ${table}`).all()
  for (const row of rows) {
    const cells = Object.entries(row).filter(([name]) => known.has(name))
    const names = cells.map(([name]) => name).join(', ')
    mirror
      .prepare(`INSERT OR REPLACE INTO ${table} (${names}) VALUES (${cells.map(() => '?').join(', ')})`)
      .run(...cells.map(([, cell]) => cell))
  }
}
