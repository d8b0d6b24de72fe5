import type Stripe from 'stripe'
import { fingerprint } from '../money/test-cards.ts'
import type { RawHash } from '../wire/form.ts'
import { isHash } from '../wire/params.ts'

/** What the Dashboard of this account has switched on, by the currency of the payment. */
const ENABLED: Readonly<Record<string, readonly string[]>> = {
  usd: [
    'card',
    'acss_debit',
    'afterpay_clearpay',
    'alipay',
    'klarna',
    'link',
    'us_bank_account',
    'wechat_pay',
  ],
  cad: ['card', 'acss_debit', 'link'],
  eur: ['card', 'bancontact', 'eps', 'ideal', 'klarna', 'link', 'paypal', 'sepa_debit'],
  gbp: ['card', 'klarna', 'link', 'paypal'],
  pln: ['card', 'blik', 'link', 'paypal'],
  cny: ['card', 'alipay', 'link', 'wechat_pay'],
  hkd: ['card', 'alipay', 'link', 'wechat_pay'],
}
export const enabledTypes = (currency: string): readonly string[] => ENABLED[currency] ?? ['card', 'link']

const OPTIONS: Stripe.PaymentIntent.PaymentMethodOptions = {
  acss_debit: { verification_method: 'automatic' },
  afterpay_clearpay: { reference: null },
  alipay: {},
  bancontact: { preferred_language: 'en' },
  blik: {},
  card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
  customer_balance: { funding_type: null },
  eps: {},
  ideal: {},
  klarna: { preferred_locale: null },
  link: { persistent_token: null },
  paypal: { preferred_locale: null, reference: null },
  sepa_debit: {},
  us_bank_account: {
    financial_connections: { permissions: ['payment_method'], prefetch: [] },
    mandate_options: {},
    verification_method: 'automatic',
  },
  wechat_pay: { app_id: null, client: null },
}

/** The options an intent shows for its types. */
export const optionsOf = (types: readonly string[]): Stripe.PaymentIntent.PaymentMethodOptions =>
  Object.fromEntries(Object.entries(OPTIONS).filter(([type]) => types.includes(type)))

/** Types whose hash is kept as it was sent, for they have no behaviour of their own here. */
export const PLAIN_TYPES = [
  'acss_debit',
  'affirm',
  'afterpay_clearpay',
  'alipay',
  'amazon_pay',
  'au_becs_debit',
  'bacs_debit',
  'bancontact',
  'blik',
  'boleto',
  'cashapp',
  'customer_balance',
  'eps',
  'fpx',
  'giropay',
  'grabpay',
  'ideal',
  'klarna',
  'konbini',
  'mobilepay',
  'multibanco',
  'oxxo',
  'p24',
  'paynow',
  'paypal',
  'pix',
  'promptpay',
  'revolut_pay',
  'sofort',
  'swish',
  'twint',
  'wechat_pay',
  'zip',
] as const
export type PlainType = (typeof PLAIN_TYPES)[number]
export const isPlainType = (type: string): type is PlainType => PLAIN_TYPES.some((one) => one === type)

const BICS: Readonly<Record<string, string>> = {
  abn_amro: 'ABNANL2A',
  ing: 'INGBNL2A',
  rabobank: 'RABONL2U',
  bunq: 'BUNQNL2A',
}

/** The hash of a plain type as the object shows it: numbers become their last four digits and a fingerprint. */
export function plainDetails(
  type: PlainType,
  sent: Readonly<Record<string, string>>,
): Readonly<Record<string, string | null>> {
  const { account_number: account, ...rest } = sent
  const bank =
    account === undefined
      ? {}
      : { bank_name: 'STRIPE TEST BANK', fingerprint: fingerprint(account), last4: account.slice(-4) }
  if (type === 'fpx') return { account_holder_type: 'individual', ...rest }
  if (type === 'ideal') return { ...rest, bic: BICS[rest['bank'] ?? ''] ?? null }
  if (type === 'boleto') return { ...rest, fingerprint: fingerprint(rest['tax_id'] ?? '') }
  return { ...rest, ...bank }
}

/** Types whose customer is sent to another page to agree, and comes back. */
const REDIRECTS: ReadonlySet<string> = new Set([
  'affirm',
  'afterpay_clearpay',
  'alipay',
  'amazon_pay',
  'bancontact',
  'cashapp',
  'eps',
  'fpx',
  'giropay',
  'grabpay',
  'ideal',
  'klarna',
  'mobilepay',
  'p24',
  'paypal',
  'revolut_pay',
  'sofort',
  'twint',
  'wechat_pay',
  'zip',
])
export const isRedirect = (type: string): boolean => REDIRECTS.has(type)
/** Redirects whose bank account is saved as a `sepa_debit` method for later payments. */
export const generatesSepa = (type: string): boolean => ['bancontact', 'ideal', 'sofort'].includes(type)
/** Debits of a bank account, which take days to be answered. */
export const isDebit = (type: string): boolean =>
  ['sepa_debit', 'us_bank_account', 'acss_debit', 'au_becs_debit', 'bacs_debit'].includes(type)

/** The options of a payment after an update: what was sent for a type goes over its defaults. */
export function mergeOptions(
  intent: Stripe.PaymentIntent,
  options: RawHash,
): Stripe.PaymentIntent.PaymentMethodOptions {
  const stored = new Map<string, object>(
    Object.entries({ ...optionsOf(Object.keys(options)), ...intent.payment_method_options }),
  )
  for (const [type, value] of Object.entries(options))
    if (isHash(value)) stored.set(type, { ...stored.get(type), ...value })
  return Object.fromEntries(stored)
}
