import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transfersContract } from '../../../src/shared/features/transfers/contract.ts'
import { money } from '../../../src/shared/money.ts'
import { activeAccount } from '../../simulator/connect.ts'
import { NEWEST, type OpenConsole, account, codeOf, openConsole, order } from './open-console.ts'

let on: OpenConsole
let destination: string
beforeAll(async () => {
  on = await openConsole()
  destination = (
    await activeAccount(on, { business_profile: { name: 'Uji Matcha', url: 'https://uji.example' } })
  ).id
})
afterAll(() => on.close())

const plain = { sourceTransaction: null, transferGroup: null, description: null } as const

describe('transfers', () => {
  it('are previewed, made, seen in the list and the detail, and reversed in part', async () => {
    const { transfers } = on.handlers
    await on.pay(500_000)
    const wanted = { ...plain, destination, transferGroup: 'order-7' }
    const shown = transfersContract.preview.output.parse(
      await transfers.preview({ ...wanted, account, amount: money(50_000, 'usd') }),
    )
    expect(shown).toMatchObject({ blockers: [], warnings: ['no_source'] })
    expect(shown.balanceAfter.amount).toBe(shown.available.amount - 50_000)
    const made = await transfers.create({ ...wanted, ...order(50_000) })
    const id = made.result ?? ''
    await on.catchUp()
    const { rows } = transfersContract.list.output.parse(
      await transfers.list({ ...NEWEST, filter: { destination } }),
    )
    expect(rows).toMatchObject([{ id, status: 'paid', transferGroup: 'order-7', operation: made.id }])
    expect(rows[0]?.destinationName).toBe('Uji Matcha')
    const byName = await transfers.list({ ...NEWEST, filter: { text: 'matcha' } })
    expect(byName.rows.map((row) => row.id)).toContain(id)
    expect((await transfers.list({ ...NEWEST, filter: { text: 'nobody at all' } })).rows).toEqual([])
    expect(
      transfersContract.previewReversal.output.parse(
        await transfers.previewReversal({ account, transfer: id }),
      ),
    ).toMatchObject({
      remaining: { amount: 50_000 },
      destinationAvailable: { amount: 50_000 },
      blockers: [],
    })
    const back = await transfers.reverse({
      ...order(20_000),
      transfer: id,
      refundApplicationFee: false,
      description: null,
    })
    await on.catchUp()
    const detail = transfersContract.get.output.parse(await transfers.get({ account, id }))
    expect(detail).toMatchObject({
      transfer: { status: 'partially_reversed', amountReversed: { amount: 20_000 } },
      reversals: [{ id: back.result, amount: { amount: 20_000 }, operation: back.id }],
    })
    expect(await transfers.summary({ account, filter: { statuses: ['partially_reversed'] } })).toMatchObject({
      count: 1,
    })
    const rest = { transfer: id, refundApplicationFee: false, description: null }
    expect(await codeOf(transfers.reverse({ ...order(30_001), ...rest }))).toBe('source_exceeded')
    await transfers.reverse({ ...order(30_000), ...rest })
    expect(await transfers.previewReversal({ account, transfer: id })).toMatchObject({
      remaining: { amount: 0 },
      blockers: [{ code: 'source_exceeded' }],
    })
  })

  it('bound to a charge that is still pending take its money and no other', async () => {
    const { transfers } = on.handlers
    const { id: sourceTransaction } = await on.pay(8000, 'pm_card_visa')
    const wanted = { ...plain, destination, sourceTransaction }
    const shown = await transfers.preview({ ...wanted, account, amount: money(3000, 'usd') })
    expect(shown).toMatchObject({ blockers: [], sourceRemaining: { amount: 8000 } })
    expect(shown.warnings).toContain('source_pending')
    expect(shown.balanceAfter).toEqual(shown.available)
    await transfers.create({ ...wanted, ...order(3000) })
    const after = await transfers.preview({ ...wanted, account, amount: money(5001, 'usd') })
    expect(after).toMatchObject({
      sourceRemaining: { amount: 5000 },
      blockers: [{ code: 'source_exceeded' }],
    })
  })

  it('to nobody, or to who may not receive, are previewed with the reason', async () => {
    const { transfers } = on.handlers
    const { id: unable } = await on.stripe.accounts.create({ type: 'custom', country: 'US' })
    const preview = async (to: string) =>
      transfersContract.preview.output.parse(
        await transfers.preview({ ...plain, destination: to, account, amount: money(100, 'usd') }),
      )
    expect((await preview('acct_nobody')).blockers).toMatchObject([{ code: 'destination_not_found' }])
    expect((await preview(unable)).blockers).toMatchObject([{ code: 'destination_not_capable' }])
    expect(await codeOf(transfers.create({ ...plain, destination: unable, ...order(100) }))).toBe(
      'destination_not_capable',
    )
    expect((await on.stripe.transfers.list({ destination: unable })).data).toEqual([])
  })
})
