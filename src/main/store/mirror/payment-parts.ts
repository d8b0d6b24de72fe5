import type { Database, Statement } from 'better-sqlite3'
import type { ChargePart, CustomerPart, IntentPart, PaymentParts, TransactionPart } from './payment.ts'
import type { Cell } from './table.ts'
import { keyAt } from './time-key.ts'

/** Seconds over which the keys of one second may spread. */
const SPILL = 60
/** PaymentIntents read at a time. */
const AT_ONCE = 500

const columns = <Part>(names: Readonly<Record<keyof Part & string, 1>>): readonly string[] =>
  Object.keys(names)
const INTENT = columns<IntentPart>({
  id: 1,
  created: 1,
  deleted: 1,
  latest_charge: 1,
  customer: 1,
  amount: 1,
  amount_received: 1,
  currency: 1,
  status: 1,
  failure_code: 1,
  description: 1,
  receipt_email: 1,
  metadata_text: 1,
})
const CHARGE = columns<ChargePart>({
  id: 1,
  created: 1,
  deleted: 1,
  payment_intent: 1,
  balance_transaction: 1,
  customer: 1,
  amount: 1,
  amount_captured: 1,
  amount_refunded: 1,
  currency: 1,
  status: 1,
  captured: 1,
  refunded: 1,
  disputed: 1,
  failure_code: 1,
  description: 1,
  name: 1,
  email: 1,
  method: 1,
  brand: 1,
  last4: 1,
  wallet: 1,
  receipt_number: 1,
  metadata_text: 1,
})
const TRANSACTION = ['id', 'fee', 'currency'] as const
const CUSTOMER = ['id', 'name', 'email'] as const

/** Where the columns of each begin in a row that holds them all. */
const AT = {
  intent: 2,
  charge: 2 + INTENT.length,
  transaction: 2 + INTENT.length + CHARGE.length,
  customer: 2 + INTENT.length + CHARGE.length + TRANSACTION.length,
} as const

const listed = (table: string, names: readonly string[]): string =>
  names.map((name) => `${table}.${name}`).join(', ')

/** The part whose columns begin there, undefined where none was found; `Part` is what the caller knows them to be. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as with the driver, SQL has no types of its own
function part<Part>(names: readonly string[], row: readonly Cell[], from: number): Part | undefined {
  const cells: Record<string, Cell> = {}
  for (let index = 0; index < names.length; index += 1) {
    cells[names[index] ?? ''] = row[from + index] ?? null
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return cells['id'] === null ? undefined : (cells as Part)
}

function isNewer(charge: ChargePart, other: ChargePart): boolean {
  return charge.created === other.created ? charge.id > other.id : charge.created > other.created
}

/** Finds what payments are put together from. */
export class PaymentPartsReader {
  readonly #intent: Statement<[string], IntentPart>
  readonly #charge: Statement<[string], ChargePart>
  readonly #charges: Statement<[string], ChargePart>
  readonly #intentOf: Statement<[string], { id: string }>
  readonly #disputes: Statement<[string], { status: string | null }>
  readonly #transaction: Statement<[string], TransactionPart>
  readonly #customer: Statement<[string], CustomerPart>
  readonly #together: Statement<[number, number, number, number], Cell[]>
  readonly #chargesAlone: Statement<[number, number, number, number], { id: string }>
  readonly #orphans: Statement<[], { id: string }>

