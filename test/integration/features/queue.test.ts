import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approve, decline } from '../../../src/main/approvals/approvals.ts'
import { addOperator } from '../../../src/main/approvals/operators.ts'
import { releaseDueHolds } from '../../../src/main/limits/holds.ts'
import { bulkRefundsContract } from '../../../src/shared/features/bulk-refunds/contract.ts'
import { operationsContract } from '../../../src/shared/features/operations/contract.ts'
import { money } from '../../../src/shared/money.ts'
import { idOf } from '../../../src/main/operations/kinds/common.ts'
import { type OpenConsole, account, codeOf, openConsole } from './open-console.ts'

let on: OpenConsole
beforeEach(async () => {
  on = await openConsole()
})
afterEach(() => on.close())

const refundsOf = async (charge: string) =>
  (await on.stripe.refunds.list({ charge })).data.map(({ amount }) => amount)

/** Starts a batch of these refunds and waits until nothing of it is under way. */
async function run(rows: readonly (readonly [string, string])[]): Promise<string> {
  await on.catchUp()
  const batch = randomUUID()
  const text = ['payment,amount', ...rows.map((row) => row.join(','))].join('\n')
  const source = { type: 'csv', name: 'a.csv', bytes: new TextEncoder().encode(text) } as const
  const { bulkRefunds } = on.handlers
  expect((await bulkRefunds.dryRun({ account, source })).problems).toEqual([])
  await bulkRefunds.start({ account, batch, source, leaveOutProblems: false })
  await on.context.money.bulk.idle(batch)
  return batch
}

async function states(batch: string): Promise<readonly string[]> {
  const { rows } = bulkRefundsContract.rows.output.parse(
    await on.handlers.bulkRefunds.rows({ account, batch, offset: 0, limit: 50 }),
  )
  return rows.map(({ state }) => state)
}

describe('a bulk refund', () => {
  it('goes from the file to Stripe, row by row, and writes what became of each', async () => {
    const charges = [await on.pay(5000), await on.pay(6000)]
    const batch = await run([
      [charges[0]?.id ?? '', '12.00'],
      [idOf(charges[1]?.payment_intent) ?? '', ''],
    ])
    expect(await states(batch)).toEqual(['done', 'done'])
    expect(await refundsOf(charges[0]?.id ?? '')).toEqual([1200])
    expect(await refundsOf(charges[1]?.id ?? '')).toEqual([6000])
    expect(await on.handlers.bulkRefunds.get({ account, batch })).toMatchObject({
      state: 'finished',
      refunded: [{ count: 2, total: { amount: 7200, currency: 'usd' } }],
    })
    await on.handlers.bulkRefunds.exportResult({ account, batch })
    expect(on.saved.join('')).toMatch(/2,ch_\w+,ch_\w+,12\.00,USD,,done,re_/)
  })

  it('has rows above the threshold wait in the queue: released they are done, undone they are not sent', async () => {
    const [small, held, undone] = [await on.pay(5000), await on.pay(5000), await on.pay(5000)]
    on.limit('hold_above', 1000)
    const batch = await run([
      [small.id, '10.00'],
      [held.id, '20.00'],
      [undone.id, '30.00'],
    ])
    expect(await states(batch)).toEqual(['done', 'queued', 'queued'])
    const { operations } = on.handlers
    const { rows } = operationsContract.queue.output.parse(await operations.queue({ account }))
    expect(rows.map(({ state, amount }) => [state, amount.amount])).toEqual([
      ['held', 2000],
      ['held', 3000],
    ])
    await operations.undoHold({ account, attempt: rows[1]?.attempt ?? '' })
    expect(await states(batch)).toEqual(['done', 'queued', 'canceled'])
    on.simulator.world.advance(601)
    await on.context.stripe().balance.retrieve()
    const { ledger, now, submissions } = on.context.money
    await releaseDueHolds(ledger, now, (intent) => submissions.release(intent))
    expect(await states(batch)).toEqual(['done', 'done', 'canceled'])
    expect(await refundsOf(held.id)).toEqual([2000])
    expect(await refundsOf(undone.id)).toEqual([])
  })

  it('has rows that a second operator must approve wait; one who is not at the desk sends none', async () => {
    const [one, two] = [await on.pay(5000), await on.pay(5000)]
    const { ledger, now, desk, bulk, submissions, queueChanged } = on.context.money
    const ada = await addOperator(ledger, { name: 'Ada', pin: '123456', by: null }, now)
    const by = { operator: ada.id, pin: '123456' }
    const grace = await addOperator(ledger, { name: 'Grace', pin: '654321', by }, now)
    on.limit('approval_above', 1000)
    const batch = await run([
      [one.id, '20.00'],
      [two.id, '30.00'],
    ])
    expect(await on.handlers.bulkRefunds.get({ account, batch })).toMatchObject({
      state: 'paused',
      failure: { code: 'operator_needed' },
    })
    desk.take(ada.id)
    await on.handlers.bulkRefunds.resume({ account, batch })
    await bulk.idle(batch)
    expect(await states(batch)).toEqual(['queued', 'queued'])
    const { rows } = await on.handlers.operations.queue({ account })
    const attemptOf = (amount: number) => rows.find((row) => row.amount.amount === amount)?.attempt ?? ''
    const second = { operator: grace.id, pin: '654321' }
    await submissions.approved(await approve(ledger, attemptOf(2000), second, now))
    await decline(ledger, attemptOf(3000), second, now)
    queueChanged()
    expect(await states(batch)).toEqual(['done', 'canceled'])
    expect([await refundsOf(one.id), await refundsOf(two.id)]).toEqual([[2000], []])
  })
})

