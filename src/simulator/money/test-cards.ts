// https://docs.stripe.com/testing

export interface Decline {
  readonly code: string
  readonly decline_code?: string
  readonly message: string
  readonly network?: string
  readonly advice?: string
}

/** What a test card does. */
export interface TestCard {
  readonly number: string
  readonly brand: string
  readonly country: string
  readonly funding: string
  readonly decline?: Decline
  /** Declined already when it is attached to a customer. */
  readonly attachDecline?: Decline
  readonly dispute?: 'fraudulent' | 'product_not_received' | 'noncompliant' | 'inquiry' | 'warning'
  /** How many disputes share the payment, one by default. */
  readonly disputes?: 2
  readonly refund?: 'pending' | 'fails'
  readonly bypassPending?: true
  /** What becomes of money paid out to it. */
  readonly payout?: 'fails' | 'not_instant'
  /** `always`: every payment; `unless_saved`: not off-session once set up; `optional`: only when asked for. */
  readonly threeDSecure?: 'always' | 'unless_saved' | 'optional'
  readonly risk?: 'elevated' | 'highest' | 'blocked'
  /** What the bank finds of what was typed in; by default all of it is right. */
  readonly checks?: {
    readonly line1?: 'fail' | 'unavailable'
    readonly postal?: 'fail' | 'unavailable'
    readonly cvc?: 'fail'
  }
}

const declined = (
  decline_code: string,
  message = 'Your card was declined.',
  network = '05',
  advice?: string,
): Decline => ({
  code: 'card_declined',
  decline_code,
  message,
  network,
  ...(advice === undefined ? {} : { advice }),
})

const GENERIC = declined('generic_decline', 'Your card was declined.', '01', 'try_again_later')
const DECLINES = {
  generic: GENERIC,
  insufficient: declined('insufficient_funds', 'Your card has insufficient funds.', '51', 'try_again_later'),
  lost: declined('lost_card', 'Your card was declined.', '41', 'do_not_try_again'),
  stolen: declined('stolen_card', 'Your card was declined.', '43', 'do_not_try_again'),
  velocity: declined(
    'card_velocity_exceeded',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    '65',
  ),
  fraudulent: declined('fraudulent', 'Your card was declined.', '59', 'do_not_try_again'),
  expired: {
    code: 'expired_card',
    decline_code: 'expired_card',
    message: 'Your card has expired.',
    network: '54',
  },
  cvc: {
    code: 'incorrect_cvc',
    decline_code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    network: 'N7',
  },
  processing: {
    code: 'processing_error',
    decline_code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    network: '96',
  },
  number: {
    code: 'incorrect_number',
    decline_code: 'incorrect_number',
    message: 'Your card number is incorrect.',
  },
} as const satisfies Record<string, Decline>

type Options = Partial<Omit<TestCard, 'number' | 'brand'>>
const card = (number: string, brand: string, options: Options = {}): TestCard => ({
  number,
  brand,
  country: 'US',
  funding: 'credit',
  ...options,
})

