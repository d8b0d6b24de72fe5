import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  displayDigits,
  formatMoney,
  minorUnitDigits,
  money,
  parseMoney,
  smallestStep,
  subtract,
  toDecimal,
} from './money.ts'

const currencies = fc.constantFrom('usd', 'eur', 'jpy', 'krw', 'kwd', 'isk', 'ugx', 'huf', 'cny')
const sums = fc.tuple(fc.integer({ min: 0, max: 10 ** 12 }), currencies)

describe('money', () => {
  it('writes and reads back every amount exactly', () => {
    fc.assert(
      fc.property(sums, ([steps, currency]) => {
        const value = money(steps * smallestStep(currency), currency)
        expect(parseMoney(toDecimal(value), currency)).toEqual({ ok: true, money: value })
      }),
    )
  })

  it('adds and takes away without loss, and never across currencies', () => {
    fc.assert(
      fc.property(sums, fc.integer({ min: 0, max: 10 ** 12 }), ([a, currency], b) => {
        expect(subtract(add(money(a, currency), money(b, currency)), money(b, currency)).amount).toBe(a)
      }),
    )
    expect(() => add(money(1, 'usd'), money(1, 'eur'))).toThrow(/Different currencies/)
  })

  it('refuses amounts that are not whole minor units', () => {
    expect(() => money(0.5, 'usd')).toThrow(RangeError)
    expect(() => money(2 ** 60, 'usd')).toThrow(RangeError)
  })

  it.each([
    ['usd', 2, 2],
    ['jpy', 0, 0],
    ['kwd', 3, 3],
    ['isk', 2, 0],
    ['ugx', 2, 0],
  ] as const)('knows the digits of %s', (currency, minor, shown) => {
    expect(minorUnitDigits(currency)).toBe(minor)
    expect(displayDigits(currency)).toBe(shown)
  })

  it('formats from the integer, so that a huge amount stays exact', () => {
    expect(formatMoney(money(123456789012345, 'cny'), 'zh-CN')).toBe('¥1,234,567,890,123.45')
    expect(formatMoney(money(9007199254740991, 'jpy'), 'en')).toBe('¥9,007,199,254,740,991')
    expect(formatMoney(money(-1205, 'usd'), 'en')).toBe('−$12.05')
    expect(formatMoney(money(500, 'isk'), 'en', 'code')).toBe('ISK\u00a05')
  })

  it.each([
    ['1,200.50', 'usd', 120050],
    ['１２００', 'jpy', 1200],
    ['.5', 'usd', 50],
    ['12.500', 'usd', 1250],
    ["1'000", 'eur', 100000],
  ])('reads %s in %s', (typed, currency, amount) => {
    expect(parseMoney(typed, currency)).toEqual({ ok: true, money: { amount, currency } })
  })

  it.each([
    ['', 'usd', 'empty'],
    ['.', 'usd', 'not_a_number'],
    ['-5', 'usd', 'not_a_number'],
    ['12,50', 'usd', 'not_a_number'],
    ['1,2345', 'usd', 'not_a_number'],
    ['1e3', 'usd', 'not_a_number'],
    ['12.345', 'usd', 'too_many_digits'],
    ['12.5', 'jpy', 'too_many_digits'],
    ['1.234', 'kwd', 'step'],
    ['99999999999999999', 'usd', 'too_large'],
  ])('refuses %s in %s as %s', (typed, currency, reason) => {
    expect(parseMoney(typed, currency)).toEqual({ ok: false, reason })
  })
})
