import { displayDigits, isUnitKnown, toDecimal, type ToldMoney, UNKNOWN_CURRENCY } from './money.ts'

const english = {
  unknownCurrency: 'Unknown currency',
  unknownAmount: 'Unknown amount',
  ofUnknown: (amount: string) => `${amount} unknown currency`,
  unit: (code: string) => `${code} (smallest units)`,
  /** As short as a column of a list is narrow. */
  ofUnit: (amount: string, code: string) => `${amount} ${code} min. units`,
  ofUnitInFull: (amount: string, code: string) => `${amount} ${code} (smallest units)`,
  withoutAmount: (code: string) => `Unknown ${code} amount`,
}
const chinese: typeof english = {
  unknownCurrency: '未知货币',
  unknownAmount: '未知金额',
  ofUnknown: (amount) => `${amount} 未知货币`,
  unit: (code) => `${code}（最小单位）`,
  ofUnit: (amount, code) => `${amount} ${code} 最小单位`,
  ofUnitInFull: (amount, code) => `${amount} ${code}（最小单位）`,
  withoutAmount: (code) => `未知金额 ${code}`,
}
const wordsOf = (locale: string): typeof english => (locale.startsWith('zh') ? chinese : english)

/** A currency by its code, in capitals. */
export function currencyName(currency: string, locale: string): string {
  return currency === UNKNOWN_CURRENCY ? wordsOf(locale).unknownCurrency : currency.toUpperCase()
}

/** What an amount that a person types is counted in. */
export function unitName(currency: string, locale: string): string {
  const name = currencyName(currency, locale)
  return isUnitKnown(currency) || currency === UNKNOWN_CURRENCY ? name : wordsOf(locale).unit(name)
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

const numbers = new Map<string, Intl.NumberFormat>()

function wholeNumber(amount: number, locale: string): string {
  const format = numbers.get(locale) ?? new Intl.NumberFormat(locale)
  numbers.set(locale, format)
  return format.format(amount).replace('-', '−')
}

/** The amount as an operator reads it, with a true minus sign; exact at any size. What is not known is said so. */
export function formatMoney(
  { amount, currency }: ToldMoney,
  locale: string,
  display: 'symbol' | 'code' = 'symbol',
): string {
  const words = wordsOf(locale)
  const isNamed = currency !== UNKNOWN_CURRENCY
  if (amount === null) return isNamed ? words.withoutAmount(currency.toUpperCase()) : words.unknownAmount
  if (!isNamed) return words.ofUnknown(wholeNumber(amount, locale))
  if (!isUnitKnown(currency)) {
    const inWords = display === 'code' ? words.ofUnitInFull : words.ofUnit
    return inWords(wholeNumber(amount, locale), currency.toUpperCase())
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- toDecimal writes only digits, a point and a sign
  const decimal = toDecimal({ amount, currency }) as `${number}`
  return formatFor(locale, currency, display).format(decimal).replace('-', '−')
}
