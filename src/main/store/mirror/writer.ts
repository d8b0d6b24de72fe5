import type { Database, Statement } from 'better-sqlite3'
import { storeError } from '../database.ts'
import { BlockReader, BlockWriter, type Place } from './blocks.ts'
import { contributionsOf } from './contributions.ts'
import { type Change, ObjectWriter } from './object-writer.ts'
import { PaymentWriter } from './payment-writer.ts'
import { Rollups } from './rollups.ts'
import { getMeta, setMeta } from './open.ts'
import { type PackedObjects, type PackedRow, packRow, textsOf } from './packed.ts'
import { Stretches } from './stretches.ts'
import type { StripeObject } from './stripe-object.ts'
import { hasWords, type MirrorTable } from './table.ts'
import { wordsOf } from './words.ts'

/** The event an object was read from, where the API offers no way to read the object itself. */
export interface Snapshot {
  readonly event: string
  readonly created: number
}

interface LooseRow {
  readonly block: number
  readonly slot: number
  readonly deleted: number
  readonly event: string | null
  readonly event_created: number | null
}

/** Payments created before this are not derived yet; seconds UTC, absent where all are. */
export const DERIVED_FROM = 'payments_from'
/** The id of the account itself, which is no account connected to it. */
export const OWN_ACCOUNT = 'own_account'
/** After any payment. */
const NONE_YET = 2 ** 40

const string = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The only writer of the mirror. All methods are called inside `transaction`. */
export class MirrorWriter {
  readonly #db: Database
  readonly #blocks: BlockWriter
  readonly #rollups: Rollups
  readonly #stretches: Stretches
  readonly #payments: PaymentWriter
  readonly #tables: ReadonlyMap<string, ObjectWriter>
  readonly #loose: Statement<[string], LooseRow>
  readonly #putLoose: Statement<
    [string, string, number, number, number, number, string | null, number | null]
  >
  readonly #markLoose: Statement<[string]>
  readonly #paymentOfCharge: Statement<[string], { payment_intent: string | null }>
  readonly #intentOfCharge: Statement<[string], { id: string }>
  readonly #paymentsOfCustomer: Statement<[string], { id: string }>
  #derivedFrom: number
  #own: string | null
  #dirty = new Set<string>()
  #types = new Set<string>()

