import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { bulkRefundsContract } from '../../../shared/features/bulk-refunds/contract.ts'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import { money } from '../../../shared/money.ts'
import { BulkRefundRunner } from '../../bulk-refunds/runner.ts'
import { ledgerMigrations } from '../../store/ledger/migrations.ts'
import { migrate } from '../../store/migrations.ts'
import { bulkRefundsHandlers } from './handlers.ts'

const account = 'demo'
let sent: string[]
let asked: number
let confirmed: boolean
let saved: string[]
let runner: BulkRefundRunner
let handlers: ReturnType<typeof bulkRefundsHandlers>

function operation(amount: Operation['amount'], target: string): Operation {
  return {
    id: randomUUID(),
    account,
    kind: 'refund',
    state: 'succeeded',
    amount,
    target,
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
}

beforeEach(() => {
  const ledger = new Database(':memory:')
  migrate(ledger, ledgerMigrations)
  sent = []
  saved = []
  asked = 0
  confirmed = true
  runner = new BulkRefundRunner({
    ledger,
    runRefund: (attempt, { amount, charge }) => {
      sent.push(attempt)
      return Promise.resolve(operation(amount, charge))
    },
    findOperation: () => null,
    queueStanding: () => ({ state: 'waiting' }),
    withdraw: () => undefined,
    perSecond: 1000,
    concurrency: 2,
    now: () => 1,
    onProgress: () => undefined,
    onError: () => undefined,
  })
  const payment = (charge: string) => ({
    charge,
    captured: money(1000, 'usd'),
    refunded: money(0, 'usd'),
    isCaptured: true,
    isDisputed: false,
  })
  handlers = bulkRefundsHandlers(() =>
    Promise.resolve({
      ledger,
      now: () => 1,
      operator: () => 'Ada',
      findPayments: (targets) =>
        Promise.resolve(
          new Map(targets.filter((id) => id.startsWith('ch_')).map((id) => [id, [payment(id)]] as const)),
        ),
      runner,
      confirm: () => {
        asked++
        return Promise.resolve(confirmed)
      },
      saveFile: (name, content) => {
        saved.push(...content)
        return Promise.resolve(`/tmp/${name}`)
      },
    }),
  )
})

function csv(text: string) {
  return { type: 'csv' as const, name: 'a.csv', bytes: new TextEncoder().encode(text) }
}

describe('bulk refunds over IPC', () => {
  it('asks once for a double click and sends each row once', async () => {
    const input = bulkRefundsContract.start.input.parse({
      account,
      batch: randomUUID(),
      source: csv('payment,amount\nch_1,1\nch_2,\n'),
    })
    const both = await Promise.all([handlers.start(input), handlers.start(input)])
    await runner.idle(input.batch)
    const again = await handlers.start(input)
    expect(asked).toBe(1)
    expect(sent).toHaveLength(2)
    expect(both.map(({ id }) => id)).toEqual([input.batch, input.batch])
    expect(bulkRefundsContract.start.output.parse(again)).toMatchObject({
      state: 'finished',
      counts: { done: 2 },
    })
    await handlers.exportResult({ account, batch: input.batch })
    expect(saved.join('')).toContain('2,ch_1,ch_1,1.00,USD,,done,re_1')
  })

  it('sends nothing that was not confirmed', async () => {
    confirmed = false
    const batch = randomUUID()
    const input = { account, batch, source: csv('payment\nch_1\n'), leaveOutProblems: false }
    await expect(handlers.start(input)).rejects.toThrow(/nothing was sent/)
    await expect(handlers.get({ account, batch })).rejects.toThrow(/No batch/)
    expect(sent).toEqual([])
  })

  it('refuses rows with problems, or leaves them out where told to', async () => {
    const input = {
      account,
      batch: randomUUID(),
      source: csv('payment\nch_1\nnobody\n'),
      leaveOutProblems: false,
    }
    await expect(handlers.start(input)).rejects.toThrow(/1 problems in 2 rows/)
    expect(asked).toBe(0)
    await handlers.start({ ...input, leaveOutProblems: true })
    await runner.idle(input.batch)
    expect(sent).toHaveLength(1)
    const source = csv('payment\nnobody\n')
    const none = { account, batch: randomUUID(), source, leaveOutProblems: true }
    await expect(handlers.start(none)).rejects.toThrow(/1 problems in 1 rows/)
  })

  it('warns of a file that was run before', async () => {
    const source = csv('payment,amount\nch_1,1\n')
    const batch = randomUUID()
    expect((await handlers.dryRun({ account, source })).problems).toEqual([])
    await handlers.start({ account, batch, source, leaveOutProblems: false })
    await runner.idle(batch)
    expect((await handlers.dryRun({ account, source })).problems).toMatchObject([
      { line: 0, code: 'seen_before', severity: 'warning', params: { batch } },
    ])
  })
})
