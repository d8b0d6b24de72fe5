import { fingerprint } from './test-cards.ts'

// https://docs.stripe.com/testing#non-card-payments

/** What becomes of a bank debit; `delay` in seconds. */
export interface DebitOutcome {
  readonly result: 'succeeds' | 'fails' | 'never'
  readonly delay: number
  readonly dispute?: true
  readonly code?: string
  readonly message?: string
}

const AT_ONCE = 1
const LATER = 180
const SUCCEEDS: DebitOutcome = { result: 'succeeds', delay: AT_ONCE }
const fails = (code: string, message: string, delay = AT_ONCE): DebitOutcome => ({
  result: 'fails',
  delay,
  code,
  message,
})
const DECLINED = 'The customer’s bank account could not be debited.'
const POOR = "The customer's account has insufficient funds to cover this payment."

/** By the scenario in `pm_sepaDebit_<scenario>_<country>` and `pm_usBankAccount_<scenario>`. */
const SCENARIOS: Readonly<Record<string, DebitOutcome>> = {
  success: SUCCEEDS,
  successDelayed: { result: 'succeeds', delay: LATER },
  failed: fails('generic_could_not_process', DECLINED),
  failedDelayed: fails('generic_could_not_process', DECLINED, LATER),
  disputed: { result: 'succeeds', delay: AT_ONCE, dispute: true },
  exceedsWeeklyVolumeLimit: fails(
    'charge_exceeds_source_limit',
    'This payment method type has reached its weekly volume limit.',
  ),
  exceedsWeeklyTransactionLimit: fails(
    'charge_exceeds_weekly_limit',
    'This payment method type has reached its weekly transaction limit.',
  ),
  insufficientFunds: fails('insufficient_funds', POOR),
  accountClosed: fails('account_closed', "The customer's bank account has been closed."),
  noAccount: fails('no_account', "The customer's bank account could not be located."),
  debitNotAuthorized: fails(
    'debit_not_authorized',
    "The customer has notified their bank that this payment wasn't authorized.",
  ),
  invalidCurrency: fails('invalid_currency', 'The bank account does not accept this currency.'),
  dispute: { result: 'succeeds', delay: AT_ONCE, dispute: true },
  processing: { result: 'never', delay: 0 },
  weeklyLimitExceeded: fails(
    'charge_exceeds_weekly_limit',
    'This payment method type has reached its weekly transaction limit.',
  ),
}

/** Test IBANs by scenario and country. */
const IBANS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  at: {
    success: 'AT611904300234573201',
    successDelayed: 'AT321904300235473204',
    failed: 'AT861904300235473202',
    failedDelayed: 'AT051904300235473205',
    disputed: 'AT591904300235473203',
    exceedsWeeklyVolumeLimit: 'AT981904300000343434',
    exceedsWeeklyTransactionLimit: 'AT601904300000121212',
    insufficientFunds: 'AT981904300002222227',
  },
  be: {
    success: 'BE62510007547061',
    successDelayed: 'BE78510007547064',
    failed: 'BE68539007547034',
    failedDelayed: 'BE51510007547065',
    disputed: 'BE08510007547063',
    exceedsWeeklyVolumeLimit: 'BE90510000343434',
    exceedsWeeklyTransactionLimit: 'BE52510000121212',
    insufficientFunds: 'BE90510002222227',
  },
  de: {
    success: 'DE89370400440532013000',
    successDelayed: 'DE08370400440532013003',
    failed: 'DE62370400440532013001',
    failedDelayed: 'DE78370400440532013004',
    disputed: 'DE35370400440532013002',
    exceedsWeeklyVolumeLimit: 'DE65370400440000343434',
    exceedsWeeklyTransactionLimit: 'DE27370400440000121212',
    insufficientFunds: 'DE65370400440002222227',
  },
  fr: {
    success: 'FR1420041010050500013M02606',
    successDelayed: 'FR3020041010050500013M02609',
    failed: 'FR8420041010050500013M02607',
    failedDelayed: 'FR7920041010050500013M02600',
    disputed: 'FR5720041010050500013M02608',
    exceedsWeeklyVolumeLimit: 'FR9720041010050000000343434',
    exceedsWeeklyTransactionLimit: 'FR5920041010050000000121212',
    insufficientFunds: 'FR9720041010050000002222227',
  },
  ie: {
    success: 'IE29AIBK93115212345678',
    successDelayed: 'IE24AIBK93115212345671',
    failed: 'IE02AIBK93115212345679',
    failedDelayed: 'IE94AIBK93115212345672',
    disputed: 'IE51AIBK93115212345670',
    exceedsWeeklyVolumeLimit: 'IE10AIBK93115200343434',
    exceedsWeeklyTransactionLimit: 'IE69AIBK93115200121212',
    insufficientFunds: 'IE10AIBK93115202222227',
  },
  it: { success: 'IT40S0542811101000000123456', failed: 'IT60X0542811101000000123456' },
}