/** By the name in `pm_card_<name>`; `tok_<name>` is its twin. */
export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  visa: card('4242424242424242', 'visa'),
  visa_debit: card('4000056655665556', 'visa', { funding: 'debit' }),
  mastercard: card('5555555555554444', 'mastercard'),
  mastercard_debit: card('5200828282828210', 'mastercard', { funding: 'debit' }),
  mastercard_prepaid: card('5105105105105100', 'mastercard', { funding: 'prepaid' }),
  amex: card('371449635398431', 'amex'),
  discover: card('6011000990139424', 'discover'),
  diners: card('3056930009020004', 'diners'),
  jcb: card('3566002020360505', 'jcb', { country: 'JP' }),
  unionpay: card('6200000000000005', 'unionpay', { country: 'CN' }),
  gb: card('4000008260000000', 'visa', { country: 'GB' }),
  de: card('4000002760000016', 'visa', { country: 'DE' }),
  fr: card('4000002500000003', 'visa', { country: 'FR' }),
  jp: card('4000003920000003', 'visa', { country: 'JP' }),
  cn: card('4000001560000002', 'visa', { country: 'CN' }),
  hk: card('4000003440000004', 'visa', { country: 'HK' }),
  ca: card('4000001240000000', 'visa', { country: 'CA' }),
  br: card('4000000760000002', 'visa', { country: 'BR' }),
  au: card('4000000360000006', 'visa', { country: 'AU' }),
  at: card('4000000400000008', 'visa', { country: 'AT' }),
  be: card('4000000560000004', 'visa', { country: 'BE' }),
  ch: card('4000007560000009', 'visa', { country: 'CH' }),
  cz: card('4000002030000002', 'visa', { country: 'CZ' }),
  dk: card('4000002080000001', 'visa', { country: 'DK' }),
  es: card('4000007240000007', 'visa', { country: 'ES' }),
  fi: card('4000002460000001', 'visa', { country: 'FI' }),
  ie: card('4000003720000005', 'visa', { country: 'IE' }),
  in: card('4000003560000008', 'visa', { country: 'IN' }),
  it: card('4000003800000008', 'visa', { country: 'IT' }),
  mx: card('4000004840008001', 'visa', { country: 'MX' }),
  nl: card('4000005280000002', 'visa', { country: 'NL' }),
  no: card('4000005780000007', 'visa', { country: 'NO' }),
  nz: card('4000005540000008', 'visa', { country: 'NZ' }),
  pl: card('4000006160000005', 'visa', { country: 'PL' }),
  pt: card('4000006200000007', 'visa', { country: 'PT' }),
  se: card('4000007520000008', 'visa', { country: 'SE' }),
  sg: card('4000007020000003', 'visa', { country: 'SG' }),
  my: card('4000004580000002', 'visa', { country: 'MY' }),
  ae: card('4000007840000001', 'visa', { country: 'AE' }),
  us: card('4242424242424242', 'visa'),
  bypassPending: card('4000000000000077', 'visa', { bypassPending: true }),
  bypassPendingInternational: card('4000003720000278', 'visa', { bypassPending: true, country: 'IE' }),
  pendingRefund: card('4000000000007726', 'visa', { refund: 'pending' }),
  refundFail: card('4000000000005126', 'visa', { refund: 'fails' }),
  visa_debit_us_transferSuccess: card('4000056655665556', 'visa', { funding: 'debit' }),
  visa_debit_us_transferFail: card('4000056655665572', 'visa', { funding: 'debit', payout: 'fails' }),
  visa_debit_us_instantPayoutUnsupported: card('4000056755665555', 'visa', {
    funding: 'debit',
    payout: 'not_instant',
  }),
  mastercard_debit_us_transferSuccess: card('5200828282828210', 'mastercard', { funding: 'debit' }),
  chargeDeclined: card('4000000000000002', 'visa', { decline: GENERIC, attachDecline: GENERIC }),
  visa_chargeDeclined: card('4000000000000002', 'visa', { decline: GENERIC, attachDecline: GENERIC }),
  chargeDeclinedInsufficientFunds: card('4000000000009995', 'visa', {
    decline: DECLINES.insufficient,
    attachDecline: DECLINES.insufficient,
  }),
  visa_chargeDeclinedInsufficientFunds: card('4000000000009995', 'visa', {
    decline: DECLINES.insufficient,
    attachDecline: DECLINES.insufficient,
  }),
  visa_chargeDeclinedLostCard: card('4000000000009987', 'visa', {
    decline: DECLINES.lost,
    attachDecline: DECLINES.lost,
  }),
  visa_chargeDeclinedStolenCard: card('4000000000009979', 'visa', {
    decline: DECLINES.stolen,
    attachDecline: DECLINES.stolen,
  }),
  chargeDeclinedExpiredCard: card('4000000000000069', 'visa', {
    decline: DECLINES.expired,
    attachDecline: DECLINES.expired,
  }),
  chargeDeclinedIncorrectCvc: card('4000000000000127', 'visa', {
    decline: DECLINES.cvc,
    attachDecline: DECLINES.cvc,
  }),
  chargeDeclinedProcessingError: card('4000000000000119', 'visa', {
    decline: DECLINES.processing,
    attachDecline: DECLINES.processing,
  }),
  visa_chargeDeclinedVelocityLimitExceeded: card('4000000000006975', 'visa', {
    decline: DECLINES.velocity,
    attachDecline: DECLINES.velocity,
  }),
  chargeDeclinedFraudulent: card('4100000000000019', 'visa', {
    decline: DECLINES.fraudulent,
    risk: 'blocked',
  }),
  radarBlock: card('4100000000000019', 'visa', { decline: DECLINES.fraudulent, risk: 'blocked' }),
  riskLevelElevated: card('4000000000009235', 'visa', { risk: 'elevated' }),
  riskLevelHighest: card('4000000000004954', 'visa', { risk: 'highest', decline: DECLINES.fraudulent }),
  avsFail: card('4000000000000010', 'visa', { checks: { line1: 'fail', postal: 'fail' } }),
  avsLine1Fail: card('4000000000000028', 'visa', { checks: { line1: 'fail' } }),
  avsZipFail: card('4000000000000036', 'visa', { checks: { postal: 'fail' } }),
  avsUnchecked: card('4000000000000044', 'visa', { checks: { line1: 'unavailable', postal: 'unavailable' } }),
  cvcCheckFail: card('4000000000000101', 'visa', { checks: { cvc: 'fail' } }),
  chargeCustomerFail: card('4000000000000341', 'visa', { decline: GENERIC }),
  createDispute: card('4000000000000259', 'visa', { dispute: 'fraudulent' }),
  createDisputeProductNotReceived: card('4000000000002685', 'visa', { dispute: 'product_not_received' }),
  createMultipleDisputes: card('4000000404000079', 'visa', { dispute: 'fraudulent', disputes: 2 }),
  createComplianceDispute: card('4000008400000779', 'visa', { dispute: 'noncompliant' }),
  createCe3EligibleDispute: card('4000000404000038', 'visa', { dispute: 'fraudulent' }),
  createDisputeInquiry: card('4000000000001976', 'visa', { dispute: 'inquiry' }),
  createIssuerFraudRecord: card('4000000000005423', 'visa', { dispute: 'warning' }),
  authenticationRequired: card('4000002760003184', 'visa', { threeDSecure: 'always', country: 'DE' }),
  authenticationRequiredOnSetup: card('4000002500003155', 'visa', {
    threeDSecure: 'unless_saved',
    country: 'FR',
  }),
  authenticationRequiredSetupForOffSession: card('4000003800000446', 'visa', {
    threeDSecure: 'unless_saved',
  }),
  threeDSecure2Required: card('4000000000003220', 'visa', { threeDSecure: 'always' }),
  threeDSecureRequired: card('4000000000003063', 'visa', { threeDSecure: 'always' }),
  threeDSecureRequiredChargeDeclined: card('4000008400001629', 'visa', {
    threeDSecure: 'always',
    decline: GENERIC,
  }),
  authenticationRequiredChargeDeclinedInsufficientFunds: card('4000008260003178', 'visa', {
    threeDSecure: 'always',
    decline: DECLINES.insufficient,
  }),
  threeDSecureRequiredProcessingError: card('4000008400001280', 'visa', {
    threeDSecure: 'always',
    decline: DECLINES.processing,
  }),
  threeDSecureOptional: card('4000000000003055', 'visa', { threeDSecure: 'optional' }),
}

