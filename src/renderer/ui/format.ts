import type { ToldMoney } from '../../shared/money.ts'
import { formatMoney } from '../../shared/money-text.ts'

const AMBIGUOUS = /^-?[^\d]*\$/u

/** For a screen: the symbol, with the code beside it where the symbol alone could mean another currency. */
export function moneyText(value: ToldMoney, locale: string): string {
  const text = formatMoney(value, locale)
  const code = value.currency.toUpperCase()
  return AMBIGUOUS.test(text) && !text.includes(code) && !/[A-Z]{2}/.test(text) ? `${text} ${code}` : text
}

/** For an accessible name: the exact amount and the currency's code, never a symbol. */
export function moneyName(value: ToldMoney, locale: string): string {
  return formatMoney(value, locale, 'code')
}

const dateFormats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, timeZone: string, style: 'exact' | 'short' | 'day'): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${style}`
  const known = dateFormats.get(key)
  if (known) return known
  const options: Intl.DateTimeFormatOptions =
    style === 'exact'
      ? { dateStyle: 'full', timeStyle: 'long' }
      : style === 'short'
        ? {
            year: 'numeric',
            month: 'short',
            day: 'numeric',
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
          }
        : { year: 'numeric', month: 'short', day: 'numeric' }
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone })
  dateFormats.set(key, format)
  return format
}

/** `seconds` UTC in the operator's zone: in full, as date and time, or as the day alone. */
export function timeText(
  seconds: number,
  locale: string,
  timeZone: string,
  style: 'exact' | 'short' | 'day',
): string {
  return dateFormat(locale, timeZone, style).format(seconds * 1000)
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>()

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  const known = relativeFormats.get(locale)
  if (known) return known
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  relativeFormats.set(locale, format)
  return format
}

/** How long ago or until, in the largest whole unit: `2 min ago`. */
export function relativeText(seconds: number, now: number, locale: string): string {
  const difference = seconds - now
  const size = Math.abs(difference)
  const format = relativeFormat(locale)
  if (size < 60) return format.format(Math.trunc(difference), 'second')
  if (size < 3600) return format.format(Math.trunc(difference / 60), 'minute')
  if (size < 86_400) return format.format(Math.trunc(difference / 3600), 'hour')
  return format.format(Math.trunc(difference / 86_400), 'day')
}

export function numberText(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value)
}

/** `part` of `whole` as a percentage; null where there is no whole. */
export function shareText(part: number, whole: number, locale: string): string | null {
  if (whole === 0) return null
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A length of time in the largest unit that states it exactly: `10 minutes`. */
export function durationText(seconds: number, locale: string): string {
  const [unit, size] = UNITS.find((candidate) => seconds >= candidate[1] && seconds % candidate[1] === 0) ?? [
    'second',
    1,
  ]
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size)
}

/** The time left as a clock shows it: `9:59`, `1:00:00`. */
export function countdownText(seconds: number): string {
  const left = Math.max(0, seconds)
  const parts = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** A country by its name: `US` is `United States`; what is no country's code stays as it is. */
export function countryText(code: string, locale: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
}
