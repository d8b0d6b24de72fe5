import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { clockText, pastMoments, secondsOf, secondsOfClock } from './moments.ts'

const today = Temporal.PlainDate.from('2026-03-01')

test.each([
  ['UTC', '2026-02-28T23:59:59Z', '2026-02-28T23:59:59Z', '2025-12-31T23:59:59Z'],
  ['Asia/Shanghai', '2026-02-28T15:59:59Z', '2026-02-28T15:59:59Z', '2025-12-31T15:59:59Z'],
  ['America/New_York', '2026-03-01T04:59:59Z', '2026-03-01T04:59:59Z', '2026-01-01T04:59:59Z'],
])('days, months and years end where they do in %s', (timeZone, ...ends) => {
  expect(pastMoments.map((moment) => secondsOf(moment, today, timeZone))).toEqual(
    ends.map((end) => Date.parse(end) / 1000),
  )
})

test('a moment read from the clocks is written back the same, to the second', () => {
  const at = Date.parse('2026-09-30T15:59:58Z') / 1000
  expect(clockText(at, 'Asia/Shanghai')).toBe('2026-09-30T23:59:58')
  expect(secondsOfClock('2026-09-30T23:59:58', 'Asia/Shanghai')).toBe(at)
  expect(secondsOfClock('2026-09-30T23:59', 'Asia/Shanghai')).toBe(at - 58)
  expect(clockText(at - 58, 'Asia/Shanghai')).toBe('2026-09-30T23:59:00')
})

test('where clocks are put forward or back, an hour that is not or is twice is still a moment', () => {
  expect(secondsOfClock('2026-03-29T02:30:00', 'Europe/Berlin')).toBe(
    Date.parse('2026-03-29T01:30:00Z') / 1000,
  )
  expect(secondsOfClock('2026-10-25T02:30:00', 'Europe/Berlin')).toBe(
    Date.parse('2026-10-25T00:30:00Z') / 1000,
  )
})

test.each(['', 'yesterday', '2026-02-30T10:00', '1969-01-01T00:00'])('%j is no moment', (text) => {
  expect(secondsOfClock(text, 'UTC')).toBeNull()
})