describe('a draft', () => {
  it('is kept, checked afresh, sent once with a click, and gone from the queue', async () => {
    const { id: charge } = await on.pay(5000)
    const { operations } = on.handlers
    const draft = {
      account,
      attempt: randomUUID(),
      kind: 'refund',
      amount: money(700, 'usd'),
      params: { charge, amount: 700 },
      note: 'Promised on the telephone',
    } as const
    const { attempt } = operationsContract.saveDraft.output.parse(await operations.saveDraft(draft))
    expect((await operations.queue({ account })).rows).toMatchObject([{ state: 'draft', note: draft.note }])
    expect(await refundsOf(charge)).toEqual([])
    expect(await operations.checkDraft({ account, attempt })).toEqual({ similar: [], blockers: [] })
    const send = { account, attempt, typedAmount: null, acceptSimilar: false }
    const both = await Promise.all([operations.sendDraft(send), operations.sendDraft(send)])
    expect(new Set(both.map(({ id }) => id)).size).toBe(1)
    expect(await refundsOf(charge)).toEqual([700])
    expect((await operations.queue({ account })).rows).toEqual([])
  })

  it('names what changed meanwhile, stays, and is discarded', async () => {
    const { id: charge } = await on.pay(5000)
    const { operations } = on.handlers
    const attempt = randomUUID()
    const amount = money(5000, 'usd')
    const params = { charge, amount: 5000 }
    await operations.saveDraft({ account, attempt, kind: 'refund', amount, params, note: null })
    await on.stripe.refunds.create({ charge, amount: 1000 })
    expect((await operations.checkDraft({ account, attempt })).blockers).toMatchObject([
      { code: 'refund_exceeds_remaining' },
    ])
    const send = { account, attempt, typedAmount: null, acceptSimilar: false }
    expect(await codeOf(operations.sendDraft(send))).toBe('refund_exceeds_remaining')
    expect((await operations.queue({ account })).rows).toHaveLength(1)
    expect((await operations.discardDraft({ account, attempt })).rows).toEqual([])
    expect(await codeOf(operations.sendDraft(send))).not.toBe('done')
    const again = { account, attempt, kind: 'refund', amount, params, note: null } as const
    expect(await codeOf(operations.saveDraft(again))).toBe('object_changed')
    expect(await refundsOf(charge)).toEqual([1000])
  })
})
