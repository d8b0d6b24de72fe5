import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

/** Whole days of the operator's calendar, both ends included, as `YYYY-MM-DD`. */
export interface Days {
  readonly from: string
  readonly to: string
}

export const presets = [
  'today',
  'yesterday',
  'last7',
  'last30',
  'last90',
  'this_month',
  'last_month',
  'this_year',
  'last12m',
] as const
export type Preset = (typeof presets)[number]

function secondsAt(day: Temporal.PlainDate, timeZone: string): number {
  return Math.floor(day.toZonedDateTime(timeZone).epochMilliseconds / 1000)
}

/** Half-open seconds UTC that cover these days in `timeZone`, where a day may have 23 or 25 hours. */
export function rangeOfDays(days: Days, timeZone: string): { readonly gte: number; readonly lt: number } {
  const last = Temporal.PlainDate.from(days.to)
  return {
    gte: secondsAt(Temporal.PlainDate.from(days.from), timeZone),
    lt: secondsAt(last.add({ days: 1 }), timeZone),
  }
}

export function today(timeZone: string): Temporal.PlainDate {
  return Temporal.Now.plainDateISO(timeZone)
}

function span(from: Temporal.PlainDate, to: Temporal.PlainDate): Days {
  return { from: from.toString(), to: to.toString() }
}

/** The days a preset names, seen from `now`. */
export function daysOfPreset(preset: Preset, now: Temporal.PlainDate): Days {
  switch (preset) {
    case 'today':
      return span(now, now)
    case 'yesterday':
      return span(now.subtract({ days: 1 }), now.subtract({ days: 1 }))
    case 'last7':
      return span(now.subtract({ days: 6 }), now)
    case 'last30':
      return span(now.subtract({ days: 29 }), now)
    case 'last90':
      return span(now.subtract({ days: 89 }), now)
    case 'this_month':
      return span(now.with({ day: 1 }), now)
    case 'last_month': {
      const first = now.with({ day: 1 }).subtract({ months: 1 })
      return span(first, first.with({ day: first.daysInMonth }))
    }
    case 'this_year':
      return span(now.with({ month: 1, day: 1 }), now)
    case 'last12m':
      return span(now.with({ day: 1 }).subtract({ months: 11 }), now)
  }
}

/** A day of the calendar as the locale writes it. */
export function formatDay(day: string, locale: string): string {
  return Temporal.PlainDate.from(day).toLocaleString(locale, { dateStyle: 'medium' })
}

/** A named period, which moves with the calendar, or days of one's own, which do not. */
export type Period = Preset | Days

export function daysOfPeriod(period: Period, timeZone: string): Days {
  return typeof period === 'string' ? daysOfPreset(period, today(timeZone)) : period
}

export const periodSchema = z.union([
  z.enum(presets),
  z
    .object({ from: z.iso.date(), to: z.iso.date() })
    .refine((days) => days.from <= days.to)
    .readonly(),
])
