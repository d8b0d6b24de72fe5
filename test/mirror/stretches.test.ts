import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mirrorSql } from '../../src/main/store/mirror/schema.ts'
import { orderByAmount, orderByCustomer, type StretchedOrder } from '../../src/main/store/mirror/stretches.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { tables } from '../../src/main/sync/resources/all.ts'

const SIZE = 3
const CURRENCIES = ['usd', 'eur'] as const
const ORDERS: readonly StretchedOrder[] = [
  orderByAmount(null),
  orderByCustomer,
  ...CURRENCIES.map((currency) => orderByAmount(currency)),
]

interface Stretch {
  readonly key: string | number
  readonly n: number
  readonly count: number
}

function stretchesOf(db: Database.Database, { name }: StretchedOrder): readonly Stretch[] {
  return db
    .prepare<[string], Stretch>('SELECT key, n, count FROM stretch WHERE ordering = ? ORDER BY key, n')
    .all(name)
}

/** The payments of an order, counted between where each stretch begins and the next one does. */
function counted(db: Database.Database, order: StretchedOrder): readonly number[] {
  const { column, currency } = order
  const only = currency === null ? '' : `AND currency = '${currency}'`
  const from = db.prepare<[string | number, number], { count: number }>(
    `SELECT count(*) AS count FROM payment WHERE (${column}, n) >= (?, ?) ${only}`,
  )
  const above = stretchesOf(db, order).map(({ key, n }) => from.get(key, n)?.count ?? 0)
  return above.map((count, at) => count - (above[at + 1] ?? 0))
}

function charge(
  id: number,
  values: { readonly amount: number; readonly currency: string; readonly name: string },
): StripeObject {
  const { amount, currency, name } = values
  return {
    id: `ch_${id}`,
    object: 'charge',
    created: 1_790_000_000 + (id % 4),
    amount,
    currency,
    status: 'succeeded',
    captured: true,
    billing_details: { name, email: `${name}@example.com` },
  }
}

const written = fc.record({
  id: fc.nat({ max: 30 }),
  amount: fc.integer({ min: -2, max: 6 }),
  currency: fc.constantFrom(...CURRENCIES),
  name: fc.constantFrom('', 'Ann', 'Bo', '张伟', '🍵'),
  gone: fc.constantFrom(false, false, false, true),
})

test('each stretch holds as many payments as it says, and none grows long', () => {
  let cuts = 0
  fc.assert(
    fc.property(
      fc.array(fc.array(written, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 6 }),
      fc.nat({ max: 5 }),
      (transactions, built) => {
        const db = new Database(':memory:')
        db.exec(mirrorSql(tables))
        const writer = new MirrorWriter(db, tables, SIZE)
        for (const [at, changes] of transactions.entries()) {
          writer.transaction(() => {
            // As when the history is read: nothing is counted until all payments are derived.
            if (at === 0 && built > 0) writer.postponePayments()
            for (const { id, gone, ...values } of changes) {
              if (gone) writer.markDeleted('charge', `ch_${id}`)
              else writer.put([charge(id, values)])
            }
            if (at === built - 1) writer.derivePayments(0)
          })
        }
        if (built > transactions.length) writer.transaction(() => writer.derivePayments(0))
        for (const order of ORDERS) {
          const stretches = stretchesOf(db, order)
          expect(stretches.map(({ count }) => count)).toEqual(counted(db, order))
          expect(Math.max(0, ...stretches.map(({ count }) => count))).toBeLessThan(2 * SIZE)
          cuts += Math.max(0, stretches.length - 1)
        }
        db.close()
      },
    ),
    { numRuns: 150 },
  )
  expect(cuts).toBeGreaterThan(150)
})
