import { expect, it } from 'vitest'
import { inSettlement } from './refund-figures.tsx'

it('states a refund in the settlement currency', () => {
  expect(inSettlement({ amount: 500, currency: 'usd' }, 'usd', null)).toEqual({
    amount: 500,
    currency: 'usd',
  })
  expect(inSettlement({ amount: 1200, currency: 'jpy' }, 'usd', 0.0067)).toEqual({
    amount: 804,
    currency: 'usd',
  })
  expect(inSettlement({ amount: 1000, currency: 'eur' }, 'jpy', 160)).toEqual({
    amount: 1600,
    currency: 'jpy',
  })
})

it('does not guess without a rate', () => {
  expect(inSettlement({ amount: 500, currency: 'eur' }, 'usd', null)).toBeNull()
})
