import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type PaymentFilter,
  type PaymentRow,
  type PaymentSort,
  paymentStatuses,
} from '../../src/shared/features/payments/contract.ts'
import { toDecimal, UNKNOWN_CURRENCY } from '../../src/shared/money.ts'
import { balancesQueries } from '../../src/main/features/balances/queries.ts'
import { overviewQueries } from '../../src/main/features/overview/queries.ts'
import { listPayments, paymentListQuery, summarizePayments } from '../../src/main/features/payments/list.ts'
import { getPayment } from '../../src/main/features/payments/detail.ts'
import { refundsQueries } from '../../src/main/features/refunds/queries.ts'
import { listSql } from '../../src/main/store/mirror/listing.ts'
import { ROLLUP_SIZES } from '../../src/main/store/mirror/rollups.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { matches, parseTerms } from '../../src/main/store/mirror/search-text.ts'
import { parseStripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { mirrorAll, openShop, temporaryFolder } from './support.ts'

const folder = temporaryFolder()
let reader: Reader
let rows: readonly (PaymentRow & { readonly n: number; readonly search: string; readonly key: string })[] = []

/** Charges with texts that the shop has none of. */
const TEXTS = [
  '退款 中国茶叶',
  'ÄÖÜ ﬁne ＡＢＣ',
  '100% "quoted" a_b',
  'émile 张',
  'o’neill\tx',
  '🍵 tea',
  'NULL ; --',
]

const CURRENCIES = ['usd', 'jpy', 'usdc', null]

beforeAll(async () => {
  await using shop = await openShop({ seed: 'demo', payments: 500, now: 1_790_000_000 })
  await mirrorAll(folder.path, shop)
  const { db } = openMirror(folder.path, tables)
  // Stretches of a few payments, as a list of a million has hundreds of them.
  const writer = new MirrorWriter(db, tables, 7)
  writer.transaction(() => {
    const objects = TEXTS.map((description, index) =>
      parseStripeObject({
        id: `ch_text${index}`,
        object: 'charge',
        created: 1_789_000_000 + (index % 3),
        amount: index === 6 ? 1250.5 : 1250 + index,
        currency: CURRENCIES[index % CURRENCIES.length],
        status: 'succeeded',
        captured: true,
        description,
        metadata: { order: `A-${index}77` },
      }),
    )
    writer.put(objects.filter((object) => object !== null))
  })
  db.close()
  reader = new Reader(folder.path)
  const all = listPayments(reader, {
    filter: {},
    sort: { column: 'created', direction: 'desc' },
    offset: 0,
    limit: 100_000,
  })
  rows = all.rows.map((row) => {
    const more = reader.get<{ n: number; search: string; key: string }>(
      'SELECT n, search, customer_key AS key FROM payment WHERE id = ?',
      [row.id],
    )
    if (more === undefined) throw new Error(row.id)
    return { ...row, ...more }
  })
})
afterAll(() => {
  reader.close()
  folder[Symbol.dispose]()
})

type Full = (typeof rows)[number]

const amountOf = ({ amount }: Full): number => amount.amount ?? 0

function accepts(row: Full, filter: PaymentFilter): boolean {
  const terms = parseTerms(filter.text ?? '')
  return (
    filter.statuses?.includes(row.status) !== false &&
    (filter.currency === undefined || row.amount.currency === filter.currency) &&
    (filter.amount?.min === undefined || amountOf(row) >= filter.amount.min) &&
    (filter.amount?.max === undefined || amountOf(row) <= filter.amount.max) &&
    (filter.created?.gte === undefined || row.created >= filter.created.gte) &&
    (filter.created?.lt === undefined || row.created < filter.created.lt) &&
    (filter.customer === undefined || row.customer === filter.customer) &&
    terms.every((term) =>
      term.kind === 'id'
        ? [row.id, row.charge, row.customer].some((id) => id?.startsWith(term.text) === true)
        : matches(row.search, term),
    )
  )
}

function keyOf(row: Full, column: PaymentSort['column']): number | string {
  if (column === 'created') return row.n
  if (column === 'amount') return amountOf(row)
  return column === 'status' ? paymentStatuses.indexOf(row.status) : row.key
}

/** Strings as SQLite orders them: by their UTF-8 bytes. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

function expected(filter: PaymentFilter, sort: PaymentSort): readonly string[] {
  const sign = sort.direction === 'asc' ? 1 : -1
  return rows
    .filter((row) => accepts(row, filter))
    .toSorted((a, b) => sign * (compare(keyOf(a, sort.column), keyOf(b, sort.column)) || a.n - b.n))
    .map(({ id }) => id)
}

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 })

/** Text that has a chance to be found: pieces of what is there, of one to nine characters, and plain noise. */
const typed = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 9 })).map(([row, start, length]) => {
    const search = rows[row % rows.length]?.search ?? ''
    const from = start % Math.max(1, search.length)
    return search.slice(from, from + length)
  }),
  fc.tuple(fc.nat(), fc.integer({ min: 4, max: 20 })).map(([row, length]) => {
    const found = rows[row % rows.length]
    return (found?.charge ?? found?.id ?? '').slice(0, length)
  }),
  fc.constantFrom('退款', '款', '中国', '张', 'tea', 'é', '%', '"', '12.50', '1,250', 'succ', '🍵 t'),
  fc.string({ maxLength: 6 }),
)

