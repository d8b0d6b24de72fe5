import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import type { Freshness } from '../../../shared/freshness.ts'
import { isDamage, openDatabase } from '../database.ts'
import { BlockReader } from './blocks.ts'
import { NewerObjects, type ObjectName } from './newer-objects.ts'
import {
  CARRYING,
  type CarryingState,
  carryingState,
  getMeta,
  MEANING_KEPT,
  PREVIOUS_FILE,
  removePrevious,
  setMeta,
} from './open.ts'
import { packObjects } from './packed.ts'
import { type PreviousObject, PreviousTable, previousTableNames } from './previous-tables.ts'
import { showPrevious } from './shown.ts'
import { findObjects, ShownPrevious } from './shown-previous.ts'
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
  /** Told after every transaction which types of objects changed in what is read. */
  readonly onChange: (types: ReadonlySet<string>, progress: readonly CarriedTable[]) => void
}

/** In `meta`, for each table: down to which row it is carried over. */
const downTo = (table: string): string => `${CARRYING}_${table}`

/** Rows taken from one table before another is looked at: what fills a block. */
const ROWS = 100
const ROWS_IN_TRANSACTION = 3000
/** What a payment is put together from. */
const PARTS: ReadonlySet<string> = new Set(['payment_intent', 'charge', 'balance_transaction'])
const PAYMENTS_AT_ONCE = 2000
const PAID_BY: ReadonlySet<string> = new Set(['payment_intent', 'charge'])
const CUSTOMER = 'customer'

/** Opens what an earlier version mirrored; null where there is none, or all of it has been carried over. */
export function beginCarrying(folder: string, mirror: Database, writer: MirrorWriter): Carrying | null {
  if (!existsSync(join(folder, PREVIOUS_FILE)) || carryingState(mirror) === 'done') return null
  let previous: Database | undefined
  try {
    previous = openDatabase(join(folder, PREVIOUS_FILE), { synchronous: 'NORMAL' })
    return new Carrying(folder, previous, mirror, writer)
  } catch (error) {
    previous?.close()
    endAtDamage(error, mirror, writer)
    return null
  }
}

/** False where the earlier mirror is done with and somebody still has it open, so that it has to be tried again. */
export function removeCarried(folder: string, mirror: Database): boolean {
  if (!existsSync(join(folder, PREVIOUS_FILE)) || carryingState(mirror) !== 'done') return true
  try {
    removePrevious(folder)
    return true
  } catch {
    return false
  }
}

/**
 * Builds the mirror anew from what an earlier version's mirror holds, without asking Stripe: all tables side by side,
 * newest first, so that lists are right from their beginning. Takes up again where it was interrupted; the old file goes
 * once the new one holds everything. Until then the old one is read wherever it can be.
 */
export class Carrying {
  readonly previous: Database
  readonly #folder: string
  readonly #mirror: Database
  readonly #writer: MirrorWriter
  /** Null where it cannot be read as today's mirror is. */
  readonly #shown: ShownPrevious | null
  readonly #newer: NewerObjects
  readonly #tables: readonly PreviousTable[]
  /** Payments created before this were not derived yet in the earlier mirror either; seconds UTC. */
  readonly #derivedFrom: number
  readonly #heldCustomer: Statement<[string], { n: number }>
  readonly #started = performance.now()
  readonly #doneBefore: ReadonlyMap<string, number>
  /** PaymentIntents that came since payments were last derived. */
  #waiting = PAYMENTS_AT_ONCE
  #wasShown: boolean
  #onChange: CarryingOptions['onChange'] = () => {}

