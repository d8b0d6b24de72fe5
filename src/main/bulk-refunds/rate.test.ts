import Database from 'better-sqlite3'
import { afterEach, expect, it, vi } from 'vitest'
import { MOST_BULK_ROWS } from '../../shared/features/bulk-refunds/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import { money } from '../../shared/money.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { RateGate, endpointTemplate, limitsFor } from '../stripe/rate-gate.ts'
import { batch, createBatch } from './batches.ts'
import { totalsOf } from './dry-run.ts'
import { BulkRefundRunner } from './runner.ts'

const BATCH = '5f0e8c1e-7a39-4f0f-9a53-0d8f3a0b6c11'
/** A tenth of the most there may be: beyond the first second every row takes as long as any other. */
const ROWS = MOST_BULK_ROWS / 10
/** Stripe's own ceilings a second, https://docs.stripe.com/rate-limits: of one endpoint, and in all in live mode. */
const CEILING = { endpoint: 25, overall: 100 }

afterEach(() => {
  vi.useRealTimers()
})

function mostInOneSecond(times: readonly number[]): number {
  let most = 0
  let from = 0
  for (const [to, at] of times.entries()) {
    while ((times[from] ?? 0) <= at - 1000) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

it('1,000 rows keep within what Stripe takes, and the most there may be would end within the hour', async () => {
  vi.useFakeTimers({ now: 1_790_000_000_000, loopLimit: 10 * ROWS })
  const ledger = new Database(':memory:')
  migrate(ledger, ledgerMigrations)
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    line: n + 2,
    target: `ch_${n}`,
    charge: `ch_${n}`,
    amount: money(100, 'usd'),
    reason: null,
  }))
  const plan = { read: ROWS, rows, problems: [], totals: totalsOf(rows.map(({ amount }) => amount)) }
  const source = { type: 'selection', targets: [], reason: null } as const
  createBatch(ledger, { id: BATCH, source, plan, operator: 'Ada', now: 1 })

  const gate = new RateGate(limitsFor({ livemode: true, apiBase: null, share: 0.25 }))
  const left: { readonly endpoint: string; readonly at: number }[] = []
  const request = async (method: string, path: string) => {
    await gate.pass(method, path)
    left.push({ endpoint: endpointTemplate(method, path), at: Date.now() })
  }
  const started = Date.now()
  const runner = new BulkRefundRunner({
    ledger,
    // What a refund asks of Stripe: its guard's two reads, then the refund.
    runRefund: async (_attempt, { charge }) => {
      await Promise.all([request('GET', `/v1/charges/${charge}`), request('GET', '/v1/refunds')])
      await request('POST', '/v1/refunds')
      return made
    },
    findOperation: () => null,
    queueStanding: () => ({ state: 'waiting' }),
    withdraw: () => undefined,
    perSecond: 15,
    concurrency: 4,
    now: () => Math.floor(Date.now() / 1000),
    onProgress: () => undefined,
    onError: () => undefined,
  })
  runner.run(BATCH, 'Ada')
  await vi.runAllTimersAsync()
  await runner.idle(BATCH)
  expect(batch(ledger, BATCH)).toMatchObject({ state: 'finished', counts: { done: ROWS } })
  const all = left.map(({ at }) => at)
  const ofEndpoint = [...Map.groupBy(left, ({ endpoint }) => endpoint).values()]
  expect(ofEndpoint.map((those) => those.length)).toEqual([ROWS, ROWS, ROWS])
  const most = ofEndpoint.map((those) => mostInOneSecond(those.map(({ at }) => at)))
  expect(Math.max(...most)).toBeLessThanOrEqual(CEILING.endpoint)
  expect(mostInOneSecond(all)).toBeLessThanOrEqual(CEILING.overall)
  expect(((Date.now() - started) / 1000) * (MOST_BULK_ROWS / ROWS)).toBeLessThan(3600)
})

const made: Operation = {
  id: '3c2f4a5e-0c0f-4b8e-9a53-0d8f3a0b6c11',
  account: 'demo',
  kind: 'refund',
  state: 'succeeded',
  amount: money(100, 'usd'),
  target: 'ch_1',
  result: 're_1',
  resultStatus: 'succeeded',
  reason: null,
  idempotencyKey: 'k',
  createdAt: 1,
  firstSentAt: 1,
  settledAt: 1,
  sends: 1,
  answers: [],
  connectedAccount: null,
  operator: 'Ada',
  closing: null,
}
