import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balancesContract } from '../../src/shared/features/balances/contract.ts'
import { disputesContract } from '../../src/shared/features/disputes/contract.ts'
import { overviewContract } from '../../src/shared/features/overview/contract.ts'
import { paymentsContract } from '../../src/shared/features/payments/contract.ts'
import { payoutsContract } from '../../src/shared/features/payouts/contract.ts'
import { refundsContract } from '../../src/shared/features/refunds/contract.ts'
import { transfersContract } from '../../src/shared/features/transfers/contract.ts'
import { toldMoney, UNKNOWN_CURRENCY } from '../../src/shared/money.ts'
import type { SearchableType } from '../../src/shared/search/fields.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { mirrorQueries } from '../../src/main/workers/queries.ts'
import { temporaryFolder } from './support.ts'

const BEGIN = 1_789_000_000
const LARGEST = Number.MAX_SAFE_INTEGER

/** What Stripe may tell of an object's money, and what is held of it. */
const TOLD = [
  { told: { amount: 500, currency: 'usd' }, held: toldMoney(500, 'usd') },
  { told: { amount: 700, currency: 'usd' }, held: toldMoney(700, 'usd') },
  { told: { amount: 1_000_000, currency: 'usdc' }, held: toldMoney(1_000_000, 'usdc') },
  { told: { amount: 2_500_000, currency: 'USDC' }, held: toldMoney(2_500_000, 'usdc') },
  { told: { amount: 11 }, held: toldMoney(11, null) },
  { told: { amount: 12, currency: null }, held: toldMoney(12, null) },
  { told: { amount: 13, currency: 840 }, held: toldMoney(13, null) },
  { told: { amount: 14, currency: 'US dollars' }, held: toldMoney(14, null) },
  { told: { currency: 'eur' }, held: toldMoney(null, 'eur') },
  { told: { amount: null, currency: 'eur' }, held: toldMoney(null, 'eur') },
  { told: { amount: '15', currency: 'eur' }, held: toldMoney(null, 'eur') },
  { told: { amount: 1.5, currency: 'eur' }, held: toldMoney(null, 'eur') },
  { told: { amount: 2 ** 60, currency: 'eur' }, held: toldMoney(null, 'eur') },
  { told: { amount: LARGEST, currency: 'jpy' }, held: toldMoney(LARGEST, 'jpy') },
  { told: { amount: LARGEST, currency: 'jpy' }, held: toldMoney(LARGEST, 'jpy') },
  { told: {}, held: toldMoney(null, null) },
] as const
const SUMS = [
  { currency: 'eur', count: 5, total: toldMoney(0, 'eur') },
  { currency: 'jpy', count: 2, total: null },
  { currency: 'usd', count: 2, total: toldMoney(1200, 'usd') },
  { currency: 'usdc', count: 2, total: toldMoney(3_500_000, 'usdc') },
  { currency: UNKNOWN_CURRENCY, count: 5, total: null },
]

const id = (prefix: string, at: number): string => `${prefix}_odd${String(at).padStart(9, '0')}`

/** One object of every kind for each; charges both alone and of an intent. */
function objects(): readonly StripeObject[] {
  return TOLD.flatMap(({ told }, at) => {
    const common = { ...told, created: BEGIN + at, status: 'succeeded' }
    const paid = { ...common, captured: true, amount_captured: 'amount' in told ? told.amount : undefined }
    const moved = { fee: 1, net: 'amount' in told ? told.amount : undefined, type: 'charge' }
    return [
      { ...common, id: id('pi', at), object: 'payment_intent', latest_charge: null },
      { ...paid, id: id('ch', at), object: 'charge', balance_transaction: id('txn', at) },
      { ...common, id: id('re', at), object: 'refund', charge: id('ch', at) },
      { ...common, id: id('po', at), object: 'payout', status: 'pending', arrival_date: BEGIN },
      { ...common, id: id('tr', at), object: 'transfer', destination: null },
      { ...common, id: id('dp', at), object: 'dispute', status: 'won', charge: id('ch', at) },
      { ...common, ...moved, id: id('txn', at), object: 'balance_transaction', status: 'pending' },
    ]
  })
}

const folder = temporaryFolder()
let reader: Reader

