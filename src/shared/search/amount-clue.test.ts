import { expect, it } from 'vitest'
import { isMeant, readAmountClue } from './amount-clue.ts'

it.each([
  ['12.50', 1250, 'usd'],
  ['12.5', 1250, 'usd'],
  ['１２．５０', 1250, 'usd'],
  ['$12.50', 1250, 'usd'],
  ['-$12.50', -1250, 'usd'],
  ['US$12.50', 1250, 'usd'],
  ['$12.50', 1250, 'aud'],
  ['12.50 USD', 1250, 'usd'],
  ['usd 12.50', 1250, 'usd'],
  ['1250 USDC', 1250, 'usdc'],
  ['1250', 1250, 'usdc'],
  ['€12.50', 1250, 'eur'],
  ['12.50 €', 1250, 'eur'],
  ['¥1,250', 1250, 'jpy'],
  ['¥12.50', 1250, 'cny'],
  ['1,250', 125_000, 'usd'],
  ['1,250', 1250, 'jpy'],
  ['1250', 1250, 'usd'],
  ['1250', 125_000, 'usd'],
  ['1250', 1250, null],
  ['1.255', 1255, 'kwd'],
])('%s means %i minor units of %s', (typed, amount, currency) => {
  expect(isMeant(readAmountClue(typed), amount, currency)).toBe(true)
})

it.each([
  ['12.50', 1250, 'jpy'],
  ['12.50', 1250, null],
  ['12.50', 1250, 'usdc'],
  ['12.50 USDC', 1250, 'usdc'],
  ['12.505', 1250, 'usd'],
  ['€12.50', 1250, 'usd'],
  ['12.50 EUR', 1250, 'usd'],
  ['1,250', 1250, 'usd'],
  ['1250 USD', 1250, 'usd'],
  ['$1250', 1250, 'usd'],
])('%s does not mean %i minor units of %s', (typed, amount, currency) => {
  expect(isMeant(readAmountClue(typed), amount, currency)).toBe(false)
})

it.each(['', '.', '$', 'usd', 'order 12', '12,50', '$12 USD', '1.2.3', '99999999999999999999', 'ch_12'])(
  '%s is no amount',
  (typed) => {
    expect(readAmountClue(typed)).toEqual([])
  },
)
