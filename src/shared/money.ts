import { z } from 'zod'

/** Lower-case ISO 4217 code, as Stripe writes it. */
export const currencySchema = z.string().regex(/^[a-z]{3}$/)

/** An amount in the currency's minor unit, as Stripe counts it (https://docs.stripe.com/currencies). */
export const moneySchema = z.object({ amount: z.int(), currency: currencySchema }).readonly()
export type Money = z.infer<typeof moneySchema>

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))
/** Whole units only, though Stripe counts them in hundredths. */
const WHOLE_UNITS_IN_HUNDREDTHS = new Set(['isk', 'ugx'])

/** How many decimal digits Stripe's minor unit stands for. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** The currencies whose minor unit has so many digits; all that are not named in either have two. */
export const currenciesOfDigits: Readonly<Record<0 | 3, readonly string[]>> = {
  0: Array.from(ZERO_DECIMAL),
  3: Array.from(THREE_DECIMAL),
}

/** The smallest step Stripe accepts in a charge or refund, in minor units. */
export function smallestStep(currency: string): 1 | 10 | 100 {
  if (WHOLE_UNITS_IN_HUNDREDTHS.has(currency)) return 100
  return THREE_DECIMAL.has(currency) ? 10 : 1
}

/** The digits a person writes after the decimal sign. */
export function displayDigits(currency: string): 0 | 2 | 3 {
  return WHOLE_UNITS_IN_HUNDREDTHS.has(currency) ? 0 : minorUnitDigits(currency)
}

export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`Not an amount in minor units: ${amount}`)
  return { amount, currency }
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`Different currencies: ${a.currency} and ${b.currency}`)
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return money(a.amount + b.amount, a.currency)
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return money(a.amount - b.amount, a.currency)
}

export function compare(a: Money, b: Money): number {
  sameCurrency(a, b)
  return a.amount - b.amount
}

/** The amount as a plain decimal, such as `-12.05`, exact at any size. */
export function toDecimal({ amount, currency }: Money): string {
  const digits = minorUnitDigits(currency)
  const sign = amount < 0 ? '-' : ''
  const text = Math.abs(amount)
    .toString()
    .padStart(digits + 1, '0')
  if (digits === 0) return sign + text
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

export type MoneyParseFailure = 'empty' | 'not_a_number' | 'too_many_digits' | 'too_large' | 'step'

/**
 * Reads what a person typed (`1,200.5`, `1200.50`, full-width digits) as an amount of `currency`.
 * Fails rather than rounds.
 */
export function parseMoney(
  typed: string,
  currency: string,
): { readonly ok: true; readonly money: Money } | { readonly ok: false; readonly reason: MoneyParseFailure } {
  const text = typed.normalize('NFKC').trim()
  if (text === '') return { ok: false, reason: 'empty' }
  // A comma that does not group thousands may be a decimal comma: `12,50` must never become 1,250.
  const match = /^(\d*|\d{1,3}(?:[,' ]\d{3})+)(?:\.(\d*))?$/.exec(text)
  if (match === null || text === '.') return { ok: false, reason: 'not_a_number' }
  const digits = minorUnitDigits(currency)
  const whole = (match[1] ?? '').replaceAll(/[,' ]/g, '')
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > displayDigits(currency)) return { ok: false, reason: 'too_many_digits' }
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`)
  if (!Number.isSafeInteger(amount)) return { ok: false, reason: 'too_large' }
  if (amount % smallestStep(currency) !== 0) return { ok: false, reason: 'step' }
  return { ok: true, money: money(amount, currency) }
}

const formats = new Map<string, Intl.NumberFormat>()

function formatFor(locale: string, currency: string, display: 'symbol' | 'code'): Intl.NumberFormat {
  const key = `${locale} ${currency} ${display}`
  const known = formats.get(key)
  if (known) return known
  const digits = displayDigits(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: display,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formats.set(key, format)
  return format
}

/** The amount as an operator reads it, with a true minus sign; exact at any size. */
export function formatMoney(value: Money, locale: string, display: 'symbol' | 'code' = 'symbol'): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- toDecimal writes only digits, a point and a sign
  const decimal = toDecimal(value) as `${number}`
  return formatFor(locale, value.currency, display).format(decimal).replace('-', '−')
}
