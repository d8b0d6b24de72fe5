import { Temporal } from 'temporal-polyfill'
import type { Interval } from '../../../shared/features/overview/contract.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

function beginning(time: Temporal.ZonedDateTime, interval: Interval): Temporal.ZonedDateTime {
  const day = time.startOfDay()
  if (interval === 'day') return day
  if (interval === 'week') return day.subtract({ days: day.dayOfWeek - 1 }).startOfDay()
  return day.with({ day: 1 }).startOfDay()
}

const STEP = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } } as const

const seconds = (time: Temporal.ZonedDateTime): number => Math.floor(time.epochMilliseconds / 1000)

/** Buckets covering `[from, to)` that begin at midnight in `timeZone`; weeks on Monday. The outer ones are cut. */
export function bucketSpans(from: number, to: number, interval: Interval, timeZone: string): readonly Span[] {
  if (to <= from) return []
  const zoned = Temporal.Instant.fromEpochMilliseconds(from * 1000).toZonedDateTimeISO(timeZone)
  const spans: Span[] = []
  let start = beginning(zoned, interval)
  while (seconds(start) < to) {
    const end = beginning(start.add(STEP[interval]), interval)
    spans.push({ start: Math.max(from, seconds(start)), end: Math.min(to, seconds(end)) })
    start = end
  }
  return spans
}
