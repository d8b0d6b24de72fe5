import type { Database, Statement } from 'better-sqlite3'
import {
  type ChargePart,
  derivePayment,
  type IntentPart,
  paymentContribution,
  type PaymentParts,
  type PaymentRecord,
} from './payment.ts'
import type { Rollups } from './rollups.ts'
import { gramTokens, linesOf } from './search-text.ts'
import { freeKey } from './free-key.ts'
import type { Stretches } from './stretches.ts'
import { keyAt, timeKey } from './time-key.ts'

/** Seconds over which the keys of one second may spread. */
const SPILL = 60

const COLUMNS = [
  'id',
  'charge',
  'created',
  'amount',
  'amount_known',
  'currency',
  'status',
  'raw_status',
  'captured',
  'refunded',
  'failure_code',
  'customer',
  'customer_name',
  'customer_email',
  'customer_key',
  'named',
  'description',
  'method',
  'brand',
  'last4',
  'wallet',
  'fee',
  'fee_currency',
  'search',
] as const satisfies readonly (keyof PaymentRecord)[]

/** What places a payment in its stretches. */
const ORDERED: ReadonlySet<string> = new Set(['amount', 'currency', 'customer_key'])

type StoredPayment = PaymentRecord & { readonly n: number }

/** While older parts are still to come, a payment waits for them. */
function isDue({ intent, charge }: PaymentParts, from: number): boolean {
  if (intent !== undefined) return intent.created >= from
  return charge !== undefined && charge.payment_intent === null && charge.created >= from
}

/** Keeps the derived payments equal to their parts, in the transaction that changes the parts. */
export class PaymentWriter {
  readonly #db: Database
  readonly #rollups: Rollups
  readonly #stretches: Stretches
  readonly #intent: Statement<[string], IntentPart>
  readonly #charge: Statement<[string], ChargePart>
  readonly #newestCharge: Statement<[string], ChargePart>
  readonly #intentOf: Statement<[string], { id: string }>
  readonly #disputes: Statement<[string], { status: string | null }>
  readonly #transaction: Statement<[string], { fee: number | null; currency: string | null }>
  readonly #customer: Statement<[string], { name: string | null; email: string | null }>
  readonly #stored: Statement<[string], StoredPayment>
  readonly #taken: Statement<[number], { n: number }>
  readonly #insert: Statement
  readonly #insertNew: Statement
  readonly #delete: Statement<[number]>
  readonly #insertText: Statement<[number, string]>
  readonly #deleteText: Statement<[number]>
  readonly #insertGrams: Statement<[number, string]>
  readonly #deleteGrams: Statement<[number]>
  readonly #due: Statement<[number, number, number, number], { id: string }>
  readonly #dueCharges: Statement<[number, number, number, number], { id: string }>
  readonly #orphans: Statement<[], { id: string }>
  readonly #updates = new Map<string, Statement>()

