import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  currenciesOfDigits,
  currencyCode,
  currencySchema,
  isUnitKnown,
  knownCurrencySchema,
  knownMoney,
  displayDigits,
  minorUnitDigits,
  money,
  parseMoney,
  smallestStep,
  subtract,
  toDecimal,
  toldMoney,
  toldMoneySchema,
  UNKNOWN_CURRENCY,
} from './money.ts'
import { currencyName, formatMoney, unitName } from './money-text.ts'

/** Of some the minor unit is not known. */
const currencies = fc.oneof(
  fc.constantFrom('usd', 'eur', 'jpy', 'krw', 'kwd', 'isk', 'ugx', 'huf', 'cny', 'usdc', UNKNOWN_CURRENCY),
  fc.stringMatching(/^[a-z0-9]{4,8}$/),
)
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

  it.each(['usd', 'usdc', '1inch', UNKNOWN_CURRENCY])('takes the currency %s', (code) => {
    expect(currencySchema.safeParse(code).success).toBe(true)
  })

  it.each(['', 'us', 'USD', 'us$', 'usd coin', 'toolongname', 'usd\n', 'ñan'])(
    'takes no currency %j',
    (code) => {
      expect(currencySchema.safeParse(code).success).toBe(false)
    },
  )

  it('moves money in every currency but the unknown one', () => {
    expect(knownCurrencySchema.safeParse('usdc').success).toBe(true)
    expect(knownCurrencySchema.safeParse(UNKNOWN_CURRENCY).success).toBe(false)
  })

  it.each([
    ['usd', 'usd'],
    ['USDC', 'usdc'],
    ['US$', null],
    [UNKNOWN_CURRENCY, null],
    ['', null],
    [5, null],
    [null, null],
    [undefined, null],
  ])('reads the currency %j as %j', (told, code) => {
    expect(currencyCode(told)).toBe(code)
  })

  it.each([1.5, 2 ** 60, Number.NaN, null])('holds no amount where Stripe tells %j', (amount) => {
    const told = toldMoney(amount, 'usd')
    expect(told).toEqual({ amount: null, currency: 'usd' })
    expect(toldMoneySchema.parse(told)).toEqual(told)
    expect(knownMoney(told)).toBeNull()
  })

  it('adds and moves only what is known whole', () => {
    expect(knownMoney(toldMoney(5, 'usdc'))).toEqual({ amount: 5, currency: 'usdc' })
    expect(knownMoney(toldMoney(5, null))).toBeNull()
    expect(() => add(money(1, 'usdc'), money(1, 'usd'))).toThrow(/Different currencies/)
  })

  it('guesses no decimals', () => {
    expect(isUnitKnown('usdc')).toBe(false)
    expect(isUnitKnown(UNKNOWN_CURRENCY)).toBe(false)
    expect(['usd', 'jpy', 'kwd', 'mro', 'xcg'].every(isUnitKnown)).toBe(true)
    expect(minorUnitDigits('usdc')).toBe(0)
    expect(parseMoney('1.5', 'usdc')).toEqual({ ok: false, reason: 'too_many_digits' })
    expect(currenciesOfDigits[2]).toContain('usd')
    expect([...currenciesOfDigits[2], ...currenciesOfDigits[3]]).not.toContain('usdc')
  })

  it.each([
    [1234567, 'usdc', '1,234,567 USDC min. units', '1,234,567 USDC 最小单位'],
    [-5, 'usdc', '−5 USDC min. units', '−5 USDC 最小单位'],
    [1250, null, '1,250 unknown currency', '1,250 未知货币'],
    [null, 'usd', 'Unknown USD amount', '未知金额 USD'],
    [null, null, 'Unknown amount', '未知金额'],
  ])('says of %j %j what is not known', (amount, currency, english, chinese) => {
    const value = toldMoney(amount, currency)
    expect(formatMoney(value, 'en')).toBe(english)
    expect(formatMoney(value, 'zh-CN')).toBe(chinese)
  })

  it('says the unit in full where there is room', () => {
    expect(formatMoney(money(5, 'usdc'), 'en', 'code')).toBe('5 USDC (smallest units)')
    expect(formatMoney(money(5, 'usdc'), 'zh-CN', 'code')).toBe('5 USDC（最小单位）')
  })

  it('names what is typed', () => {
    expect(unitName('usd', 'en')).toBe('USD')
    expect(unitName('usdc', 'en')).toBe('USDC (smallest units)')
    expect(unitName('usdc', 'zh-CN')).toBe('USDC（最小单位）')
    expect(currencyName(UNKNOWN_CURRENCY, 'en')).toBe('Unknown currency')
  })
})
