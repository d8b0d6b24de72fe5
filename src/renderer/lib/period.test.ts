import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { daysOfPreset, rangeOfDays } from './period.ts'

function hoursOf(day: string): number {
  const range = rangeOfDays({ from: day, to: day }, 'Europe/Berlin')
  return (range.lt - range.gte) / 3600
}

describe('rangeOfDays', () => {
  it('covers whole local days, both ends included', () => {
    const range = rangeOfDays({ from: '2026-03-01', to: '2026-03-02' }, 'Asia/Shanghai')
    expect(range.gte).toBe(Date.parse('2026-02-28T16:00:00Z') / 1000)
    expect(range.lt - range.gte).toBe(2 * 86_400)
  })
  it('knows that a day may have 23 or 25 hours', () => {
    expect(hoursOf('2026-03-29')).toBe(23)
    expect(hoursOf('2026-10-25')).toBe(25)
  })
})

describe('daysOfPreset', () => {
  const now = Temporal.PlainDate.from('2026-03-31')
  it('counts today among the last days', () => {
    expect(daysOfPreset('last7', now)).toEqual({ from: '2026-03-25', to: '2026-03-31' })
  })
  it('ends last month on its last day', () => {
    expect(daysOfPreset('last_month', now)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  })
})
