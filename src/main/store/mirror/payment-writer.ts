import type { Database, Statement } from 'better-sqlite3'
import { derivePayment, paymentContribution, type PaymentParts, type PaymentRecord } from './payment.ts'
import { PaymentPartsReader } from './payment-parts.ts'
import type { Rollups } from './rollups.ts'
import { freeKey } from './free-key.ts'
import type { Stretches } from './stretches.ts'
import { timeKey } from './time-key.ts'
import { PAYMENT_WORDS, WordsWriter } from './words.ts'

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
  readonly #parts: PaymentPartsReader
  readonly #stored: Statement<[string], StoredPayment>
  readonly #taken: Statement<[number], { n: number }>
  readonly #insert: Statement
  readonly #insertNew: Statement
  readonly #delete: Statement<[number]>
  readonly #words: WordsWriter
  readonly #updates = new Map<string, Statement>()

  constructor(db: Database, rollups: Rollups, stretches: Stretches) {
    this.#db = db
    this.#rollups = rollups
    this.#stretches = stretches
    this.#parts = new PaymentPartsReader(db)
    this.#stored = db.prepare('SELECT * FROM payment WHERE id = ?')
    this.#taken = db.prepare('SELECT n FROM payment WHERE n = ?')
    const into = `INTO payment (n, ${COLUMNS.join(', ')}) VALUES (?${', ?'.repeat(COLUMNS.length)})`
    this.#insert = db.prepare(`INSERT ${into}`)
    this.#insertNew = db.prepare(`INSERT OR IGNORE ${into}`)
    this.#delete = db.prepare('DELETE FROM payment WHERE n = ?')
    this.#words = new WordsWriter(db, PAYMENT_WORDS)
  }

  /** Brings one payment to what its parts now say, unless it is older than `from` and so waits for `derive`. */
  refresh(id: string, from = 0): void {
    const parts = this.#parts.of(id)
    if (from === 0 || isDue(parts, from)) this.#bring(id, parts)
  }

  /** Makes the payments of one span of time, of which all parts are held; seconds UTC. */
  derive(from: number, until: number): void {
    for (const [id, parts] of this.#parts.ofSpan(from, until)) this.#bring(id, parts)
  }

  #bring(id: string, parts: PaymentParts): void {
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

  #add(next: PaymentRecord): void {
    const cells = COLUMNS.map((name) => next[name])
    let n = timeKey(next.created, next.id)
    if (this.#insertNew.run(n, ...cells).changes === 0) {
      n = freeKey(n, (key) => this.#taken.get(key) !== undefined)
      this.#insert.run(n, ...cells)
    }
    this.#words.change(n, '', next.search)
    this.#rollups.add(paymentContribution(next))
    this.#stretches.add({ ...next, n })
  }

  #remove(stored: StoredPayment): void {
    this.#delete.run(stored.n)
    this.#words.change(stored.n, stored.search, '')
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
    this.#words.change(stored.n, stored.search, next.search)
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
