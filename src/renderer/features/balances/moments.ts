import { Temporal } from 'temporal-polyfill'

/** Moments of the past that books are closed at, each a last second. */
export const pastMoments = ['end_of_yesterday', 'end_of_last_month', 'end_of_last_year'] as const
export type PastMoment = (typeof pastMoments)[number]

const seconds = (time: Temporal.ZonedDateTime): number => Math.floor(time.epochMilliseconds / 1000)

/** The moment in seconds UTC, as the operator's calendar has it `today`. */
export function secondsOf(moment: PastMoment, today: Temporal.PlainDate, timeZone: string): number {
  const next = {
    end_of_yesterday: today,
    end_of_last_month: today.with({ day: 1 }),
    end_of_last_year: today.with({ month: 1, day: 1 }),
  }[moment]
  return seconds(next.toZonedDateTime(timeZone)) - 1
}

/** `YYYY-MM-DDTHH:MM:SS` on the operator's clocks, as a field for date and time has it. */
export function clockText(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at * 1000)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
}

/**
 * Seconds UTC of what such a field holds; null for what is no date and time. An hour that clocks show twice is the first
 * one; one they leap over is taken an hour later.
 */
export function secondsOfClock(text: string, timeZone: string): number | null {
  try {
    const at = seconds(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone))
    return at < 0 ? null : at
  } catch {
    return null
  }
}
