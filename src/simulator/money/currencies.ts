import { invalidParam, invalidRequest } from '../wire/errors.ts'

// https://docs.stripe.com/currencies
const ZERO_DECIMAL = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
])
/** Whole units only, but written with two decimals. */
const WHOLE_TIMES_100 = new Set(['isk', 'ugx'])
const THREE_DECIMAL = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd'])

const MINIMUMS: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  cad: 50,
  aud: 50,
  chf: 50,
  nzd: 50,
  sgd: 50,
  brl: 50,
  inr: 50,
  gbp: 30,
  dkk: 250,
  sek: 300,
  nok: 300,
  jpy: 50,
  krw: 50,
  huf: 17500,
  mxn: 1000,
  thb: 1000,
  pln: 200,
  ron: 200,
  aed: 200,
  myr: 200,
  hkd: 400,
  czk: 1500,
}

const KNOWN = new Set(
  `${Object.keys(MINIMUMS).join(' ')} ${[...ZERO_DECIMAL, ...WHOLE_TIMES_100, ...THREE_DECIMAL].join(' ')} afn all amd ang aoa ars awg azn bam bbd bdt bgn bmd bnd bob bsd bwp byn bzd cdf cny cop crc cve dop dzd egp etb fjd fkp gel gip gmd gtq gyd hnl htg idr ils jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mzn nad ngn nio npr pab pen pgk php pkr qar rsd rub sar sbd scr shp sle sos srd std szl tjs top try ttd twd tzs uah uyu uzs wst xcd yer zar zmw`.split(
    /\s+/,
  ),
)

export const decimals = (currency: string): number =>
  ZERO_DECIMAL.has(currency) ? 0 : THREE_DECIMAL.has(currency) ? 3 : 2

const SYMBOLS: Readonly<Record<string, string>> = {
  usd: '$',
  eur: '€',
  gbp: '£',
  jpy: '¥',
  cny: 'CN¥',
  hkd: 'HK$',
}

/** Money as Stripe's messages write it: "$20.00", "¥500". */
export function formatMoney(amount: number, currency: string): string {
  const places = decimals(currency)
  const number = (amount / 10 ** places).toLocaleString('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
  const symbol = SYMBOLS[currency]
  return symbol ? `${symbol}${number}` : `${number} ${currency.toUpperCase()}`
}

/** A currency as stored: lower case. Throws Stripe's error for one it does not know. */
export function checkCurrency(sent: string): string {
  const currency = sent.toLowerCase()
  if (!KNOWN.has(currency))
    throw invalidParam(
      `Invalid currency: ${sent}. Stripe currently supports these currencies: ${[...KNOWN].toSorted().join(', ')}`,
      'currency',
    )
  return currency
}

/** The least that can be charged, in minor units. */
export const minimumOf = (currency: string): number => MINIMUMS[currency] ?? 1

/** Rules for an amount to be paid, in minor units. */
export function checkPayable(amount: number, currency: string): void {
  if (amount <= 0)
    throw invalidRequest(
      'The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents',
      { code: 'parameter_invalid_integer', param: 'amount' },
    )
  const minimum = minimumOf(currency)
  if (amount < minimum)
    throw invalidRequest(`Amount must be at least ${formatMoney(minimum, currency)} ${currency}`, {
      code: 'amount_too_small',
      param: 'amount',
    })
  if (amount > 999_999_999_999)
    throw invalidRequest(
      `Amount must be no more than ${formatMoney(999_999_999_999, currency)} ${currency}`,
      { code: 'amount_too_large', param: 'amount' },
    )
  checkWhole(amount, currency)
}

/** UGX and ISK are whole units written with two decimals; three-decimal currencies end in 0. */
export function checkWhole(amount: number, currency: string): void {
  if (WHOLE_TIMES_100.has(currency) && amount % 100 !== 0)
    throw invalidRequest(`Invalid amount: ${currency} amounts must be divisible by 100 (whole units).`, {
      param: 'amount',
    })
  if (THREE_DECIMAL.has(currency) && amount % 10 !== 0)
    throw invalidRequest(`Invalid amount: the last digit of a ${currency} amount must be 0.`, {
      param: 'amount',
    })
}