beforeAll(() => {
  const { db } = openMirror(folder.path, tables)
  openArchive(folder.path).close()
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => writer.put(objects()))
  const insert = db.prepare("INSERT INTO balance VALUES (?, 'available', ?, '{}')")
  for (const { currency, amount } of [
    { currency: 'usdc', amount: 5 },
    { currency: 'eur', amount: null },
    { currency: UNKNOWN_CURRENCY, amount: 7 },
  ])
    insert.run(currency, amount)
  db.close()
  reader = new Reader(folder.path)
})

afterAll(() => {
  reader.close()
  folder[Symbol.dispose]()
})

const PAGE = { sort: { column: 'created', direction: 'asc' }, offset: 0, limit: 500 } as const
const BY_AMOUNT = { ...PAGE, sort: { column: 'amount', direction: 'desc' } } as const

/** Every list of money: its rows as they cross to the page, in order of time or amount, and its sums. */
const lists = {
  pi: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      paymentsContract.list.output
        .parse(mirrorQueries['payments.list'](reader, { filter, ...page }))
        .rows.filter((row) => row.id.startsWith('pi_')),
    sums: null,
  },
  ch: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      paymentsContract.list.output
        .parse(mirrorQueries['payments.list'](reader, { filter, ...page }))
        .rows.filter((row) => row.id.startsWith('ch_')),
    sums: null,
  },
  re: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      refundsContract.list.output.parse(mirrorQueries['refunds.list'](reader, { filter, ...page })).rows,
    sums: () =>
      refundsContract.summary.output.parse(mirrorQueries['refunds.summary'](reader, { filter: {} })),
  },
  po: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      payoutsContract.list.output.parse(mirrorQueries['payouts.list'](reader, { filter, ...page })).rows,
    sums: () =>
      payoutsContract.summary.output.parse(mirrorQueries['payouts.summary'](reader, { filter: {} })),
  },
  tr: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      transfersContract.list.output.parse(mirrorQueries['transfers.list'](reader, { filter, ...page })).rows,
    sums: () =>
      transfersContract.summary.output.parse(mirrorQueries['transfers.summary'](reader, { filter: {} })),
  },
  dp: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      disputesContract.list.output.parse(mirrorQueries['disputes.list'](reader, { filter, ...page })).rows,
    sums: () =>
      disputesContract.summary.output.parse(mirrorQueries['disputes.summary'](reader, { filter: {} })),
  },
  txn: {
    rows: (filter: { currency?: string }, page: typeof PAGE | typeof BY_AMOUNT = PAGE) =>
      balancesContract.transactions.output.parse(
        mirrorQueries['balances.transactions'](reader, { filter, ...page }),
      ).rows,
    sums: () =>
      balancesContract.transactionSummary.output.parse(
        mirrorQueries['balances.transactionSummary'](reader, { filter: {} }),
      ),
  },
}

const TYPES: Readonly<Record<keyof typeof lists, SearchableType>> = {
  pi: 'payment_intents',
  ch: 'charges',
  re: 'refunds',
  po: 'payouts',
  tr: 'transfers',
  dp: 'disputes',
  txn: 'balance_transactions',
}

const prefixes = ['pi', 'ch', 're', 'po', 'tr', 'dp', 'txn'] as const

describe.each(prefixes)('%s of odd money', (prefix) => {
  const { rows, sums } = lists[prefix]
  const found = (query: string): readonly string[] => {
    const asked = {
      type: TYPES[prefix],
      query,
      zone: 'UTC',
      direction: 'asc',
      after: null,
      limit: 500,
    } as const
    const answer = mirrorQueries['search.query'](reader, asked)
    if (!answer.ok) throw new Error(query)
    return answer.rows.map((row) => row.id)
  }
  const idsOf = (currency: string): readonly string[] =>
    TOLD.flatMap(({ held }, at) => (held.currency === currency ? [id(prefix, at)] : []))

  it('is listed as it is, in any order', () => {
    expect(rows({}).map((row) => [row.id, row.amount])).toEqual(
      TOLD.map(({ held }, at) => [id(prefix, at), held]),
    )
    expect(rows({}, BY_AMOUNT)).toHaveLength(TOLD.length)
  })

  it.each(['usd', 'usdc', 'eur', UNKNOWN_CURRENCY])('is filtered by %s', (currency) => {
    expect(rows({ currency }).map((row) => row.id)).toEqual(idsOf(currency))
  })

  it('is found by its currency, and by having none', () => {
    expect(found('currency:usdc')).toEqual(idsOf('usdc'))
    expect(found('currency:usd')).toEqual(idsOf('usd'))
    expect(found('currency:"US dollars"')).toEqual([id(prefix, 7)])
    expect(found('currency:null')).toEqual([4, 5, 15].map((at) => id(prefix, at)))
    expect(found('amount>"9 usdc"')).toEqual(idsOf('usdc'))
  })

  // Those of payments are below.
  if (sums === null) return
  it('is added up by currency, never across', () => {
    const summary = sums()
    expect(summary.count).toBe(TOLD.length)
    expect(summary.sums.toSorted((a, b) => (a.currency < b.currency ? -1 : 1))).toEqual(SUMS)
  })
})

