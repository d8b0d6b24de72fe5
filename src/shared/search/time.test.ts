import { describe, expect, it } from 'vitest'
import { parsePeriod, periodRange } from './time.ts'

const HOUR = 3600
const at = (iso: string) => Date.parse(iso) / 1000

describe('periods', () => {
  it.each([
    ['2026', '2026-01-01T00:00Z', '2027-01-01T00:00Z'],
    ['2026-02', '2026-02-01T00:00Z', '2026-03-01T00:00Z'],
    ['2026-02-28', '2026-02-28T00:00Z', '2026-03-01T00:00Z'],
    ['2026-02-28T23:59', '2026-02-28T23:59Z', '2026-03-01T00:00Z'],
    ['2026-02-28T23:59:59', '2026-02-28T23:59:59Z', '2026-03-01T00:00Z'],
  ])('%s covers from its first second to its last', (period, from, to) => {
    expect(periodRange(period, 'UTC')).toEqual({ from: at(from), to: at(to) })
  })

  it('follows the calendar of the zone, clock changes included', () => {
    expect(periodRange('2026-03-01', 'Asia/Shanghai')).toEqual({
      from: at('2026-02-28T16:00Z'),
      to: at('2026-03-01T16:00Z'),
    })
    const spring = periodRange('2026-03-29', 'Europe/Berlin')
    const autumn = periodRange('2026-10-25', 'Europe/Berlin')
    expect([spring.to - spring.from, autumn.to - autumn.from]).toEqual([23 * HOUR, 25 * HOUR])
  })

  it('gives a minute sixty seconds beside a clock change too', () => {
    for (const minute of ['2026-10-25T01:59', '2026-10-25T02:59', '2026-03-29T01:59', '2026-03-29T02:30']) {
      const { from, to } = periodRange(minute, 'Europe/Berlin')
      expect(to - from).toBe(60)
    }
  })

  it.each([
    '',
    '1999',
    '2100',
    '26-03',
    '2026-3',
    '2026-13',
    '2026-02-29',
    '2026-03-01T24:00',
    '2026-03-01T1',
    'now',
  ])('does not take %s for a period', (text) => {
    expect(parsePeriod(text)).toBeNull()
  })

  it('takes a space for the T', () => {
    expect(parsePeriod('2026-03-01 14:30')).toBe('2026-03-01T14:30')
    expect(parsePeriod('2024-02-29')).toBe('2024-02-29')
  })

  it('refuses a zone that is none', () => {
    expect(() => periodRange('2026', 'Mars/Base')).toThrow(RangeError)
  })
})
