import fc from 'fast-check'
import { mkdtempSync, appendFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '../../src/simulator/server.ts'
import type { Api } from '../../src/simulator/api.ts'
import { z } from 'zod'
import { idOf, type TableName } from '../../src/simulator/world/tables.ts'
import { type Bench, bench, DAY, stopped } from './support.ts'

const NOW = 1_795_219_200
const PAYMENTS = 1200

let at: Bench
beforeAll(async () => {
  at = await bench({ seed: 'demo', payments: PAYMENTS, now: NOW })
})
afterAll(() => at.simulator.close())

const all = (api: Api, name: TableName): readonly object[] => [...api.world.platform.table(name).values()]
const pageOf = z.object({
  data: z.array(z.object({ id: z.string(), created: z.int() })),
  has_more: z.boolean(),
})
const balances = (api: Api) =>
  JSON.stringify(['usd', 'eur', 'gbp', 'jpy', 'hkd'].map((c) => api.world.platform.ledger.total(c)))
const TYPES = [
  'charge',
  'payment_intent',
  'customer',
  'refund',
  'dispute',
  'balance_transaction',
  'payout',
  'event',
  'payment_method',
  'transfer',
  'transfer_reversal',
  'application_fee',
  'topup',
  'product',
  'price',
  'invoice',
  'subscription',
  'checkout.session',
  'setup_intent',
] as const

test('the same seed and size are the same shop', () => {
  const [a, b] = [
    createApi({ seed: 'demo', payments: 1000, now: NOW, realTime: stopped(NOW) }),
    createApi({ seed: 'demo', payments: 1000, now: NOW, realTime: stopped(NOW) }),
  ]
  for (const type of TYPES) expect(JSON.stringify(all(a, type))).toBe(JSON.stringify(all(b, type)))
})

test('it opens at any time of any day', () => {
  // Through the day in steps of fifty minutes and a few seconds, over four months.
  for (let step = 0; step < 29; step++) {
    const now = NOW + step * (4 * DAY + 50 * 60 + 7)
    const { world } = createApi({ seed: 'demo', payments: PAYMENTS, now, realTime: stopped(now) })
    expect(world.platform.table('transfer_reversal').size).toBeGreaterThan(0)
  }
})

test('it has as many payments as asked for', () => {
  expect(at.simulator.world.platform.table('payment_intent').size).toBe(PAYMENTS)
  const small = createApi({ seed: 'demo', payments: 70, now: NOW, realTime: stopped(NOW) })
  expect(small.world.platform.table('payment_intent').size).toBe(70)
})

test('it is one believable shop', () => {
  const { platform } = at.simulator.world
  const charges = [...platform.table('charge').values()]
  const share = (n: number) => n / charges.length
  expect(share(charges.filter((c) => c.status === 'failed').length)).toBeGreaterThan(0.03)
  expect(share(charges.filter((c) => c.status === 'failed').length)).toBeLessThan(0.1)
  expect(share(charges.filter((c) => c.amount_refunded > 0).length)).toBeGreaterThan(0.02)
  expect(charges.some((c) => c.amount_refunded > 0 && !c.refunded)).toBe(true)
  expect(charges.some((c) => c.disputed)).toBe(true)
  expect(new Set(charges.map((c) => c.currency))).toEqual(new Set(['usd', 'eur', 'gbp', 'jpy', 'hkd', 'cny']))
  expect(
    [...platform.table('customer').values()].some((c) => 'name' in c && /[\u4e00-\u9fff]/.test(c.name ?? '')),
  ).toBe(true)
  const first = charges[0]?.created ?? NOW
  expect(NOW - first).toBeGreaterThan(500 * DAY)
})

test('every seeded object is found by its id, in order, at its place', () => {
  for (const type of TYPES) {
    const table = at.simulator.world.platform.table(type)
    let last = 0
    for (const object of table.values()) {
      expect(table.get(object.id)).toEqual(object)
      const created = 'created' in object && typeof object.created === 'number' ? object.created : last
      expect(created).toBeGreaterThanOrEqual(last)
      last = created
    }
  }
  expect(at.simulator.world.platform.get('charge', 'ch_3000000KLq7Zx0Brd000000q')).toBeUndefined()
})

test('its partners have accounts, money and troubles of their own', async () => {
  const { accounts, platform } = at.simulator.world
  const partners = [...accounts.values()].filter(({ id }) => id !== platform.id)
  expect(partners).toHaveLength(12)
  const shown = partners.map((store) => store.get('account', store.id))
  expect(new Set(shown.map((one) => one?.country)).size).toBeGreaterThan(4)
  expect(shown.filter((one) => one?.requirements?.currently_due?.length)).toHaveLength(2)
  expect(shown.filter((one) => one?.requirements?.disabled_reason?.startsWith('rejected.'))).toHaveLength(1)
  for (const { table, ledger } of partners.map((store) => ({
    table: <N extends TableName>(name: N) => store.table(name),
    ledger: store.ledger,
  }))) {
    const sums: Record<string, number> = {}
    for (const t of table('balance_transaction').values()) sums[t.currency] = (sums[t.currency] ?? 0) + t.net
    for (const [currency, sum] of Object.entries(sums)) {
      const { available, pending } = ledger.total(currency)
      expect(available + pending).toBe(sum)
    }
  }
  const transfers = [...platform.table('transfer').values()]
  expect(transfers.length).toBeGreaterThan(50)
  for (const { destination, destination_payment: payment, amount } of transfers)
    expect(accounts.get(idOf(destination) ?? '')?.get('charge', idOf(payment) ?? '')?.amount).toBe(amount)
  const payouts = partners.flatMap((store) =>
    [...store.table('payout').values()].map((p) => [store.id, p] as const),
  )
  expect(payouts.map(([, { status }]) => status)).toEqual(
    expect.arrayContaining(['paid', 'failed', 'canceled']),
  )
  for (const [stripeAccount, payout] of payouts.filter(([, p]) => p.automatic).slice(-12)) {
    const content = at.stripe.balanceTransactions.list({ payout: payout.id, limit: 100 }, { stripeAccount })
    let sum = 0
    for await (const t of content) if (t.type !== 'payout') sum += t.net
    expect(sum).toBe(payout.amount)
  }
})

test('every part of the console has something to show', async () => {
  const { platform } = at.simulator.world
  const statuses = (name: 'invoice' | 'subscription' | 'checkout.session' | 'setup_intent' | 'refund') =>
    new Set(Array.from(platform.table(name).values(), ({ status }) => status))
  expect(statuses('invoice')).toEqual(new Set(['paid', 'open', 'draft', 'void', 'uncollectible']))
  expect(statuses('subscription')).toEqual(new Set(['active', 'canceled', 'past_due', 'trialing']))
  expect(statuses('checkout.session')).toEqual(new Set(['complete', 'expired', 'open']))
  expect(statuses('setup_intent').size).toBeGreaterThan(3)
  expect(statuses('refund')).toContain('failed')
  for (const name of ['coupon', 'promotion_code', 'payment_link', 'webhook_endpoint', 'credit_note'] as const)
    expect(platform.table(name).size).toBeGreaterThan(0)
  const events = await at.stripe.events.list({ type: 'invoice.*', limit: 5 })
  expect(events.data.length).toBeGreaterThan(0)
  expect((await at.stripe.prices.list({ limit: 100, lookup_keys: ['club_month'] })).data).toHaveLength(1)
})

test('it ends with matters that wait for somebody', () => {
  const { platform } = at.simulator.world
  const open = [...platform.table('dispute').values()].filter(({ status }) => status.endsWith('response'))
  const due = open.map(({ evidence_details: { due_by: by } }) => ((by ?? 0) - NOW) / DAY)
  expect(Math.min(...due)).toBeGreaterThan(1)
  expect(Math.min(...due)).toBeLessThan(2)
  expect(open.map(({ status }) => status)).toContain('warning_needs_response')
  const lapsing = [...platform.table('charge').values()].flatMap(
    ({ captured, payment_method_details: details }) =>
      captured ? [] : (details?.card?.capture_before ?? []),
  )
  expect(lapsing.some((before) => before > NOW && before - NOW < DAY)).toBe(true)
  const recently = (name: 'refund' | 'payout', status: string) =>
    [...platform.table(name).values()].filter((one) => one.status === status && NOW - one.created < 7 * DAY)
  expect(recently('refund', 'pending')).not.toEqual([])
  expect(recently('refund', 'failed')).not.toEqual([])
  expect(recently('payout', 'failed')).toMatchObject([{ failure_code: 'account_closed' }])
})

test('the books add up: balance, and each payout is the sum of its transactions', async () => {
  const { platform, clock } = at.simulator.world
  const sums: Record<string, number> = {}
  for (const t of platform.table('balance_transaction').values())
    sums[t.currency] = (sums[t.currency] ?? 0) + t.net
  for (const [currency, sum] of Object.entries(sums)) {
    const { available, pending } = platform.ledger.total(currency)
    expect([currency, available + pending]).toEqual([currency, sum])
    expect(available).toBeGreaterThan(0)
  }
  expect(clock.now()).toBeGreaterThan(0)
  const { data: payouts } = await at.stripe.payouts.list({ limit: 5 })
  expect(payouts).toHaveLength(5)
  for (const payout of payouts) {
    let sum = 0
    for await (const t of at.stripe.balanceTransactions.list({ payout: payout.id, limit: 100 }))
      if (t.type !== 'payout') sum += t.net
    expect(sum).toBe(payout.amount)
  }
})

test('references lead to objects that refer back', () => {
  const { platform } = at.simulator.world
  for (const charge of platform.table('charge').values()) {
    expect(platform.get('payment_intent', idOf(charge.payment_intent) ?? '')?.latest_charge).toBe(charge.id)
    expect(platform.get('payment_method', charge.payment_method ?? '')?.id).toBe(charge.payment_method)
    expect(platform.get('customer', idOf(charge.customer) ?? '')?.id ?? null).toBe(charge.customer)
    const transaction = platform.get('balance_transaction', idOf(charge.balance_transaction) ?? '')
    expect(transaction?.source).toBe(charge.balance_transaction ? charge.id : undefined)
    // What a bank sent back is not refunded any more.
    const refunds = platform
      .table('refund')
      .find(`charge:${charge.id}`)
      .filter((r) => r.status !== 'failed')
    expect(refunds.reduce((sum, r) => sum + r.amount, 0)).toBe(charge.amount_refunded)
  }
})

test('paging through any list in any steps gives every object once, newest first', async () => {
  const api = createApi({ seed: 'demo', payments: 120, now: NOW, realTime: stopped(NOW) })
  const page = (query: Record<string, string>) => {
    const answer = api.handle({
      method: 'GET',
      path: '/v1/charges',
      raw: query,
      authorization: 'Bearer sk_test_x',
    })
    return pageOf.parse(JSON.parse(answer.body))
  }
  for (const amount of [500, 600, 700])
    api.handle({
      method: 'POST',
      path: '/v1/charges',
      raw: { amount: String(amount), currency: 'usd', source: 'tok_visa' },
      authorization: 'Bearer sk_test_x',
    })
  const every = [...api.world.platform.table('charge').values()].map((c) => c.id).toReversed()
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }),
      fc.nat(every.length - 1),
      (sizes, start) => {
        const seen: string[] = []
        let more = true
        for (let i = 0; more; i++) {
          const limit = String(sizes[i % sizes.length])
          const found = page(seen.length === 0 ? { limit } : { limit, starting_after: seen.at(-1) ?? '' })
          seen.push(...found.data.map((c) => c.id))
          more = found.has_more
        }
        expect(seen).toEqual(every)
        const back = page({ limit: '10', ending_before: every[start] ?? '' })
        expect(back.data.map((c) => c.id)).toEqual(every.slice(Math.max(0, start - 10), start))
        expect(back.has_more).toBe(start > 10)
      },
    ),
    { numRuns: 60 },
  )
})