describe('odd money', () => {
  it('of payments is added up by currency, with filters that rows are counted for too', () => {
    for (const filter of [{}, { created: { gte: BEGIN, lt: BEGIN + 100 } }]) {
      const { sums } = paymentsContract.summary.output.parse(
        mirrorQueries['payments.summary'](reader, { filter }),
      )
      // Of each a PaymentIntent and a charge.
      expect(sums.toSorted((a, b) => (a.currency < b.currency ? -1 : 1))).toEqual(
        SUMS.map(({ currency, count, total }) => ({
          currency,
          count: count * 2,
          total: total === null ? null : toldMoney((total.amount ?? 0) * 2, currency),
        })),
      )
    }
  })

  it('is shown whole, and refundable only where its currency is known', () => {
    for (const [at, { held }] of TOLD.entries()) {
      const get = (prefix: string) =>
        paymentsContract.get.output.parse(mirrorQueries['payments.get'](reader, { id: id(prefix, at) }))
      expect(get('pi').row.amount).toEqual(held)
      expect(get('ch').refunds.map(({ amount }) => amount)).toEqual([held])
      expect(get('ch').refundable === null).toBe(held.currency === UNKNOWN_CURRENCY)
    }
  })

  it('makes no figures of the Overview wrong or fatal', () => {
    const grossOf = (currency: string) =>
      overviewContract.figures.output.parse(
        mirrorQueries['overview.figures'](reader, {
          currency,
          from: BEGIN - 86_400,
          to: BEGIN + 86_400,
          interval: 'day',
          timeZone: 'Asia/Shanghai',
        }),
      ).total.gross
    expect(grossOf('usd')).toEqual(toldMoney(1200, 'usd'))
    expect(grossOf('usdc')).toEqual(toldMoney(3_500_000, 'usdc'))
    expect(grossOf('jpy')).toEqual(toldMoney(null, 'jpy'))
    const activity = mirrorQueries['overview.activity'](reader, { since: 0 })
    overviewContract.activity.output.parse({ ...activity, operationsUnresolved: 0 })
  })

  it('is a balance of its own, and of none where its currency is not known', () => {
    const { balances } = balancesContract.get.output.parse(mirrorQueries['balances.get'](reader, {}))
    expect(balances.map(({ currency, available }) => [currency, available.total.amount])).toEqual(
      expect.arrayContaining([
        ['usdc', 5],
        ['eur', null],
        [UNKNOWN_CURRENCY, 7],
      ]),
    )
    const at = BEGIN + 1000
    const then = balancesContract.at.output.parse(mirrorQueries['balances.at'](reader, { at }))
    const totals = new Map(then.balances.map(({ currency, total }) => [currency, total.amount]))
    expect(totals.get('usdc')).toBe(3_500_000)
    expect(totals.get('jpy')).toBeNull()
    expect(totals.has(UNKNOWN_CURRENCY)).toBe(false)
    balancesContract.course.output.parse(mirrorQueries['balances.course'](reader, { to: at, days: 30 }))
    balancesContract.reconciliation.output.parse(mirrorQueries['balances.reconciliation'](reader, {}))
  })

  it('is found by half a clue', () => {
    const { groups } = mirrorQueries['search.everything'](reader, { text: '2500000' })
    expect(groups.flatMap(({ rows }) => rows.map((row) => row.id))).toContain(id('ch', 3))
  })
})