  constructor(folder: string, previous: Database, mirror: Database, writer: MirrorWriter) {
    this.#folder = folder
    this.previous = previous
    this.#mirror = mirror
    this.#writer = writer
    this.#derivedFrom = Number(getMeta(previous, DERIVED_FROM) ?? 0)
    this.#heldCustomer = mirror.prepare('SELECT n FROM customer WHERE id = ?')
    this.#shown = ShownPrevious.open(folder, previous, mirror, writer)
    this.#begin()
    this.#newer = new NewerObjects(mirror)
    // They may have been written to the new mirror only when the last run ended.
    this.#shown?.bring(this.#newer.all())
    const blocks = new BlockReader(previous)
    this.#tables = previousTableNames(previous).map((name) => {
      const place = getMeta(mirror, downTo(name))
      return new PreviousTable(previous, name, blocks, place === null ? null : Number(place))
    })
    this.#doneBefore = new Map(this.#tables.map(({ name, done }) => [name, done]))
    this.#wasShown = this.#isShown
  }

  /** How old and whole the earlier mirror is, where that is what is read. */
  get shownFreshness(): Freshness | null {
    return this.#isShown ? (this.#shown?.freshness() ?? null) : null
  }

  /** Nothing more can be written through this. */
  get isOver(): boolean {
    return !this.previous.open
  }

  async run({ signal, onChange }: CarryingOptions): Promise<void> {
    this.#onChange = onChange
    try {
      await this.#carryAll(signal)
    } catch (error) {
      endAtDamage(error, this.#mirror, this.#writer)
      onChange(this.#allTypes(), this.#progress())
    } finally {
      this.previous.close()
    }
    removeCarried(this.#folder, this.#mirror)
  }

  /**
   * Runs `work`, which writes these objects as Stripe has them now. They are seen at once whichever file is read, and not
   * overwritten by what is carried over later.
   */
  write(objects: readonly ObjectName[], work: () => void): void {
    const types = this.#writer.transaction(() => {
      // What is not held could not be marked as deleted.
      this.#put(this.#heldBefore(objects))
      work()
      this.#newer.note(objects)
    })
    this.#newer.keep(objects)
    this.#shown?.bring(objects)
    this.#onChange(types, this.#progress())
  }

  get #isShown(): boolean {
    return this.#shown?.isShown === true
  }

  async #carryAll(signal: AbortSignal): Promise<void> {
    while (this.#next() !== undefined) {
      if (signal.aborted) return
      this.#tell(() => this.#carrySome())
      await setImmediate()
    }
    this.#tell(() => this.#end())
  }

  /** What is carried over is seen once the new mirror is read: then all of it at once. */
  #tell(work: () => void): void {
    const types = this.#writer.transaction(work)
    const was = this.#wasShown
    this.#wasShown = this.#isShown
    const told = this.#wasShown ? new Set<string>() : was ? this.#allTypes() : types
    this.#onChange(told, this.#progress())
  }

  #allTypes(): ReadonlySet<string> {
    return new Set([...this.#writer.tables.map(({ type }) => type), 'balance'])
  }

  #heldBefore(objects: readonly ObjectName[]): readonly PreviousObject[] {
    try {
      return findObjects(this.#tables, objects)
    } catch (error) {
      if (isDamage(error)) return []
      throw error
    }
  }

  /** What is seen without any list, so that it is there at once. */
  #begin(): void {
    const own = getMeta(this.previous, OWN_ACCOUNT)
    this.#writer.transaction(() => {
      showPrevious(this.#mirror, this.#shown !== null)
      if (carryingState(this.#mirror) !== null) return
      setMeta(this.#mirror, CARRYING, 'under way' satisfies CarryingState)
      setMeta(this.#mirror, 'as_of', getMeta(this.previous, 'as_of'))
      copyTable(this.previous, this.#mirror, 'balance')
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

  #put(held: readonly PreviousObject[]): void {
    const writer = this.#writer
    const objects = held.filter(({ object }) => !this.#newer.has(object.id))
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
    for (const table of ['cursor', 'balance']) copyTable(this.previous, this.#mirror, table)
    const marks = this.previous
      .prepare<[string], { key: string; value: string }>(
        "SELECT key, value FROM meta WHERE key NOT IN ('fingerprint', ?)",
      )
      .all(MEANING_KEPT)
    for (const { key, value } of marks) setMeta(this.#mirror, key, value)
    finish(this.#mirror)
  }

  #progress(): readonly CarriedTable[] {
    const seconds = (performance.now() - this.#started) / 1000
    return this.#tables.map(({ name, done, total, complete, reachedBackTo }) => ({
      table: name,
      done,
      // What was read meanwhile may have come beside.
      total: Math.max(done, total),
      complete,
      reachedBackTo: complete ? null : reachedBackTo,
      rowsPerSecond: complete ? 0 : (done - (this.#doneBefore.get(name) ?? 0)) / seconds,
    }))
  }
}

/** What cannot be carried over is read from Stripe again, since no cursor came along. Throws what is no damage. */
function endAtDamage(error: unknown, mirror: Database, writer: MirrorWriter): void {
  if (!isDamage(error)) throw error
  writer.transaction(() => {
    writer.derivePayments(0)
    finish(mirror)
  })
}

/** In the transaction that ends it: the old file goes after that, at once or with the next start. */
function finish(mirror: Database): void {
  mirror.prepare('DELETE FROM meta WHERE key GLOB ?').run(downTo('*'))
  setMeta(mirror, CARRYING, 'done' satisfies CarryingState)
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
