import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listLog, verifyLog } from '../../../src/main/operator-log/log.ts'
import { operationStanding } from '../../../src/shared/features/operations/standing.ts'
import { type OpenConsole, account, openConsole, order } from './open-console.ts'

let on: OpenConsole
beforeEach(async () => {
  on = await openConsole()
})
afterEach(() => on.close())

const standing = async (id: string) => operationStanding(await on.handlers.operations.get({ account, id }))

/** Days pass at Stripe, the mirror learns of them, and the journal of what the mirror has learnt. */
async function later(days: number): Promise<void> {
  on.simulator.world.advance(days * 86_400)
  await on.catchUp()
}

describe('what Stripe has taken on', () => {
  it('is called pending until it is done, and back once it has failed', async () => {
    const { id: charge } = await on.pay(5000, 'pm_card_refundFail')
    await on.catchUp()
    const attempt = randomUUID()
    const made = await on.context.money.submissions.submit({
      attempt,
      kind: 'refund',
      amount: { amount: 700, currency: 'usd' },
      params: { charge, amount: 700 },
      typedAmount: null,
      acceptSimilar: false,
    })
    expect(operationStanding(made)).not.toBe('back')
    await later(30)
    await expect.poll(() => standing(made.id), { timeout: 10_000 }).toBe('back')
    const { state, resultStatus, answers } = await on.handlers.operations.get({ account, id: made.id })
    expect({ state, resultStatus }).toEqual({ state: 'succeeded', resultStatus: 'failed' })
    expect(answers.at(-1)?.outcome).toBe('aged_failed')
    const { ledger } = on.context.money
    expect(listLog(ledger, { offset: 0, limit: 1 }).rows[0]?.action).toBe('operations.aged')
    expect(verifyLog(ledger, []).ok).toBe(true)
  })

  it('of a payout is pending first, then paid', async () => {
    await on.pay(500_000)
    const made = await on.handlers.payouts.create({
      ...order(1200),
      method: 'standard',
      destination: null,
      sourceType: null,
      connectedAccount: null,
      description: null,
      statementDescriptor: null,
    })
    expect(operationStanding(made)).toBe('pending')
    await later(7)
    await expect.poll(() => standing(made.id), { timeout: 10_000 }).toBe('done')
  })

  it('of a row of a bulk refund that comes back is no longer called done', async () => {
    const { id: charge } = await on.pay(5000, 'pm_card_refundFail')
    await on.catchUp()
    const batch = randomUUID()
    const bytes = new TextEncoder().encode(`payment,amount\n${charge},5.00\n`)
    const { bulkRefunds } = on.handlers
    await bulkRefunds.start({
      account,
      batch,
      source: { type: 'csv', name: 'a.csv', bytes },
      leaveOutProblems: false,
    })
    await on.context.money.bulk.idle(batch)
    const rows = async () => (await bulkRefunds.rows({ account, batch, offset: 0, limit: 5 })).rows
    expect(await rows()).toMatchObject([{ state: 'done' }])
    await later(30)
    await expect.poll(async () => (await rows())[0]?.state, { timeout: 10_000 }).toBe('failed')
    expect((await rows())[0]?.failure?.code).toBe('came_back')
    await bulkRefunds.exportResult({ account, batch })
    expect(on.saved.join('')).toMatch(/,failed,re_\w+,.*it is failed by now/)
  })
})
