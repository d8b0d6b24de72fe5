import { beforeEach, describe, expect, it } from 'vitest'
import { listLog, verifyLog } from '../operator-log/log.ts'
import { limitsAt, withdrawLimitChange } from './limits.ts'
import { DAY, intent, usd, World } from './test-support.ts'

let world: World
beforeEach(() => {
  world = new World()
})

describe('limits', () => {
  it('lowers at once, and raises after the delay unless a second operator agrees', () => {
    world.set(usd('day_amount', 1000))
    expect(world.set(usd('day_amount', 500)).effectiveAt).toBe(world.now)
    expect(world.check(intent(501)).decision).toBe('refused')
    expect(world.set(usd('day_amount', 2000)).effectiveAt).toBe(world.now + DAY)
    expect(limitsAt(world.ledger, world.now).pending).toHaveLength(1)
    expect(world.check(intent(501)).decision).toBe('refused')
    world.now += DAY
    expect(world.check(intent(2000)).decision).toBe('allowed')
    expect(world.set(usd('day_amount', null)).effectiveAt).toBe(world.now + DAY)
    world.set(usd('day_amount', null), 'Grace')
    expect(world.check(intent(99_999)).decision).toBe('allowed')
  })

  it('delays a shorter delay, or the delay would be none', () => {
    world.set({ kind: 'any', measure: 'raise_delay_seconds', currency: null, value: 0 })
    world.set(usd('day_amount', 10))
    expect(world.set(usd('day_amount', 20)).effectiveAt).toBe(world.now + DAY)
    expect(
      world.set({ kind: 'any', measure: 'raise_delay_seconds', currency: null, value: 2 * DAY }).effectiveAt,
    ).toBe(world.now)
    expect(world.set(usd('day_amount', 30)).effectiveAt).toBe(world.now + 2 * DAY)
  })

  it('lets a newer request replace one that waits, and one be taken back', () => {
    world.set(usd('day_amount', 100))
    world.set(usd('day_amount', 900))
    world.now += 10
    world.set(usd('day_amount', 200))
    expect(limitsAt(world.ledger, world.now).pending.map(({ limit }) => limit.value)).toEqual([200])
    world.now += DAY - 1
    expect(world.check(intent(101)).decision).toBe('refused')
    world.now += 1
    expect(world.check(intent(200)).decision).toBe('allowed')
    world.set(usd('day_amount', 900))
    world.set(usd('day_amount', 50))
    world.now += 2 * DAY
    expect(world.check(intent(51)).decision).toBe('refused')
    const raise = world.set(usd('day_amount', 900))
    withdrawLimitChange(world.ledger, raise.id, { operator: 'Ada', now: world.now })
    world.now += 2 * DAY
    expect(world.check(intent(51)).decision).toBe('refused')
    expect(() => withdrawLimitChange(world.ledger, raise.id, { operator: 'Ada', now: world.now })).toThrow(
      /not waiting/,
    )
    expect(listLog(world.ledger, { offset: 0, limit: 10 }).rows.map(({ action }) => action)).toEqual([
      'limits.withdraw',
      'limits.change',
      'limits.change',
      'limits.change',
      'limits.change',
      'limits.change',
      'limits.change',
    ])
    expect(verifyLog(world.ledger, []).ok).toBe(true)
  })
})