  constructor(db: Database) {
    this.#intent = db.prepare('SELECT * FROM payment_intent WHERE id = ?')
    this.#charge = db.prepare('SELECT * FROM charge WHERE id = ?')
    this.#charges = db.prepare('SELECT * FROM charge WHERE payment_intent = ?')
    this.#intentOf = db.prepare('SELECT id FROM payment_intent WHERE latest_charge = ?')
    this.#disputes = db.prepare('SELECT status FROM dispute WHERE charge = ? AND deleted = 0')
    this.#transaction = db.prepare('SELECT fee, currency FROM balance_transaction WHERE id = ?')
    this.#customer = db.prepare('SELECT name, email FROM customer WHERE id = ?')
    this.#together = db
      .prepare<[number, number, number, number], Cell[]>(
        `SELECT i.n, EXISTS (SELECT 1 FROM dispute WHERE charge = c.id), ${listed('i', INTENT)}, ${listed('c', CHARGE)}, ${listed('t', TRANSACTION)}, ${listed('k', CUSTOMER)}
         FROM payment_intent i LEFT JOIN charge c ON c.id = i.latest_charge
           LEFT JOIN balance_transaction t ON t.id = c.balance_transaction
           LEFT JOIN customer k ON k.id = coalesce(i.customer, c.customer)
         WHERE i.n >= ? AND i.n < ? AND i.created >= ? AND i.created < ? ORDER BY i.n LIMIT ${AT_ONCE}`,
      )
      .raw()
    this.#chargesAlone = db.prepare(`SELECT id FROM charge
      WHERE n >= ? AND n < ? AND created >= ? AND created < ? AND payment_intent IS NULL ORDER BY n`)
    this.#orphans =
      db.prepare(`SELECT DISTINCT payment_intent AS id FROM charge INDEXED BY charge_payment_intent
      WHERE payment_intent IS NOT NULL AND payment_intent NOT IN (SELECT id FROM payment_intent)`)
  }

  of(id: string): PaymentParts {
    const intent = this.#intent.get(id)
    const latest = intent?.latest_charge ?? null
    const charge =
      (latest === null ? undefined : this.#charge.get(latest)) ??
      this.#newestCharge(id) ??
      (intent === undefined ? this.#chargeAlone(id) : undefined)
    const customer = intent?.customer ?? charge?.customer ?? null
    const transaction = charge?.balance_transaction ?? null
    return {
      intent,
      charge,
      disputes: charge === undefined ? [] : this.#disputesOf(charge),
      transaction: transaction === null ? undefined : this.#transaction.get(transaction),
      customer: customer === null ? undefined : this.#customer.get(customer),
    }
  }

  /**
   * The same of all payments made in a span of time, seconds UTC; where it reaches back to the beginning of those too
   * whose PaymentIntent never came. One statement for many costs a third of some for each.
   */
  *ofSpan(from: number, until: number): Generator<readonly [id: string, parts: PaymentParts]> {
    // Keys of a crowded second spill into the next ones.
    const end = keyAt(until + SPILL)
    for (let start = keyAt(from); ; ) {
      const rows = this.#together.all(start, end, from, until)
      for (const row of rows) yield this.#heldTogether(row)
      if (rows.length < AT_ONCE) break
      start = Number(rows.at(-1)?.[0]) + 1
    }
    for (const { id } of this.#chargesAlone.all(keyAt(from), end, from, until)) yield [id, this.of(id)]
    if (from === 0) for (const { id } of this.#orphans.all()) yield [id, this.of(id)]
  }

  #heldTogether(row: readonly Cell[]): readonly [id: string, parts: PaymentParts] {
    const isDisputed = row[1] === 1
    const id = String(row[AT.intent])
    const charge = part<ChargePart>(CHARGE, row, AT.charge)
    if (charge === undefined) return [id, this.of(id)]
    return [
      id,
      {
        intent: part<IntentPart>(INTENT, row, AT.intent),
        charge,
        disputes: isDisputed ? this.#disputesOf(charge) : [],
        transaction: part<TransactionPart>(TRANSACTION, row, AT.transaction),
        customer: part<CustomerPart>(CUSTOMER, row, AT.customer),
      },
    ]
  }

  /** Without SQL's sorting, which costs more than all of it where there is one or none. */
  #newestCharge(intent: string): ChargePart | undefined {
    return this.#charges
      .all(intent)
      .reduce<ChargePart | undefined>(
        (newest, charge) => (newest === undefined || isNewer(charge, newest) ? charge : newest),
        undefined,
      )
  }

  #disputesOf({ id }: ChargePart): readonly (string | null)[] {
    return this.#disputes.all(id).map(({ status }) => status)
  }

  /** A charge made without a PaymentIntent. */
  #chargeAlone(id: string): ChargePart | undefined {
    const charge = this.#charge.get(id)
    return charge?.payment_intent === null && this.#intentOf.get(id) === undefined ? charge : undefined
  }
}