test('a created filter is exact at its edges', async () => {
  const [newest, , third] = (await at.stripe.charges.list({ limit: 3 })).data
  const from = third?.created ?? 0
  expect((await at.stripe.charges.list({ created: { gte: from }, limit: 100 })).data.at(-1)?.created).toBe(
    from,
  )
  for (const c of (await at.stripe.charges.list({ created: { gt: from }, limit: 100 })).data)
    expect(c.created).toBeGreaterThan(from)
  for (const c of (await at.stripe.charges.list({ created: { lt: newest?.created ?? 0 }, limit: 10 })).data)
    expect(c.created).toBeLessThan(newest?.created ?? 0)
})

test('a customer has its own payments, by list and by email', async () => {
  const [charge] = (await at.stripe.charges.list({ limit: 100 })).data.filter((c) => c.customer)
  const customer = idOf(charge?.customer) ?? ''
  const own = await at.stripe.charges.list({ customer, limit: 100 })
  expect(own.data.length).toBeGreaterThan(0)
  expect(own.data.every((c) => c.customer === customer)).toBe(true)
  const found = await at.stripe.customers.retrieve(customer)
  if (found.deleted) throw new Error('deleted')
  expect((await at.stripe.customers.list({ email: found.email ?? '' })).data.map((c) => c.id)).toEqual([
    customer,
  ])
})

