import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { payoutsContract } from '../../../src/shared/features/payouts/contract.ts'
import { money } from '../../../src/shared/money.ts'
import { activeAccount } from '../../simulator/connect.ts'
import { NEWEST, type OpenConsole, account, codeOf, openConsole, order } from './open-console.ts'

let on: OpenConsole
beforeAll(async () => {
  on = await openConsole()
  await on.pay(500_000)
})
afterAll(() => on.close())

const own = {
  method: 'standard',
  destination: null,
  sourceType: null,
  connectedAccount: null,
  description: null,
  statementDescriptor: null,
} as const
const asked = (amount: number) => ({ ...own, account, amount: money(amount, 'usd') })

describe('payouts', () => {
  it('are previewed, made, seen in the list and the detail, and canceled', async () => {
    const { payouts } = on.handlers
    const shown = payoutsContract.preview.output.parse(await payouts.preview(asked(70_000)))
    expect(shown.blockers).toEqual([])
    expect(shown.balanceAfter.amount).toBe(shown.available.amount - 70_000)
    // Stripe tells a standard account nothing of its own destinations.
    expect(shown.destinations).toBeNull()
    const made = await payouts.create({ ...own, ...order(70_000), description: 'Rent' })
    expect(made).toMatchObject({ state: 'succeeded', kind: 'payout', connectedAccount: null })
    await on.catchUp()
    const { rows } = payoutsContract.list.output.parse(await payouts.list(NEWEST))
    expect(rows).toMatchObject([
      { id: made.result, amount: { amount: 70_000 }, status: 'pending', operation: made.id },
    ])
    expect(await payouts.summary({ account, filter: { statuses: ['pending'] } })).toMatchObject({ count: 1 })
    const id = made.result ?? ''
    const detail = payoutsContract.get.output.parse(
      await payouts.get({ account, id, connectedAccount: null }),
    )
    expect(detail).toMatchObject({ canCancel: true, canReverse: false, payout: { description: 'Rent' } })
    expect(detail.transactions).toMatchObject([{ source: id, amount: { amount: -70_000 } }])
    expect((await payouts.preview(asked(70_000))).warnings).toContain('recent_similar')
    const undone = await payouts.cancel({ ...order(70_000), payout: id, connectedAccount: null })
    expect(undone.state).toBe('succeeded')
    await on.catchUp()
    expect(await payouts.get({ account, id, connectedAccount: null })).toMatchObject({
      canCancel: false,
      payout: { status: 'canceled' },
    })
    expect(await codeOf(payouts.cancel({ ...order(70_000, true), payout: id, connectedAccount: null }))).toBe(
      'payout_not_cancelable',
    )
  })

  it('that cannot be are previewed with what stands in their way, and not made', async () => {
    const { payouts } = on.handlers
    const { available } = await payouts.preview(asked(1))
    const tooMuch = available.amount + 1
    expect((await payouts.preview(asked(tooMuch))).blockers).toMatchObject([{ code: 'balance_insufficient' }])
    expect((await payouts.preview(asked(0))).blockers).toMatchObject([{ code: 'amount_invalid' }])
    expect(await codeOf(payouts.create({ ...own, ...order(tooMuch) }))).toBe('balance_insufficient')
    expect(await codeOf(payouts.get({ account, id: 'po_nowhere', connectedAccount: null }))).toBe(
      'object_not_found',
    )
  })

  it('of a connected account are read from it, reversed once paid, and only then', async () => {
    const { payouts } = on.handlers
    const { id: connectedAccount } = await activeAccount(on)
    await on.stripe.transfers.create({ amount: 40_000, currency: 'usd', destination: connectedAccount })
    const theirs = { ...own, connectedAccount }
    expect(await payouts.preview({ ...theirs, account, amount: money(900, 'usd') })).toMatchObject({
      available: { amount: 40_000 },
      blockers: [],
    })
    const made = await payouts.create({ ...theirs, ...order(900) })
    const id = made.result ?? ''
    const read = async () =>
      payoutsContract.get.output.parse(await payouts.get({ account, id, connectedAccount }))
    expect(await read()).toMatchObject({
      payout: { id, status: 'pending', operation: made.id },
      canCancel: true,
      canReverse: false,
    })
    on.simulator.world.advance(7 * 86_400)
    expect(await read()).toMatchObject({ payout: { status: 'paid' }, canCancel: false, canReverse: true })
    const back = await payouts.reverse({ ...order(900), payout: id, connectedAccount })
    expect(back).toMatchObject({ state: 'succeeded', connectedAccount })
    expect(await read()).toMatchObject({ canReverse: false, reversedBy: back.result })
  })
})
