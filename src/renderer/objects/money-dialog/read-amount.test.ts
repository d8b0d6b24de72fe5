import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDecimal } from '../../../shared/money.ts'
import { readAmount } from './read-amount.ts'

function problem(typed: string, currency = 'usd') {
  const read = readAmount(typed, currency, { amount: 120_000, currency })
  return read.ok ? null : read.problem
}

describe('readAmount', () => {
  const remaining = { amount: 120_000, currency: 'usd' }
  it('takes what is left and refuses a cent more', () => {
    expect(readAmount('1,200.00', 'usd', remaining)).toEqual({ ok: true, money: remaining })
    expect(readAmount('1200.01', 'usd', remaining)).toEqual({ ok: false, problem: 'exceeds' })
  })
  it('takes any amount where there is no most', () => {
    expect(readAmount('999999', 'usd', null)).toEqual({
      ok: true,
      money: { amount: 99_999_900, currency: 'usd' },
    })
  })
  it('names each problem', () => {
    expect(problem('')).toBe('empty')
    expect(problem('0')).toBe('zero')
    expect(problem('-5')).toBe('not_a_number')
    expect(problem('1.234')).toBe('too_many_digits')
    expect(problem('1.5', 'jpy')).toBe('no_decimals')
    expect(problem('1.5', 'isk')).toBe('no_decimals')
    expect(problem('1.005', 'kwd')).toBe('step')
  })
})

it('never changes an amount it takes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 ** 12 }),
      fc.constantFrom('usd', 'jpy', 'eur'),
      (amount, currency) => {
        const value = { amount, currency }
        expect(readAmount(toDecimal(value), currency, value)).toEqual({ ok: true, money: value })
      },
    ),
  )
})