const filters: fc.Arbitrary<PaymentFilter> = fc
  .record({
    statuses: optional(fc.uniqueArray(fc.constantFrom(...paymentStatuses), { minLength: 1, maxLength: 4 })),
    currency: optional(fc.constantFrom('usd', 'eur', 'jpy', 'usdc', UNKNOWN_CURRENCY)),
    amount: optional(fc.record({ min: fc.nat(6000), max: fc.integer({ min: 2000, max: 20_000 }) })),
    created: optional(
      fc.record({
        gte: fc.integer({ min: 1_740_000_000, max: 1_790_000_000 }),
        lt: fc.integer({ min: 1_740_000_000, max: 1_790_000_000 }).map((time) => time - (time % 900)),
      }),
    ),
    text: optional(
      fc.oneof(
        typed,
        fc.tuple(typed, typed).map((pair) => pair.join(' ')),
      ),
    ),
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON leaves out what is undefined, as the contract has it.
  .map((filter) => JSON.parse(JSON.stringify(filter)) as PaymentFilter)

const sorts: fc.Arbitrary<PaymentSort> = fc.record({
  column: fc.constantFrom('created', 'amount', 'status', 'customer'),
  direction: fc.constantFrom('asc', 'desc'),
})

test.each([0, 30, 20_000])('any filter, order and window is as a plain filter has it (few: %d)', (few) => {
  const under = new Reader(folder.path, few)
  let found = 0
  fc.assert(
    fc.property(
      filters,
      sorts,
      fc.nat(600),
      fc.integer({ min: 1, max: 60 }),
      (filter, sort, offset, limit) => {
        const ids = expected(filter, sort)
        found += ids.length > 0 ? 1 : 0
        const answer = listPayments(under, { filter, sort, offset, limit }).rows.map(({ id }) => id)
        expect(answer).toEqual(ids.slice(offset, offset + limit))
        const from = ids.length === 0 ? 0 : offset % ids.length
        expect(listPayments(under, { filter, sort, offset: from, limit }).rows.map(({ id }) => id)).toEqual(
          ids.slice(from, from + limit),
        )
        const summary = summarizePayments(under, { filter })
        expect(summary.exact).toBe(true)
        expect(summary.count).toBe(ids.length)
        const accepted = rows.filter((row) => accepts(row, filter))
        for (const { currency, count, total } of summary.sums) {
          const those = accepted.filter(({ amount }) => amount.currency === currency)
          const sum = those.reduce((all, row) => all + amountOf(row), 0)
          expect(count).toBe(those.length)
          expect(total).toEqual(currency === UNKNOWN_CURRENCY ? null : { amount: sum, currency })
        }
      },
    ),
    { numRuns: 1000 },
  )
  expect(found).toBeGreaterThan(250)
  under.close()
})

test('what the index of words finds is what the text holds, words of two Chinese characters too', () => {
  const text = (typing: string): readonly (string | null)[] =>
    listPayments(reader, {
      filter: { text: typing },
      sort: { column: 'created', direction: 'desc' },
      offset: 0,
      limit: 500,
    }).rows.map(({ description }) => description)
  expect(text('退款')).toEqual(['退款 中国茶叶'])
  expect(text('茶叶')).toEqual(['退款 中国茶叶'])
  expect(text('abc')).toContain('ÄÖÜ ﬁne ＡＢＣ')
  expect(text('12.50')).toContain('退款 中国茶叶')
  expect(text('12.50')).not.toContain('ÄÖÜ ﬁne ＡＢＣ')
  expect(text('1,251')).toContain('ÄÖÜ ﬁne ＡＢＣ')
  expect(text('A-277')).toEqual(['100% "quoted" a_b'])
  expect(text('ch_text3')).toEqual(['émile 张'])
  expect(toDecimal({ amount: 1251, currency: 'jpy' })).toBe('1251')
})

test('every order offered is read along an index, never sorted', () => {
  for (const column of ['created', 'amount', 'status', 'customer'] as const) {
    for (const filter of [{}, { currency: 'usd' }, { statuses: ['succeeded', 'failed'] as const }]) {
      for (const direction of ['asc', 'desc'] as const) {
        const input = { filter, sort: { column, direction }, offset: 0, limit: 100 }
        // As it is when the rows are many: no index narrows them to a few.
        const query = { ...paymentListQuery(reader, input), narrowings: [] }
        const { sql, params } = listSql(query)
        const plan = reader
          .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
          .map(({ detail }) => detail)
        const told = `${JSON.stringify(input)}: ${plan.join('; ')}`
        expect([told, plan.length]).toEqual([told, 1])
        expect(`${told}: ${plan[0]}`).toMatch(/USING COVERING INDEX payment_/)
      }
    }
  }
})

test('sums kept with the rows equal sums made from the rows', () => {
  const kept = reader.all<{
    family: string
  }>(`SELECT family, currency, status, count, amount FROM rollup WHERE size = 0
    ORDER BY family, currency, status`)
  const made = reader.all(
    `SELECT 'balance_transaction' AS family, currency, type AS status, count(*) AS count, sum(amount) AS amount
       FROM balance_transaction GROUP BY 2, 3
     UNION ALL SELECT 'balance_total', currency, '', count(*), 0 FROM balance_transaction GROUP BY 2
     UNION ALL SELECT 'balance_available', currency, '', count(*), 0 FROM balance_transaction GROUP BY 2
     UNION ALL SELECT 'dispute', currency, status, count(*), sum(amount) FROM dispute GROUP BY 2, 3
     UNION ALL SELECT 'payment', currency, CASE status ${paymentStatuses
       .map((status, index) => `WHEN ${index} THEN '${status}'`)
       .join(' ')} END, count(*), sum(amount) FROM payment GROUP BY 2, 3
     UNION ALL SELECT 'refund', currency, status, count(*), sum(amount) FROM refund GROUP BY 2, 3
     ORDER BY 1, 2, 3`,
  )
  expect(kept).toEqual(made)
  const notOfBalances = kept.filter(({ family }) => !/^balance_(total|available)$/.test(family))
  for (const size of ROLLUP_SIZES.filter((each) => each > 0)) {
    expect(
      reader.all(`SELECT family, currency, status, sum(count) AS count, sum(amount) AS amount FROM rollup
        WHERE size = ${size} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`),
    ).toEqual(size === 86_400 ? kept : notOfBalances)
  }
})

test('what needs attention is counted as the lists count it', () => {
  const refunds = (status: 'pending' | 'requires_action' | 'failed', gte: number) =>
    refundsQueries['refunds.summary'](reader, { filter: { statuses: [status], created: { gte } } }).count
  const days = (count: number) => 1_790_000_000 - count * 86_400
  for (const since of [days(400), days(30), days(0)]) {
    const found = overviewQueries['overview.activity'](reader, { since })
    const uncaptured = rows.filter(({ status }) => status === 'uncaptured').length
    expect(found.uncaptured).toBe(uncaptured)
    expect(found.refundsPending).toBe(refunds('pending', 0) + refunds('requires_action', 0))
    expect(found.refundsFailed).toBe(refunds('failed', since))
    expect(found.payoutsFailed).toBe(
      reader.all('SELECT id FROM payout WHERE status = ? AND created >= ?', ['failed', since]).length,
    )
    const due = reader.all<{ due_by: number }>(
      `SELECT due_by FROM dispute WHERE status IN ('needs_response', 'warning_needs_response') ORDER BY due_by`,
    )
    expect(found.needsResponse).toBe(due.length)
    expect(found.responseDue).toBe(due[0]?.due_by ?? null)
  }
})

test('figures of the overview add up, in whole-hour and quarter-hour time zones', () => {
  const figures = overviewQueries['overview.figures']
  const span = { from: 1_758_000_000 - (1_758_000_000 % 86_400), to: 1_789_948_800, currency: 'usd' }
  const moved = rows.flatMap(({ id, status, amount, created }) =>
    ['succeeded', 'partially_refunded', 'refunded', 'disputed'].includes(status) && amount.currency === 'usd'
      ? [{ created, captured: getPayment(reader, { id }).amountCaptured?.amount ?? 0 }]
      : [],
  )
  const capturedIn = (start: number, end: number): number =>
    moved
      .filter(({ created }) => created >= start && created < end)
      .reduce((sum, { captured }) => sum + captured, 0)
  for (const timeZone of ['UTC', 'Asia/Shanghai', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York']) {
    for (const interval of ['day', 'week', 'month'] as const) {
      const { total, buckets } = figures(reader, { ...span, interval, timeZone })
      expect(total.gross.amount).toBe(capturedIn(span.from, span.to))
      expect(buckets.map(({ gross }) => gross.amount)).toEqual(
        buckets.map(({ start, end }) => capturedIn(start, end)),
      )
      expect(
        buckets.every(({ start, end }, index) => end > start && (buckets[index + 1]?.start ?? end) === end),
      ).toBe(true)
    }
  }
})

test('a payment is shown whole', () => {
  const disputed = rows.find(({ status }) => status === 'disputed')
  const partly = rows.find(({ status }) => status === 'partially_refunded')
  if (disputed === undefined || partly === undefined) throw new Error('The shop has none')
  expect(getPayment(reader, { id: disputed.id }).disputes).not.toHaveLength(0)
  const detail = getPayment(reader, { id: partly.id })
  expect(detail.refunds.reduce((sum, { amount }) => sum + (amount.amount ?? 0), 0)).toBe(
    partly.amountRefunded.amount,
  )
  expect(detail.refundable?.amount).toBe((detail.amountCaptured?.amount ?? 0) - partly.amountRefunded.amount)
  expect(detail.settlement?.net.amount).toBe(
    (detail.settlement?.gross.amount ?? 0) - (detail.settlement?.fee.amount ?? 0),
  )
  expect(detail.raw.map(({ object }) => object)).toEqual(
    expect.arrayContaining(['payment_intent', 'charge', 'balance_transaction', 'refund']),
  )
  expect(detail.timeline.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['charge.succeeded', 'refund.created']),
  )
  expect(detail.timeline.map(({ at }) => at)).toEqual(
    detail.timeline.map(({ at }) => at).toSorted((a, b) => a - b),
  )
  expect(getPayment(reader, { id: partly.charge ?? '' }).row.id).toBe(partly.id)
})

test('refunds and balance transactions list, filter and add up', () => {
  const sort = { column: 'created', direction: 'desc' } as const
  const refunds = refundsQueries['refunds.list'](reader, { filter: {}, sort, offset: 0, limit: 500 }).rows
  expect(refundsQueries['refunds.summary'](reader, { filter: {} }).count).toBe(refunds.length)
  expect(refunds.length).toBeGreaterThan(5)
  const [one] = refunds
  const byId = { text: one?.id ?? '' }
  expect(refundsQueries['refunds.list'](reader, { filter: byId, sort, offset: 0, limit: 5 }).rows).toEqual([
    one,
  ])
  const named = { text: one?.customerName ?? '' }
  expect(
    refundsQueries['refunds.list'](reader, { filter: named, sort, offset: 0, limit: 500 }).rows,
  ).toContainEqual(one)
  const list = balancesQueries['balances.transactions']
  const fees = { types: ['charge'], currency: 'usd' }
  const { count, sums } = balancesQueries['balances.transactionSummary'](reader, { filter: fees })
  const charges = list(reader, {
    filter: fees,
    sort: { column: 'net', direction: 'asc' },
    offset: 0,
    limit: 500,
  }).rows
  expect(charges.length).toBe(Math.min(500, count))
  expect(charges.map(({ net }) => net.amount)).toEqual(
    charges.map(({ net }) => net.amount).toSorted((a, b) => Number(a) - Number(b)),
  )
  expect(count).toBeLessThanOrEqual(500)
  expect(sums[0]?.total?.amount).toBe(charges.reduce((sum, { amount }) => sum + (amount.amount ?? 0), 0))
  expect(balancesQueries['balances.transactionTypes'](reader, {})).toContain('charge')
  const { balances } = balancesQueries['balances.get'](reader, {})
  expect(balances.length).toBeGreaterThan(0)
  for (const { pending, arriving } of balances) {
    expect(arriving.reduce((sum, { amount }) => sum + (amount.amount ?? 0), 0)).toBe(pending.total.amount)
  }
})
