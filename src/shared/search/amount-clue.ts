import { minorUnitDigits } from '../money.ts'

/** One reading of an amount that was typed. */
export interface AmountMeaning {
  /** In minor units, without a sign: that is nothing people search for. */
  readonly amount: number
  /** The currency that was named; otherwise whose minor unit the amount is in; `any` for minor units as typed. */
  readonly currency: 'any' | { readonly code: string } | { readonly digits: Digits }
}

type Digits = 0 | 2 | 3

const EVERY_DIGITS: readonly Digits[] = [0, 2, 3]
/** A dollar sign is that of many currencies. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  '€': ['eur'],
  '£': ['gbp'],
  '¥': ['jpy', 'cny'],
  '₩': ['krw'],
  '₹': ['inr'],
}
const UNIT = String.raw`[a-z]{0,3}\$|[€£¥₩₹]|[a-z]{3,4}`
// A comma that does not group thousands may be a decimal comma, which is never guessed at.
const NUMBER = String.raw`(?:\d{1,3}(?:[,' ]\d{3})+|\d*)(?:\.\d*)?`
const AMOUNT = new RegExp(String.raw`^[-+−]?(${UNIT})? ?[-+−]?(${NUMBER}) ?(${UNIT})?$`)

/** How a clue such as `12.50`, `$12.50`, `1,250` or `12.50 USD` can be read as an amount; empty where it is none. */
export function readAmountClue(text: string): readonly AmountMeaning[] {
  const match = AMOUNT.exec(text.normalize('NFKC').trim().toLowerCase().replaceAll(/\s+/g, ' '))
  const [, before, number = '', after] = match ?? []
  if (!/\d/.test(number) || (before !== undefined && after !== undefined)) return []
  const unit = before ?? after
  const currencies = unit === undefined || unit.endsWith('$') ? null : (SIGNS[unit] ?? [unit])
  const meanings: AmountMeaning[] =
    currencies === null
      ? EVERY_DIGITS.flatMap((digits) => minorUnits(number, digits, { digits }))
      : currencies.flatMap((code) => minorUnits(number, minorUnitDigits(code), { code }))
  return unit === undefined && /^\d+$/.test(number)
    ? [...minorUnits(number, 0, 'any'), ...meanings.slice(1)]
    : meanings
}

function minorUnits(
  number: string,
  digits: Digits,
  currency: AmountMeaning['currency'],
): readonly AmountMeaning[] {
  const [whole = '', decimals = ''] = number.replaceAll(/[,' ]/g, '').split('.')
  const fraction = decimals.replace(/0+$/, '')
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`)
  return fraction.length <= digits && Number.isSafeInteger(amount) ? [{ amount, currency }] : []
}

/** Whether an amount, in minor units of a currency in lower case, is what was typed. */
export function isMeant(
  meanings: readonly AmountMeaning[],
  amount: number,
  currency: string | null,
): boolean {
  return meanings.some((meaning) => {
    if (meaning.amount !== Math.abs(amount)) return false
    if (meaning.currency === 'any') return true
    if (currency === null) return false
    return 'code' in meaning.currency
      ? meaning.currency.code === currency
      : meaning.currency.digits === minorUnitDigits(currency)
  })
}
