import { beforeEach, describe, expect, it } from 'vitest'
import { money } from '../../shared/money.ts'
import { DAY, intent, T0, usd, World } from './test-support.ts'

let world: World
beforeEach(() => {
  world = new World()
})

describe('limits', () => {
  it('allows everything while there is none', () => {
    expect(world.check(intent(99_999_999))).toEqual({ decision: 'allowed' })
  })

  it('names the cap, what is used and when enough is free', () => {
    world.set(usd('hour_amount', 1000))
    world.journal(intent(400))
    world.now += 600
    world.journal(intent(500))
    expect(world.check(intent(100)).decision).toBe('allowed')
    expect(world.check(intent(101))).toEqual({
      decision: 'refused',
      cap: 'hour_amount',
      kind: 'any',
      currency: 'usd',
      limit: 1000,
      used: 900,
      freesAt: T0 + 3600,
    })
    expect(world.check(intent(501))).toMatchObject({ freesAt: T0 + 4200 })
    expect(world.check(intent(1001))).toMatchObject({ freesAt: null })
    expect(world.check(intent(1001, 'eur')).decision).toBe('allowed')
    world.now = T0 + 3600
    expect(world.check(intent(500)).decision).toBe('allowed')
  })

  it('counts what may have moved money, and not what is shown not to have', () => {
    world.set(usd('day_amount', 1000))
    for (const state of ['failed', 'absent', 'abandoned']) world.journal(intent(1000), state)
    expect(world.check(intent(1000)).decision).toBe('allowed')
    for (const state of ['sending', 'unknown', 'needs_person', 'proved']) world.journal(intent(100), state)
    expect(world.check(intent(601))).toMatchObject({ used: 400 })
    world.journal(intent(600), 'intent', null)
    world.now += DAY + 1
    expect(world.check(intent(401))).toMatchObject({ used: 600 })
  })

  it('does not count an intent against itself', () => {
    world.set(usd('day_amount', 1000))
    const mine = intent(800)
    world.journal(mine, 'intent', null)
    expect(world.check(mine).decision).toBe('allowed')
  })

  it('counts operations of every currency together', () => {
    world.set({ kind: 'refund', measure: 'hour_count', currency: null, value: 2 })
    world.journal(intent(1, 'usd'))
    expect(world.check(intent(1, 'eur')).decision).toBe('allowed')
    world.journal(intent(1, 'eur'))
    expect(world.check(intent(1, 'jpy'))).toMatchObject({
      decision: 'refused',
      cap: 'hour_count',
      used: 2,
      freesAt: T0 + 3600,
    })
  })

  it('asks for the amount again above the threshold, and takes only the same', () => {
    world.set(usd('typed_above', 500))
    expect(world.check(intent(500)).decision).toBe('allowed')
    expect(world.check(intent(501)).decision).toBe('needs_typed_amount')
    expect(world.check(intent(501), { typedAmount: money(500, 'usd') }).decision).toBe('needs_typed_amount')
    expect(world.check(intent(501), { typedAmount: money(501, 'eur') }).decision).toBe('needs_typed_amount')
    expect(world.check(intent(501), { typedAmount: money(501, 'usd') }).decision).toBe('allowed')
  })

  it('asks for an approval above the threshold', () => {
    world.set(usd('approval_above', 500))
    expect(world.check(intent(500)).decision).toBe('allowed')
    expect(world.check(intent(501))).toEqual({ decision: 'needs_approval', threshold: money(500, 'usd') })
    expect(world.check(intent(501), { isApproved: () => true }).decision).toBe('allowed')
  })
})
