import { describe, expect, it } from 'vitest'
import {
  countdownText,
  durationText,
  moneyName,
  moneyText,
  relativeText,
  shareText,
  timeText,
} from './format.ts'

describe('moneyText', () => {
  it('names the currency where a dollar sign is ambiguous', () => {
    expect(moneyText({ amount: 120_000, currency: 'usd' }, 'en')).toBe('$1,200.00 USD')
    expect(moneyText({ amount: 120_000, currency: 'usd' }, 'zh-CN')).toBe('US$1,200.00')
    expect(moneyText({ amount: -500, currency: 'usd' }, 'en')).toBe('−$5.00 USD')
  })
  it('leaves alone what is clear', () => {
    expect(moneyText({ amount: 120_000, currency: 'eur' }, 'en')).toBe('€1,200.00')
    expect(moneyText({ amount: 123_456_789_012, currency: 'jpy' }, 'en')).toBe('¥123,456,789,012')
  })
  it('speaks the code in an accessible name', () => {
    expect(moneyName({ amount: 1200, currency: 'jpy' }, 'en').replace(/\s/, ' ')).toBe('JPY 1,200')
  })
})

it('says how long ago in the largest whole unit', () => {
  expect(relativeText(1000, 1130, 'en')).toBe('2 min. ago')
  expect(relativeText(1000, 1130, 'zh-CN')).toBe('2分钟前')
  expect(relativeText(0, 7300, 'en')).toBe('2 hr. ago')
})

it('writes a time in the chosen zone', () => {
  const noon = Date.parse('2026-03-01T12:00:00Z') / 1000
  expect(timeText(noon, 'en', 'Asia/Shanghai', 'short')).toContain('20:00')
})

it('gives no share of nothing', () => {
  expect(shareText(1, 0, 'en')).toBeNull()
  expect(shareText(1, 3, 'en')).toBe('33.3%')
})

it('states a length of time exactly', () => {
  expect(durationText(600, 'en')).toBe('10 minutes')
  expect(durationText(86_400, 'zh-CN')).toBe('1天')
  expect(durationText(5400, 'en')).toBe('90 minutes')
  expect(durationText(45, 'en')).toBe('45 seconds')
})

it('counts down like a clock and never below nothing', () => {
  expect(countdownText(599)).toBe('9:59')
  expect(countdownText(3605)).toBe('1:00:05')
  expect(countdownText(-3)).toBe('0:00')
})
