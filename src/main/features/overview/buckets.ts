import { Temporal } from 'temporal-polyfill'
import type { Interval } from '../../../shared/features/overview/contract.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

function beginning(day: Temporal.PlainDate, interval: Interval): Temporal.PlainDate {
  if (interval === 'day') return day
  return interval === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 })
}

const STEP = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } } as const

/** Buckets covering `[from, to)` that begin at midnight in `timeZone`; weeks on Monday. The outer ones are cut. */
export function bucketSpans(from: number, to: number, interval: Interval, timeZone: string): readonly Span[] {
  if (to <= from) return []
  const midnight = (day: Temporal.PlainDate): number =>
    Math.floor(day.toZonedDateTime({ timeZone }).epochMilliseconds / 1000)
  const zoned = Temporal.Instant.fromEpochMilliseconds(from * 1000).toZonedDateTimeISO(timeZone)
  const spans: Span[] = []
  let day = beginning(zoned.toPlainDate(), interval)
  for (let start = midnight(day); start < to; ) {
    day = day.add(STEP[interval])
    const end = midnight(day)
    spans.push({ start: Math.max(from, start), end: Math.min(to, end) })
    start = end
  }
  return spans
}
