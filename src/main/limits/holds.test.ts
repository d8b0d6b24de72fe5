import { beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../shared/errors.ts'
import { money } from '../../shared/money.ts'
import { cancelHold, listHolds, nextHoldDue, placeHold, releaseDueHolds } from './holds.ts'
import type { MoneyIntent } from './intent.ts'
import { DAY, intent, T0, usd, World } from './test-support.ts'

let world: World
beforeEach(() => {
  world = new World()
})

function refuse(code: 'offline' | 'already_refunded') {
  return () => Promise.reject(new CounterfoilError(code, code))
}

describe('holds', () => {
  const by = { operator: 'Ada', now: T0 }

  it('allows a held intent from its time on, and no other under its attempt', () => {
    world.set(usd('hold_above', 500))
    const mine = intent(501)
    expect(world.check(mine)).toEqual({ decision: 'hold', until: T0 + 600, threshold: money(500, 'usd') })
    placeHold(world.ledger, mine, T0 + 600, by)
    world.now += 599
    expect(world.check(mine)).toMatchObject({ decision: 'hold', until: T0 + 600 })
    world.now += 1
    expect(world.check(mine).decision).toBe('allowed')
    expect(world.check({ ...mine, amount: money(502, 'usd') }).decision).toBe('hold')
    expect(() => placeHold(world.ledger, { ...mine, amount: money(502, 'usd') }, world.now, by)).toThrow(
      /other values/,
    )
  })

  it('sends what is due once, in order, and not what was canceled', async () => {
    const [first, second, third] = [intent(1), intent(2), intent(3)]
    placeHold(world.ledger, second, T0 + 20, by)
    placeHold(world.ledger, first, T0 + 10, by)
    placeHold(world.ledger, third, T0 + 30, by)
    expect(listHolds(world.ledger).map(({ amount }) => amount.amount)).toEqual([1, 2, 3])
    cancelHold(world.ledger, second.attempt, by)
    const sent: MoneyIntent[] = []
    const submit = (wanted: MoneyIntent) => {
      sent.push(wanted)
      expect(() => cancelHold(world.ledger, wanted.attempt, by)).toThrow(/not waiting/)
      return Promise.resolve()
    }
    world.now = T0 + 29
    await releaseDueHolds(world.ledger, () => world.now, submit)
    await releaseDueHolds(world.ledger, () => world.now, submit)
    expect(sent).toEqual([first])
    expect(nextHoldDue(world.ledger)).toBe(T0 + 30)
    world.now = T0 + 30
    await releaseDueHolds(world.ledger, () => world.now, submit)
    expect(sent).toEqual([first, third])
    expect(nextHoldDue(world.ledger)).toBeNull()
  })

  it('waits while Stripe cannot be reached, keeps a refusal, and submits again what a crash cut short', async () => {
    const mine = intent(1)
    placeHold(world.ledger, mine, T0, by)
    await releaseDueHolds(world.ledger, () => world.now, refuse('offline'))
    expect(listHolds(world.ledger)[0]?.state).toBe('waiting')
    const crash = new Error('killed')
    await expect(
      releaseDueHolds(
        world.ledger,
        () => world.now,
        () => Promise.reject(crash),
      ),
    ).rejects.toBe(crash)
    expect(listHolds(world.ledger)[0]?.state).toBe('releasing')
    await releaseDueHolds(world.ledger, () => world.now, refuse('already_refunded'))
    expect(listHolds(world.ledger)[0]).toMatchObject({
      state: 'failed',
      failure: { code: 'already_refunded' },
    })
  })

  it('sends nothing by itself whose time was more than a day ago, but finds out about what may have left', async () => {
    const [late, forgotten, left] = [intent(1), intent(2), intent(3)]
    for (const [each, until] of [
      [late, T0 + 1],
      [forgotten, T0],
      [left, T0],
    ] as const)
      placeHold(world.ledger, each, until, by)
    world.journal(left, 'unknown')
    const sent: MoneyIntent[] = []
    world.now = T0 + DAY + 1
    const submit = (each: MoneyIntent): Promise<void> => Promise.resolve(void sent.push(each))
    await releaseDueHolds(world.ledger, () => world.now, submit)
    expect(sent.map(({ attempt }) => attempt)).toEqual([left.attempt, late.attempt])
    expect(listHolds(world.ledger).find(({ attempt }) => attempt === forgotten.attempt)).toMatchObject({
      state: 'failed',
      failure: { code: 'hold_overdue', params: { at: T0 } },
    })
  })
})
