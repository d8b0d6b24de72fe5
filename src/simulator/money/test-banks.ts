import { invalidRequest } from '../wire/errors.ts'
import { fingerprint } from './test-cards.ts'

// https://docs.stripe.com/connect/testing#payouts and https://docs.stripe.com/connect/testing#add-funds-to-stripe-balance

/** Why money could not reach, or be taken from, a bank account. */
export interface BankFailure {
  readonly code: string
  readonly message: string
}

const failure = (code: string, message: string): BankFailure => ({ code, message })

export const BANK_FAILURES: Readonly<Record<string, BankFailure>> = {
  no_account: failure(
    'no_account',
    'The bank account details on file are probably incorrect. No bank account could be located with those details.',
  ),
  account_closed: failure('account_closed', 'The bank account has been closed.'),
  account_frozen: failure('account_frozen', 'The bank account has been frozen.'),
  insufficient_funds: failure(
    'insufficient_funds',
    'Your Stripe account has insufficient funds to cover the payout.',
  ),
  debit_not_authorized: failure(
    'debit_not_authorized',
    'Debit transactions are not approved on your bank account.',
  ),
  invalid_currency: failure(
    'invalid_currency',
    'The bank was unable to process this payout because of its currency. This is probably because the bank account cannot accept payments in that currency.',
  ),
  could_not_process: failure('could_not_process', 'The bank could not process this payout.'),
  invalid_account_number: failure(
    'invalid_account_number',
    'The routing number seems correct, but the account number is invalid.',
  ),
}

export const BANK_FAILURE_CODES = [
  'no_account',
  'account_closed',
  'account_frozen',
  'could_not_process',
  'debit_not_authorized',
  'insufficient_funds',
  'invalid_account_number',
  'invalid_currency',
] as const

/** Endings of `btok_us_verified_<name>` and the account numbers they stand for. */
const TOKENS: Readonly<Record<string, string>> = {
  noAccount: '000111111116',
  accountClosed: '000111111113',
  insufficientFunds: '000222222227',
  debitNotAuthorized: '000333333335',
  invalidCurrency: '000444444440',
}

// Other countries write the same numbers shorter or longer; IBANs count up in their last digits.
const CODES: Readonly<Record<string, string>> = {
  '111111116': 'no_account',
  '111111113': 'account_closed',
  '222222227': 'insufficient_funds',
  '333333335': 'debit_not_authorized',
  '444444440': 'invalid_currency',
}
const failing = new Map<string, string>()
for (const [number, code] of Object.entries(CODES))
  for (const written of [number, number.slice(1), `000${number}`, `0000${number}`])
    failing.set(fingerprint(written), code)

/** How money sent to an account fails; undefined: it arrives. */
export function failureOfBank(accountFingerprint: string | null | undefined): BankFailure | undefined {
  const code = accountFingerprint ? failing.get(accountFingerprint) : undefined
  return code === undefined ? undefined : BANK_FAILURES[code]
}

/** The fingerprint of an account number. Test IBANs of every country fail by their last digit, 1 to 5. */
export function bankFingerprint(accountNumber: string): string {
  const plain = accountNumber.replaceAll(/[\s-]/g, '')
  const iban = /^[A-Z]{2}\d{2}.*300([1-5])$/.exec(plain)
  const twin = iban && Object.values(TOKENS)[Number(iban[1]) - 1]
  return fingerprint(twin ?? plain)
}

/** The account number of a bank test token, e.g. `btok_us_verified_noAccount`; undefined for other text. */
export function accountOfBankToken(
  token: string,
): { readonly number: string; readonly country: string } | undefined {
  const match = /^btok_([a-z]{2})(?:_verified)?(?:_([A-Za-z]+))?$/.exec(token)
  if (!match) return undefined
  const [, country = 'us', ending] = match
  const number = ending === undefined ? '000123456789' : TOKENS[ending]
  return number === undefined ? undefined : { number, country: country.toUpperCase() }
}

/** Throws if a US routing number is missing or cannot be one: nine digits, the last of which checks the others. */
export function checkRouting(country: string, routing: string | null | undefined, param: string): void {
  if (country.toUpperCase() !== 'US') return
  const sum = Array.from(routing ?? '', Number).reduce(
    (total, d, i) => total + d * ([3, 7, 1][i % 3] ?? 0),
    0,
  )
  if (/^\d{9}$/.test(routing ?? '') && sum % 10 === 0) return
  throw invalidRequest(`Invalid routing number for US: ${routing ?? ''}`, {
    code: 'routing_number_invalid',
    param,
  })
}
