import type { Database, Statement } from 'better-sqlite3'
import type { PaymentRecord } from './payment.ts'
import type { Cell } from './table.ts'

/** Rows of a stretch once it was cut; at twice as many it is cut in two. */
const STRETCH = 4000

/** An order of payments that is not that of time, and the index that has it. */
export interface StretchedOrder {
  /** Its name in the table `stretch`. */
  readonly name: string
  readonly column: 'amount' | 'customer_key'
  readonly index: string
  /** Of these payments only. */
  readonly currency: string | null
}

export function orderByAmount(currency: string | null): StretchedOrder {
  return currency === null
    ? { name: 'amount', column: 'amount', index: 'payment_amount', currency }
    : { name: `amount ${currency}`, column: 'amount', index: 'payment_currency_amount', currency }
}

export const orderByCustomer: StretchedOrder = {
  name: 'customer',
  column: 'customer_key',
  index: 'payment_customer_key',
  currency: null,
}

/** Before any payment. */
const LOWEST = { amount: Number.MIN_SAFE_INTEGER, customer_key: '' } as const

type Placed = Pick<PaymentRecord, 'amount' | 'currency' | 'customer_key'> & { readonly n: number }

interface Start {
  readonly key: Cell
  readonly n: number
}

interface Stretch extends Start {
  readonly count: number
}

function ordersOf({ currency }: Placed): readonly StretchedOrder[] {
  return [orderByAmount(null), orderByAmount(currency), orderByCustomer]
}

/**
 * Keeps how many payments lie in each stretch of the orders by amount and by customer, so that a jump into the middle of
 * a list need not walk to it. Changes are gathered and written at the end of the transaction that makes them.
 */
export class Stretches {
  readonly #db: Database
  readonly #size: number
  readonly #count: Statement<[number, string, string, Cell, number]>
  readonly #long: Statement<[string, number], Stretch>
  readonly #insert: Statement<[string, Cell, number, number]>
  readonly #set: Statement<[number, string, Cell, number]>
  #changes: { readonly row: Placed; readonly by: 1 | -1 }[] = []

  /** `size`: see `STRETCH`; tests set it low. */
  constructor(db: Database, size = STRETCH) {
    this.#db = db
    this.#size = size
    this.#count = db.prepare(`UPDATE stretch SET count = count + ? WHERE ordering = ? AND (key, n) = (
        SELECT key, n FROM stretch WHERE ordering = ? AND (key, n) <= (?, ?) ORDER BY key DESC, n DESC LIMIT 1
      )`)
    this.#long = db.prepare('SELECT key, n, count FROM stretch WHERE ordering = ? AND count >= ?')
    this.#insert = db.prepare('INSERT INTO stretch VALUES (?, ?, ?, ?)')
    this.#set = db.prepare('UPDATE stretch SET count = ? WHERE ordering = ? AND key = ? AND n = ?')
  }

  begin(): void {
    this.#changes = []
  }

  add(row: Placed): void {
    this.#changes.push({ row, by: 1 })
  }

  remove(row: Placed): void {
    this.#changes.push({ row, by: -1 })
  }

  flush(): void {
    const changed = new Map<string, StretchedOrder>()
    for (const { row, by } of this.#changes) {
      for (const order of ordersOf(row)) {
        this.#change(order, row, by)
        changed.set(order.name, order)
      }
    }
    this.#changes = []
    // Only now do the counts agree with the payments, of which a cut asks where they lie.
    for (const order of changed.values()) this.#cutLong(order)
  }

  /** Forgets all: many payments are about to be written, which are counted together by `build`. */
  clear(): void {
    this.#changes = []
    this.#db.exec('DELETE FROM stretch')
  }

  /** Counts the payments that there are. */
  build(): void {
    this.clear()
    const counts = this.#db
      .prepare<[], { currency: string; count: number }>(
        'SELECT currency, count(*) AS count FROM payment INDEXED BY payment_currency GROUP BY currency',
      )
      .all()
    const all = counts.reduce((sum, { count }) => sum + count, 0)
    const orders = [
      { order: orderByAmount(null), count: all },
      { order: orderByCustomer, count: all },
      ...counts.map(({ currency, count }) => ({ order: orderByAmount(currency), count })),
    ]
    for (const { order, count } of orders) {
      this.#begin(order, count)
      this.#cutLong(order)
    }
  }

  #begin(order: StretchedOrder, count: number): void {
    this.#insert.run(order.name, LOWEST[order.column], 0, count)
  }

  #change(order: StretchedOrder, row: Placed, by: 1 | -1): void {
    const { changes } = this.#count.run(by, order.name, order.name, row[order.column], row.n)
    if (changes === 0) this.#begin(order, by)
  }

  #cutLong(order: StretchedOrder): void {
    for (const stretch of this.#long.all(order.name, 2 * this.#size)) this.#cut(order, stretch)
  }

  #cut(order: StretchedOrder, stretch: Stretch): void {
    const size = this.#size
    let { key, n, count } = stretch
    for (; count >= 2 * size; count -= size) {
      const next = this.#after(order, { key, n })
      if (next === undefined) throw new Error(`A stretch by ${order.name} holds fewer payments than it says`)
      this.#set.run(size, order.name, key, n)
      this.#insert.run(order.name, next.key, next.n, count - size)
      ;({ key, n } = next)
    }
  }

  /** Where a stretch of the full size that begins here would end: among payments of the same key, or beyond them. */
  #after({ column, index, currency }: StretchedOrder, { key, n }: Start): Start | undefined {
    const from = `FROM payment INDEXED BY ${index} WHERE ${currency === null ? '' : 'currency = ? AND '}`
    const of = currency === null ? [] : [currency]
    const next = (where: string, params: readonly Cell[], skipped: number): Start | undefined =>
      this.#db
        .prepare<Cell[], Start>(
          `SELECT ${column} AS key, n ${from} ${where} ORDER BY ${column}, n LIMIT 1 OFFSET ?`,
        )
        .get(...of, ...params, skipped)
    const alike = next(`${column} = ? AND n >= ?`, [key, n], this.#size)
    if (alike !== undefined) return alike
    const { count } = this.#db
      .prepare<Cell[], { count: number }>(`SELECT count(*) AS count ${from} ${column} = ? AND n >= ?`)
      .get(...of, key, n) ?? { count: 0 }
    return next(`${column} > ?`, [key], this.#size - count)
  }
}