  /** `stretch`: how many payments make a stretch of an order; tests set it low. */
  constructor(db: Database, tables: readonly MirrorTable[], stretch?: number) {
    this.#db = db
    this.#derivedFrom = Number(getMeta(db, DERIVED_FROM) ?? 0)
    this.#own = ownAccount(db)
    this.#blocks = new BlockWriter(db, new BlockReader(db))
    this.#rollups = new Rollups(db)
    this.#stretches = new Stretches(db, stretch)
    this.#payments = new PaymentWriter(db, this.#rollups, this.#stretches)
    this.#tables = new Map(
      tables.map((table) => {
        const words = hasWords(table) ? wordsOf(tables, table.type) : null
        return [table.type, new ObjectWriter(db, table, words, this.#blocks)]
      }),
    )
    this.#loose = db.prepare('SELECT * FROM object WHERE id = ?')
    this.#putLoose =
      db.prepare(`INSERT INTO object (id, type, created, deleted, block, slot, event, event_created)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET type = excluded.type, deleted = excluded.deleted,
      block = excluded.block, slot = excluded.slot, event = excluded.event, event_created = excluded.event_created`)
    this.#markLoose = db.prepare('UPDATE object SET deleted = 1 WHERE id = ?')
    this.#paymentOfCharge = db.prepare('SELECT payment_intent FROM charge WHERE id = ?')
    this.#intentOfCharge = db.prepare('SELECT id FROM payment_intent WHERE latest_charge = ?')
    this.#paymentsOfCustomer = db.prepare('SELECT id FROM payment WHERE customer = ? AND named = 0')
  }

  /** Runs `work` and everything that follows from it as one transaction; returns the types of objects it changed. */
  transaction(work: () => void): ReadonlySet<string> {
    this.#dirty = new Set()
    this.#types = new Set()
    this.#blocks.begin()
    this.#rollups.begin()
    this.#stretches.begin()
    try {
      this.#db
        .transaction(() => {
          work()
          this.#blocks.flush()
          for (const id of this.#dirty) this.#payments.refresh(id, this.#derivedFrom)
          this.#rollups.flush()
          // Until all payments are derived there is nothing to keep: they are counted together then.
          if (this.#derivedFrom === 0) this.#stretches.flush()
        })
        .immediate()
    } catch (error) {
      this.#derivedFrom = Number(getMeta(this.#db, DERIVED_FROM) ?? 0)
      throw storeError(error, this.#db.name)
    }
    return this.#types
  }

  /** Payments created before this wait for their parts; seconds UTC, 0 where none does. */
  get derivedFrom(): number {
    return this.#derivedFrom
  }

  /** Before a first backfill: a payment is derived once all its parts are there, and not with each of them. */
  postponePayments(): void {
    this.#stretches.clear()
    this.#deriveFrom(NONE_YET)
  }

  /** All parts of payments created from `from` on are held. */
  derivePayments(from: number): void {
    if (from >= this.#derivedFrom) return
    this.#payments.derive(from, this.#derivedFrom)
    if (from === 0) this.#stretches.build()
    this.#deriveFrom(from)
    this.#types.add('payment_intent').add('charge')
  }

  /** Tells that something beside the objects changed, by Stripe's word for it. */
  note(type: string): void {
    this.#types.add(type)
  }

  /** From now on this account is kept apart from those connected to it. */
  keepApart(account: string): void {
    setMeta(this.#db, OWN_ACCOUNT, account)
    this.#own = account
  }

  #writerOf(type: string, id: string): ObjectWriter | undefined {
    return id === this.#own ? undefined : this.#tables.get(type)
  }

  #deriveFrom(from: number): void {
    setMeta(this.#db, DERIVED_FROM, from === 0 ? null : String(from))
    this.#derivedFrom = from
  }

  get tables(): readonly MirrorTable[] {
    return Array.from(this.#tables.values(), ({ table }) => table)
  }

  /** The table for objects of a type, if they have one of their own. */
  readonly tableOf = (type: string): MirrorTable | undefined => this.#tables.get(type)?.table

  /** Stores objects as the API answered them. */
  put(objects: readonly StripeObject[]): void {
    for (const object of objects) {
      const writer = this.#writerOf(object.object, object.id)
      if (writer === undefined) {
        this.putLoose(object, null)
        continue
      }
      const text = JSON.stringify(object)
      const change = writer.put(
        packRow(object, writer.table),
        () => text,
        () => this.#blocks.add(text),
      )
      this.#changed(object.object, change)
    }
    this.#blocks.flush()
  }

  /** The same for objects packed beforehand, those that `wanted` lets through. */
  putPacked(packed: PackedObjects, wanted: (row: PackedRow) => boolean): void {
    const textAt = textsOf(packed)
    this.#blocks.whole(packed.data, (block) => {
      let used = 0
      // Lists come newest first. In the order of their keys rows fill the pages of a table; backwards, half of each.
      for (let slot = packed.rows.length - 1; slot >= 0; slot -= 1) {
        const row = packed.rows[slot]
        if (row === undefined || !wanted(row)) continue
        const writer = this.#writerOf(row.type, row.id)
        if (writer === undefined) this.#putLooseText(row, textAt(slot), null)
        else {
          const place = (): Place => {
            used += 1
            return { block, slot }
          }
          const added = writer.putNew(row, { block, slot })
          if (added !== null) used += 1
          this.#changed(row.type, added ?? writer.put(row, () => textAt(slot), place))
        }
      }
      return used
    })
  }

  /** Stores an object of a type without a table; a snapshot gives way to whatever is newer, and then it says false. */
  putLoose(object: StripeObject, snapshot: Snapshot | null): boolean {
    return this.#putLooseText(packRow(object, undefined), JSON.stringify(object), snapshot)
  }

  #putLooseText({ id, type, created }: PackedRow, text: string, snapshot: Snapshot | null): boolean {
    const before = this.#loose.get(id)
    if (before !== undefined && snapshot !== null && !isNewer(snapshot, before)) return false
    const place = before !== undefined && this.#blocks.read(before) === text ? before : this.#blocks.add(text)
    this.#putLoose.run(
      id,
      type,
      created,
      0,
      place.block,
      place.slot,
      snapshot?.event ?? null,
      snapshot?.created ?? null,
    )
    if (before !== undefined && place !== before) this.#blocks.release(before.block)
    this.#types.add(type)
    return true
  }

  /** Marks what Stripe no longer has; its last content stays readable. */
  markDeleted(type: string, id: string): void {
    const table = this.#tables.get(type)
    if (table?.row(id) !== undefined) this.#changed(type, table.markDeleted(id))
    else if (this.#loose.get(id)?.deleted === 0) {
      this.#markLoose.run(id)
      this.#types.add(type)
    }
  }

  #changed(type: string, change: Change | null): void {
    if (change === null) return
    this.#types.add(type)
    for (const counted of contributionsOf(type, change.before)) this.#rollups.remove(counted)
    for (const counted of contributionsOf(type, change.after)) this.#rollups.add(counted)
    for (const id of this.#paymentsConcerned(type, change)) this.#dirty.add(id)
  }

  /** The payments that a change of one of their parts may alter. */
  #paymentsConcerned(type: string, { before, after }: Change): readonly string[] {
    const id = String(after['id'])
    // Nothing is older than the payment it belongs to, but the customer.
    if (Number(after['created']) < this.#derivedFrom && type !== 'customer') return []
    switch (type) {
      case 'payment_intent':
        return [id, ...this.#formerly(string(after['latest_charge']))]
      case 'charge':
        return [string(after['payment_intent']) ?? id, ...this.#intentOfCharge.all(id).map((row) => row.id)]
      case 'dispute':
        return this.#ofCharge(string(after['charge']))
      case 'balance_transaction':
        return this.#ofCharge(string(after['source']))
      case 'customer': {
        const same =
          before !== undefined && before['name'] === after['name'] && before['email'] === after['email']
        return same ? [] : this.#paymentsOfCustomer.all(id).map((row) => row.id)
      }
      default:
        return []
    }
  }

  /** A charge of an old API version may not name its PaymentIntent and so have stood as a payment of its own. */
  #formerly(charge: string | null): readonly string[] {
    if (charge === null) return []
    const known = this.#paymentOfCharge.get(charge)
    return known !== undefined && known.payment_intent === null ? [charge] : []
  }

  #ofCharge(charge: string | null): readonly string[] {
    if (charge === null) return []
    const known = this.#paymentOfCharge.get(charge)
    return known === undefined ? [] : [known.payment_intent ?? charge]
  }
}

export function ownAccount(db: Database): string | null {
  return getMeta(db, OWN_ACCOUNT)
}

/** Total order of snapshots, whatever order they come in; what was read from the API itself counts as newer. */
function isNewer(snapshot: Snapshot, stored: LooseRow): boolean {
  if (stored.event === null || stored.event_created === null) return false
  if (snapshot.created !== stored.event_created) return snapshot.created > stored.event_created
  return snapshot.event > stored.event
}