test('what a demo shop does survives a restart, a torn last line does not hurt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  const stateFile = join(folder, 'state.jsonl')
  const open = () => createApi({ seed: 'demo', payments: 200, now: NOW, realTime: stopped(NOW), stateFile })
  try {
    const first = open()
    const charge = [...first.world.platform.table('charge').values()].findLast(
      (c) => c.captured && c.status === 'succeeded' && !c.refunded && !c.disputed,
    )
    const refund = {
      method: 'POST',
      path: '/v1/refunds',
      raw: { charge: charge?.id ?? '', amount: '100' },
      authorization: 'Bearer sk_test_x',
      idempotencyKey: 'k1',
    }
    const answer = first.handle(refund)
    expect(answer.status).toBe(200)
    first.world.advance(20 * 3600)
    first.rule('sk_test_gone', { state: 'revoked' })
    const before = balances(first)
    first.world.journal.close()
    appendFileSync(stateFile, '[{"kind":"put","acc')
    const second = open()
    expect(balances(second)).toBe(before)
    expect(second.handle(refund).body).toBe(answer.body)
    const gone = { ...refund, idempotencyKey: 'k2', authorization: 'Bearer sk_test_gone' }
    expect(second.handle(gone).status).toBe(401)
    expect(second.world.platform.get('charge', charge?.id ?? '')?.amount_refunded).toBe(
      (charge?.amount_refunded ?? 0) + 100,
    )
    expect(second.world.platform.table('event').size).toBe(first.world.platform.table('event').size)
    second.world.journal.close()
    expect(() =>
      createApi({ seed: 'demo', payments: 300, now: NOW, realTime: stopped(NOW), stateFile }),
    ).toThrow('--payments 200')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('new payments arrive when asked', async () => {
  const before = at.simulator.world.platform.table('payment_intent').size
  await at.control('POST', 'arrivals', { add: 20 })
  expect(at.simulator.world.platform.table('payment_intent').size).toBe(before + 20)
})
