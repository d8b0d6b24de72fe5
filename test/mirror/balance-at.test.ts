import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { balancesQueries } from '../../src/main/features/balances/queries.ts'
import { restSql } from '../../src/main/store/mirror/balance-at.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from './support.ts'

const DAY = 86_400
/** A midnight, around which everything happens. */
const START = 1_790_035_200

interface Transaction {
  readonly created: number
  readonly availableOn: number
  readonly net: number
  readonly currency: string
  readonly balance: string | null
}

/** On and beside the edges of every bucket, many in one second, and anywhere. */
const moment = fc.oneof(
  fc
    .tuple(fc.constantFrom(900, 3600, DAY), fc.nat(3), fc.constantFrom(-1, 0, 1))
    .map(([size, many, off]) => START + size * many + off),
  fc.constant(START + 5000),
  fc.integer({ min: START - 2 * DAY, max: START + 4 * DAY }),
)

const transaction: fc.Arbitrary<Transaction> = fc
  .record({
    created: moment,
    wait: fc.oneof(fc.constantFrom(0, 1, 899, 2 * DAY, -DAY), fc.integer({ min: -DAY, max: 90 * DAY })),
    midnight: fc.boolean(),
    net: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    currency: fc.constantFrom('usd', 'jpy'),
    balance: fc.constantFrom('payments', 'payments', null, 'issuing'),
  })
  .map(({ wait, midnight, ...rest }) => {
    const on = rest.created + wait
    return { ...rest, availableOn: midnight ? on - (on % DAY) : on }
  })

function object({ created, availableOn, net, currency, balance }: Transaction, id: string): StripeObject {
  return {
    id,
    object: 'balance_transaction',
    created,
    available_on: availableOn,
    amount: net,
    fee: 0,
    net,
    currency,
    status: 'available',
    type: 'charge',
    ...(balance === null ? {} : { balance_type: balance }),
  }
}

/** The same sums made the plain way. */
function plainBalance(
  transactions: readonly Transaction[],
  currency: string,
  at: number,
): { readonly available: number; readonly pending: number; readonly total: number } {
  const made = transactions.filter(
    (each) => each.currency === currency && each.balance !== 'issuing' && each.created <= at,
  )
  const sum = (some: readonly Transaction[]): number => some.reduce((all, { net }) => all + net, 0)
  const available = sum(made.filter(({ availableOn }) => availableOn <= at))
  return { available, pending: sum(made) - available, total: sum(made) }
}

const folder = temporaryFolder()
openArchive(folder.path).close()
const { db } = openMirror(folder.path, tables)
const writer = new MirrorWriter(db, tables)
const reader = new Reader(folder.path)
afterAll(() => {
  reader.close()
  db.close()
  folder[Symbol.dispose]()
})

let runs = 0

/** Lets the mirror hold these alone while `look` runs; afterwards they are gone, and so must be their sums. */
function holding(transactions: readonly Transaction[], look: () => void): void {
  const run = (runs += 1)
  const objects = transactions.map((each, index) => object(each, `txn_${run}_${index}`))
  writer.transaction(() => writer.put(objects))
  try {
    look()
  } finally {
    writer.transaction(() => {
      for (const { id } of objects) writer.markDeleted('balance_transaction', id)
    })
  }
}

test('the balance at any second is the plain sum of what happened by then', () => {
  let cut = 0
  fc.assert(
    fc.property(
      fc.array(transaction, { maxLength: 60 }),
      fc.array(fc.oneof(moment, moment, fc.integer({ min: 0, max: START * 2 })), {
        minLength: 1,
        maxLength: 12,
      }),
      (transactions, moments) => {
        holding(transactions, () => {
          // Moments at which something happens, and those just before and after, tell most.
          const telling = transactions
            .slice(0, 4)
            .flatMap(({ created, availableOn }) => [created, created - 1, availableOn, availableOn - 1])
          for (const at of [...moments, ...telling]) {
            for (const { currency, available, pending, total } of balancesQueries['balances.at'](reader, {
              at,
            }).balances) {
              const plain = plainBalance(transactions, currency, at)
              expect([available.amount, pending.amount, total.amount]).toEqual([
                plain.available,
                plain.pending,
                plain.total,
              ])
              if (plain.pending !== 0) cut += 1
            }
          }
        })
      },
    ),
    { numRuns: 200 },
  )
  expect(cut).toBeGreaterThan(200)
})

test('the course is the balance at the end of each of its days', () => {
  fc.assert(
    fc.property(
      fc.array(transaction, { maxLength: 40 }),
      moment,
      fc.integer({ min: 1, max: 9 }),
      (transactions, to, days) => {
        holding(transactions, () => {
          const { moments, totals } = balancesQueries['balances.course'](reader, { to, days })
          expect(moments).toHaveLength(days + 1)
          expect(moments.at(-1)).toBe(to)
          for (const { currency, amounts } of totals) {
            expect(amounts).toEqual(moments.map((at) => plainBalance(transactions, currency, at).total))
          }
        })
      },
    ),
    { numRuns: 100 },
  )
})

test('a currency that only Issuing has used is there and zero', () => {
  const issuing = { created: START, availableOn: START, net: 500, currency: 'gbp', balance: 'issuing' }
  holding([issuing], () => {
    const { balances } = balancesQueries['balances.at'](reader, { at: START + 1 })
    expect(balances).toEqual([
      {
        currency: 'gbp',
        available: { amount: 0, currency: 'gbp' },
        pending: { amount: 0, currency: 'gbp' },
        total: { amount: 0, currency: 'gbp' },
      },
    ])
  })
})

test.each(['balance_total', 'balance_available'] as const)('%s is read along an index alone', (family) => {
  const plan = reader
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${restSql(family)}`, ['usd', START, START + 1])
    .map(({ detail }) => detail)
  expect(plan).toHaveLength(1)
  expect(plan[0]).toMatch(
    /^SEARCH balance_transaction USING COVERING INDEX balance_transaction_currency_\w+ \(currency=\? AND \w+>\? AND \w+<\?\)$/,
  )
})

/** Statements that the reader prepares for a question, each with its plan. */
function plansOf(ask: (under: Reader) => unknown): readonly string[] {
  const under = new Reader(folder.path)
  const asked: string[] = []
  const prepare = under.mirror.prepare.bind(under.mirror)
  under.mirror.prepare = (sql: string) => {
    asked.push(sql)
    return prepare(sql)
  }
  try {
    ask(under)
    return asked.flatMap((sql) =>
      prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array.from(sql.matchAll(/\?/g), () => 0))
        .map(({ detail }) => detail),
    )
  } finally {
    under.close()
  }
}

test('no question about a past balance goes through the table of transactions', () => {
  const once = { created: START, availableOn: START + 10, net: 7, currency: 'usd', balance: null }
  holding([once], () => {
    const plans = plansOf((under) => {
      balancesQueries['balances.at'](under, { at: START + 4321 })
      balancesQueries['balances.course'](under, { to: START + 4321, days: 90 })
    })
    expect(plans.filter((detail) => detail.includes('balance_transaction')).length).toBeGreaterThan(1)
    expect(plans.filter((detail) => /SCAN (balance_transaction|rollup)/.test(detail))).toEqual([])
  })
})
