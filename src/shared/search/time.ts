import { Temporal } from 'temporal-polyfill'

/** Half-open, in seconds UTC: from `from` on, before `to`. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?)?)?$/
const ONE_YEAR = /^20\d{2}$/

interface Calendar {
  readonly start: Temporal.PlainDateTime
  readonly step: Temporal.DurationLikeObject
}

/**
 * Reads `2026`, `2026-03`, `2026-03-01`, `2026-03-01T14:30` or `2026-03-01T14:30:05` (a space may stand for
 * the T) and answers it in that form; null when it is no such day. Four digits are a year from 2000 to 2099;
 * any other whole number is Stripe's seconds.
 */
export function parsePeriod(text: string): string | null {
  const period = text.replace(/[ t](?=\d)/, 'T')
  return calendarOf(period) === null ? null : period
}

/** The seconds that a period of the calendar in `zone` (an IANA name) covers. Throws RangeError on an unknown zone. */
export function periodRange(period: string, zone: string): TimeRange {
  const calendar = calendarOf(period)
  if (calendar === null) throw new RangeError(`Not a period of the calendar: ${period}`)
  const { start, step } = calendar
  const first = start.toZonedDateTime(zone)
  // Days, months and years end where the calendar says; minutes and seconds are lengths of time, so that the
  // hour a clock change repeats does not swallow the minute before it.
  const isLength = step.minutes !== undefined || step.seconds !== undefined
  const last = isLength ? first.add(step) : start.add(step).toZonedDateTime(zone)
  return { from: secondsOf(first), to: secondsOf(last) }
}

function secondsOf(moment: Temporal.ZonedDateTime): number {
  return Math.floor(moment.epochMilliseconds / 1000)
}

function calendarOf(period: string): Calendar | null {
  const parts = SHAPE.exec(period)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  if (month === undefined && !ONE_YEAR.test(period)) return null
  try {
    const start = Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month ?? 1),
        day: Number(day ?? 1),
        hour: Number(hour ?? 0),
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
      },
      { overflow: 'reject' },
    )
    return { start, step: stepOf(month, day, hour, second) }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function stepOf(
  month: string | undefined,
  day: string | undefined,
  hour: string | undefined,
  second: string | undefined,
): Temporal.DurationLikeObject {
  if (month === undefined) return { years: 1 }
  if (day === undefined) return { months: 1 }
  if (hour === undefined) return { days: 1 }
  return second === undefined ? { minutes: 1 } : { seconds: 1 }
}
