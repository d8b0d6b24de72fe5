import { z } from 'zod'

const CODE = /^[a-z0-9]{3,8}$/

/** ISO 4217's code where there is no currency: that of amounts whose currency Stripe did not tell. */
export const UNKNOWN_CURRENCY = 'xxx'

/** As Stripe writes it: an ISO 4217 code in lower case, or a longer one such as `usdc`; or `UNKNOWN_CURRENCY`. */
export const currencySchema = z.string().regex(CODE)

/** One in which money can be moved. */
export const knownCurrencySchema = currencySchema.refine((currency) => currency !== UNKNOWN_CURRENCY)

/** The currency that Stripe told; null where it told none. */
export function currencyCode(told: unknown): string | null {
  if (typeof told !== 'string') return null
  const code = CODE.test(told) ? told : told.toLowerCase()
  return CODE.test(code) && code !== UNKNOWN_CURRENCY ? code : null
}

/** An amount in the currency's minor unit, as Stripe counts it (https://docs.stripe.com/currencies). */
export const moneySchema = z.object({ amount: z.int(), currency: currencySchema }).readonly()
export type Money = z.infer<typeof moneySchema>

/** Money as an object of Stripe's has it: without an amount where that is missing, or no whole number we can hold. */
export const toldMoneySchema = z.object({ amount: z.int().nullable(), currency: currencySchema }).readonly()
export type ToldMoney = z.infer<typeof toldMoneySchema>

export function toldMoney(amount: number | null, currency: string | null): ToldMoney {
  const exact = amount !== null && Number.isSafeInteger(amount)
  return { amount: exact ? amount : null, currency: currency ?? UNKNOWN_CURRENCY }
}

/** Both together; without an amount where either has none, their currency is not known, or it cannot be exact. */
export function sumOf(a: ToldMoney, b: ToldMoney): ToldMoney {
  sameCurrency(a, b)
  const isKnown = a.amount !== null && b.amount !== null && a.currency !== UNKNOWN_CURRENCY
  return toldMoney(isKnown ? a.amount + b.amount : null, a.currency)
}

/** The money, where all of it is known, so that it can be added up and moved. */
export function knownMoney({ amount, currency }: ToldMoney): Money | null {
  return amount === null || currency === UNKNOWN_CURRENCY ? null : { amount, currency }
}

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))
/** Whole units only, though Stripe counts them in hundredths. */
const WHOLE_UNITS_IN_HUNDREDTHS = new Set(['isk', 'ugx'])

/** Currencies of the past that Stripe's objects may still be in; Intl names only those of today. */
const RETIRED = 'eek ltl lvl mro std vef zmk'.split(' ')
const KNOWN = new Set([
  ...RETIRED,
  ...Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()),
  ...ZERO_DECIMAL,
  ...THREE_DECIMAL,
])
KNOWN.delete(UNKNOWN_CURRENCY)

/** Whether it is known what Stripe's smallest unit is worth. Of a stablecoin Stripe does not say, so nothing is guessed. */
export function isUnitKnown(currency: string): boolean {
  return KNOWN.has(currency)
}

/** How many decimal digits Stripe's minor unit stands for; none where that is not known, so that it stays as it is. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency) || !KNOWN.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** The currencies whose minor unit has so many digits. */
export const currenciesOfDigits: Readonly<Record<2 | 3, readonly string[]>> = {
  2: Array.from(KNOWN).filter((code) => minorUnitDigits(code) === 2),
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

function sameCurrency(a: ToldMoney, b: ToldMoney): void {
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