  constructor(db: Database, rollups: Rollups, stretches: Stretches) {
    this.#db = db
    this.#rollups = rollups
    this.#stretches = stretches
    this.#intent = db.prepare('SELECT * FROM payment_intent WHERE id = ?')
    this.#charge = db.prepare('SELECT * FROM charge WHERE id = ?')
    this.#newestCharge = db.prepare(
      'SELECT * FROM charge WHERE payment_intent = ? ORDER BY created DESC, id DESC LIMIT 1',
    )
    this.#intentOf = db.prepare('SELECT id FROM payment_intent WHERE latest_charge = ?')
    this.#disputes = db.prepare('SELECT status FROM dispute WHERE charge = ? AND deleted = 0')
    this.#transaction = db.prepare('SELECT fee, currency FROM balance_transaction WHERE id = ?')
    this.#customer = db.prepare('SELECT name, email FROM customer WHERE id = ?')
    this.#due = db.prepare(
      'SELECT id FROM payment_intent WHERE n >= ? AND n < ? AND created >= ? AND created < ? ORDER BY n',
    )
    this.#dueCharges = db.prepare(`SELECT id FROM charge
      WHERE n >= ? AND n < ? AND created >= ? AND created < ? AND payment_intent IS NULL ORDER BY n`)
    this.#orphans =
      db.prepare(`SELECT DISTINCT payment_intent AS id FROM charge INDEXED BY charge_payment_intent
      WHERE payment_intent IS NOT NULL AND payment_intent NOT IN (SELECT id FROM payment_intent)`)
    this.#stored = db.prepare('SELECT * FROM payment WHERE id = ?')
    this.#taken = db.prepare('SELECT n FROM payment WHERE n = ?')
    const into = `INTO payment (n, ${COLUMNS.join(', ')}) VALUES (?${', ?'.repeat(COLUMNS.length)})`
    this.#insert = db.prepare(`INSERT ${into}`)
    this.#insertNew = db.prepare(`INSERT OR IGNORE ${into}`)
    this.#delete = db.prepare('DELETE FROM payment WHERE n = ?')
    this.#insertText = db.prepare('INSERT INTO payment_text (rowid, search) VALUES (?, ?)')
    this.#deleteText = db.prepare('DELETE FROM payment_text WHERE rowid = ?')
    this.#insertGrams = db.prepare('INSERT INTO payment_gram (rowid, grams) VALUES (?, ?)')
    this.#deleteGrams = db.prepare('DELETE FROM payment_gram WHERE rowid = ?')
  }

  /** Brings one payment to what its parts now say, unless it is older than `from` and so waits for `derive`. */
  refresh(id: string, from = 0): void {
    const parts = this.#parts(id)
    if (from > 0 && !isDue(parts, from)) return
    const stored = this.#stored.get(id)
    const next = derivePayment(id, parts)
    if (stored === undefined && next === null) return
    if (stored !== undefined && next !== null && stored.created === next.created) {
      this.#update(stored, next)
      return
    }
    if (stored !== undefined) this.#remove(stored)
    if (next !== null) this.#add(next)
  }

  /**
   * Makes the payments of one span of time, of which all parts are held; seconds UTC. Where it reaches back to the
   * beginning those too whose PaymentIntent never came.
   */
  derive(from: number, until: number): void {
    // Keys of a crowded second spill into the next ones.
    const span = [keyAt(from), keyAt(until + SPILL), from, until] as const
    for (const { id } of this.#due.all(...span)) this.refresh(id)
    for (const { id } of this.#dueCharges.all(...span)) this.refresh(id)
    if (from === 0) for (const { id } of this.#orphans.all()) this.refresh(id)
  }

  #parts(id: string): PaymentParts {
    const intent = this.#intent.get(id)
    const latest = intent?.latest_charge ?? null
    const charge =
      (latest === null ? undefined : this.#charge.get(latest)) ??
      this.#newestCharge.get(id) ??
      (intent === undefined ? this.#chargeAlone(id) : undefined)
    const customer = intent?.customer ?? charge?.customer ?? null
    const transaction = charge?.balance_transaction ?? null
    return {
      intent,
      charge,
      disputes: charge === undefined ? [] : this.#disputes.all(charge.id).map(({ status }) => status),
      transaction: transaction === null ? undefined : this.#transaction.get(transaction),
      customer: customer === null ? undefined : this.#customer.get(customer),
    }
  }

  /** A charge made without a PaymentIntent. */
  #chargeAlone(id: string): ChargePart | undefined {
    const charge = this.#charge.get(id)
    return charge?.payment_intent === null && this.#intentOf.get(id) === undefined ? charge : undefined
  }

  #add(next: PaymentRecord): void {
    const cells = COLUMNS.map((name) => next[name])
    let n = timeKey(next.created, next.id)
    if (this.#insertNew.run(n, ...cells).changes === 0) {
      n = freeKey(n, (key) => this.#taken.get(key) !== undefined)
      this.#insert.run(n, ...cells)
    }
    this.#insertText.run(n, linesOf(next.search))
    this.#insertGrams.run(n, gramTokens(next.search))
    this.#rollups.add(paymentContribution(next))
    this.#stretches.add({ ...next, n })
  }

  #remove(stored: StoredPayment): void {
    this.#delete.run(stored.n)
    this.#deleteText.run(stored.n)
    this.#deleteGrams.run(stored.n)
    this.#rollups.remove(paymentContribution(stored))
    this.#stretches.remove(stored)
  }

  /** Writes only the columns that differ, so that only their indexes are touched. */
  #update(stored: StoredPayment, next: PaymentRecord): void {
    const changed = COLUMNS.filter((name) => stored[name] !== next[name])
    if (changed.length === 0) return
    this.#updateStatement(changed).run(...changed.map((name) => next[name]), stored.n)
    this.#rollups.remove(paymentContribution(stored))
    this.#rollups.add(paymentContribution(next))
    if (changed.some((name) => ORDERED.has(name))) {
      this.#stretches.remove(stored)
      this.#stretches.add({ ...next, n: stored.n })
    }
    if (stored.search === next.search) return
    this.#deleteText.run(stored.n)
    this.#insertText.run(stored.n, linesOf(next.search))
    this.#deleteGrams.run(stored.n)
    this.#insertGrams.run(stored.n, gramTokens(next.search))
  }

  #updateStatement(changed: readonly string[]): Statement {
    const sql = `UPDATE payment SET ${changed.map((name) => `${name} = ?`).join(', ')} WHERE n = ?`
    let statement = this.#updates.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#updates.set(sql, statement)
    }
    return statement
  }
}
