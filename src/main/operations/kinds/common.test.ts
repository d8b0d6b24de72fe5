import { describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../../shared/errors.ts'
import { currencyParam, moneyAtStripe } from './common.ts'

describe('money at Stripe', () => {
  it('is what Stripe tells', () => {
    expect(moneyAtStripe(500, 'usd')).toEqual({ amount: 500, currency: 'usd' })
    expect(moneyAtStripe(0, 'usdc')).toEqual({ amount: 0, currency: 'usdc' })
  })

  it.each([
    [undefined, 'usd'],
    [Number.NaN, 'usd'],
    ['500', 'usd'],
    [1.5, 'usd'],
    [500, undefined],
    [500, null],
    [500, 'US dollars'],
    [500, 'xxx'],
  ])('cannot be moved where Stripe tells %j of %j', (amount, currency) => {
    expect(() => moneyAtStripe(amount, currency)).toThrow(CounterfoilError)
  })

  it('is never sent in an unknown currency', () => {
    expect(currencyParam.safeParse('usdc').success).toBe(true)
    expect(currencyParam.safeParse('xxx').success).toBe(false)
  })
})