const CARDS = Object.values(TEST_CARDS)
const byNumber = new Map(CARDS.map((one) => [one.number, one]))

/** A card's fingerprint: the same number always has the same one, and the number cannot be read from it. */
export function fingerprint(number: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  let hash = 0x811c9dc5
  let out = ''
  for (let i = 0; i < 16; i++) {
    for (const char of `${number}${i}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
    out += alphabet[hash % 62]
  }
  return out
}

const byFingerprint = new Map(CARDS.map((one) => [fingerprint(one.number), one]))

export const cardOfFingerprint = (value: string | null | undefined): TestCard | undefined =>
  value ? byFingerprint.get(value) : undefined

const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|2[2-7])/, 'mastercard'],
  [/^3[47]/, 'amex'],
  [/^(6011|65)/, 'discover'],
  [/^3[068]/, 'diners'],
  [/^35/, 'jcb'],
  [/^62/, 'unionpay'],
]

/** The card of a number; any number that passes the check digit is an ordinary card. Undefined: an incorrect number. */
export function cardOfNumber(number: string): TestCard | undefined {
  const known = byNumber.get(number)
  if (known) return known
  const digits = Array.from(number, Number).toReversed()
  const sum = digits.reduce((total, d, i) => total + (i % 2 === 1 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : d), 0)
  const brand = BRANDS.find(([pattern]) => pattern.test(number))?.[1]
  return number.length >= 12 && sum % 10 === 0 && brand ? card(number, brand) : undefined
}

/** The customer is not there to prove who they are. */
export const AUTHENTICATION_REQUIRED = {
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
} as const satisfies Decline
export const INCORRECT_NUMBER: Decline = DECLINES.number
/** What is wrong with the rest of what was typed in. */
export const INVALID = {
  exp_month: { code: 'invalid_expiry_month', message: "Your card's expiration month is invalid." },
  exp_year: { code: 'invalid_expiry_year', message: "Your card's expiration year is invalid." },
  cvc: { code: 'invalid_cvc', message: "Your card's security code is invalid." },
} as const satisfies Record<string, Decline>
/** The declines that real payments meet, for demo data. */
export const COMMON_DECLINES: readonly Decline[] = [
  DECLINES.insufficient,
  DECLINES.generic,
  DECLINES.insufficient,
  declined('do_not_honor', 'Your card was declined.', '05', 'try_again_later'),
  DECLINES.expired,
  DECLINES.cvc,
  DECLINES.velocity,
  DECLINES.lost,
  DECLINES.fraudulent,
  DECLINES.processing,
]