const US_NUMBERS: Readonly<Record<string, string>> = {
  success: '000123456789',
  accountClosed: '000111111113',
  noAccount: '000111111116',
  insufficientFunds: '000222222227',
  debitNotAuthorized: '000333333335',
  invalidCurrency: '000444444440',
  dispute: '000555555559',
  processing: '000000000009',
  weeklyLimitExceeded: '000777777771',
}

const byFingerprint = new Map<string, DebitOutcome>()
for (const numbers of [...Object.values(IBANS), US_NUMBERS])
  for (const [scenario, number] of Object.entries(numbers))
    byFingerprint.set(fingerprint(number), SCENARIOS[scenario] ?? SUCCEEDS)

/** Outcomes of debits from accounts that a bank redirect generated, by the customer's e-mail address. */
const BY_EMAIL: Readonly<Record<string, DebitOutcome>> = {
  Succeed: SUCCEEDS,
  SucceedDelayed: { result: 'succeeds', delay: LATER },
  Fail: fails('generic_could_not_process', DECLINED),
  FailDelayed: fails('generic_could_not_process', DECLINED, LATER),
  SucceedDisputed: { result: 'succeeds', delay: AT_ONCE, dispute: true },
  FailsDueToInsufficientFunds: fails('insufficient_funds', POOR),
}

/** What becomes of a debit, by the test account number or the test e-mail address. */
export function debitOutcome(
  accountFingerprint: string | null | undefined,
  email: string | null | undefined,
): DebitOutcome {
  const word = /^(?:.+_)?generatedSepaDebitIntents(\w+)@example\.com$/.exec(email ?? '')?.[1]
  return BY_EMAIL[word ?? ''] ?? byFingerprint.get(accountFingerprint ?? '') ?? SUCCEEDS
}

/** The account number behind `pm_sepaDebit…` or `pm_usBankAccount…`; undefined for other names. */
export function accountOfTestName(
  name: string,
): { readonly kind: 'sepa' | 'us'; readonly number: string } | undefined {
  const sepa = /^pm_sepaDebit(?:_(\w+)_([a-z]{2}))?$/.exec(name)
  if (sepa) {
    const number = IBANS[sepa[2] ?? 'de']?.[sepa[1] ?? 'success']
    return number === undefined ? undefined : { kind: 'sepa', number }
  }
  const us = /^pm_usBankAccount(?:_(\w+))?$/.exec(name)
  const number = us && US_NUMBERS[us[1] ?? 'success']
  return number ? { kind: 'us', number } : undefined
}

/** What the customer answers to two small deposits: their amounts or the code of one. https://docs.stripe.com/testing#ach */
export function microdepositVerdict(
  amounts: readonly number[] | null | undefined,
  code: string | null | undefined,
): 'verified' | 'exceeded' | 'timeout' | 'mismatch' {
  const answer = code ?? amounts?.toSorted((a, b) => a - b).join(',')
  if (answer === 'SM11AA' || answer === '32,45') return 'verified'
  if (answer === 'SM33CC' || answer === '10,11') return 'exceeded'
  if (answer === 'SM44DD' || answer === '40,41') return 'timeout'
  return 'mismatch'
}
