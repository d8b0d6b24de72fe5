import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import {
  addressShape,
  anything,
  email,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { checkRouting } from '../money/test-banks.ts'
import { cardOfNumber, INCORRECT_NUMBER, INVALID, type TestCard } from '../money/test-cards.ts'
import { isPlainType, PLAIN_TYPES, plainDetails, type PlainType } from './payment-method-types.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import {
  cardMethod,
  methodBase,
  type MethodSpec,
  NO_ADDRESS,
  NO_BILLING,
  sepaMethod,
  usBankMethod,
} from './payment-method-object.ts'
import { declineError, noSuchMethod, tokenCard } from './payment-method-use.ts'

export const billingShape = {
  address: hash(addressShape),
  email: email(),
  name: text(),
  phone: text(),
  tax_id: text(),
} as const
const cardShape = {
  number: text(),
  exp_month: integer(),
  exp_year: integer(),
  cvc: text(),
  token: text(),
  networks: anything(),
} as const
const plainShapes: Readonly<Record<PlainType, ReturnType<typeof metadata>>> = Object.assign(
  {},
  ...PLAIN_TYPES.map((type) => ({ [type]: metadata() })),
)

export const methodDataShape = {
  type: required(text()),
  allow_redisplay: oneOf('always', 'limited', 'unspecified'),
  billing_details: hash(billingShape),
  card: hash(cardShape),
  sepa_debit: hash({ iban: required(text()) }),
  us_bank_account: hash({
    account_holder_type: text(),
    account_number: text(),
    account_type: text(),
    routing_number: text(),
    financial_connections_account: text(),
  }),
  link: anything(),
  ...plainShapes,
  metadata: metadata(),
  radar_options: anything(),
} as const
type MethodData = Read<typeof methodDataShape>

export const billing = (
  sent: Read<typeof billingShape> | null | undefined,
  stored = NO_BILLING,
): Stripe.PaymentMethod.BillingDetails => ({
  ...stored,
  ...sent,
  address: { ...(stored.address ?? NO_ADDRESS), ...sent?.address },
})

/** Copies a method of the platform's, for a payment on the connected account that asks; it belongs to no customer there. */
export function clonePaymentMethod(
  scope: Scope,
  id: string,
  customer: string | null | undefined,
): Stripe.PaymentMethod {
  const original = scope.world.platform.get('payment_method', id)
  if (!original || (customer && idOf(original.customer) !== customer)) throw noSuchMethod(id)
  return scope.account.put('payment_method', {
    ...original,
    id: scope.account.newId('pm'),
    created: scope.now,
    customer: null,
    metadata: {},
  })
}

/** Creates one from `payment_method_data` or the parameters of its own create call. */
export function createPaymentMethod(
  scope: Scope,
  data: Omit<MethodData, 'radar_options'>,
): Stripe.PaymentMethod {
  const spec: MethodSpec = {
    id: scope.account.newId('pm'),
    created: scope.now,
    billing: billing(data.billing_details),
    metadata: mergeMetadata({}, data.metadata),
    allowRedisplay: data.allow_redisplay ?? 'unspecified',
  }
  return scope.account.put('payment_method', methodOf(scope, spec, data))
}

function methodOf(
  scope: Scope,
  spec: MethodSpec,
  data: Omit<MethodData, 'radar_options'>,
): Stripe.PaymentMethod {
  if (data.type === 'card' && data.card?.token) {
    const { card } = tokenCard(scope, data.card.token)
    return {
      ...card,
      id: spec.id,
      billing_details: spec.billing ?? NO_BILLING,
      metadata: spec.metadata ?? {},
    }
  }
  if (data.type === 'card' && data.card) {
    return cardMethod({ ...spec, ...checkedCard(data.card, scope.now) })
  }
  if (data.type === 'sepa_debit' && data.sepa_debit)
    return sepaMethod({ ...spec, iban: data.sepa_debit.iban.replaceAll(' ', '') })
  if (data.type === 'us_bank_account' && data.us_bank_account) {
    const {
      account_number: number,
      routing_number: routing,
      account_holder_type: holder,
      account_type: kind,
      financial_connections_account: linked,
    } = data.us_bank_account
    if (number) checkRouting('US', routing, 'us_bank_account[routing_number]')
    const method = usBankMethod({
      ...spec,
      number: number ?? '000123456789',
      routing: routing ?? '110000000',
    })
    const bank = method.us_bank_account
    if (!bank) throw new Error('a bank method has its bank')
    return {
      ...method,
      us_bank_account: {
        ...bank,
        account_holder_type: holder ?? bank.account_holder_type,
        account_type: kind ?? bank.account_type,
        financial_connections_account: linked ?? null,
        // A number that was typed in is not proved to be the customer's; its networks are known once it is.
        networks: linked ? bank.networks : null,
      },
    }
  }
  if (data.type === 'link')
    return { ...methodBase(spec, 'link'), link: { email: spec.billing?.email ?? null } }
  if (isPlainType(data.type))
    return Object.assign(methodBase(spec, data.type), {
      [data.type]: plainDetails(data.type, data[data.type] ?? {}),
    })
  if (data.type === 'card')
    throw invalidRequest('Missing required param: card.', { code: 'parameter_missing', param: 'card' })
  throw invalidRequest(`Missing required param: ${data.type}.`, {
    code: 'parameter_missing',
    param: data.type,
  })
}

interface TypedCard {
  readonly number?: string | null
  readonly exp_month?: number | null
  readonly exp_year?: number | null
  readonly cvc?: string | null
}

function demand<T>(value: T | null | undefined, name: string): T {
  if (value !== undefined && value !== null) return value
  throw invalidRequest(`Missing required param: card[${name}].`, {
    code: 'parameter_missing',
    param: `card[${name}]`,
  })
}

const isExpiryYear = (year: number, now: number): boolean => {
  const current = new Date(now * 1000).getUTCFullYear()
  return year >= current && year <= current + 50
}

const isOver = (month: number, year: number, now: number): boolean => Date.UTC(year, month) / 1000 <= now

/** A month of expiry that has not passed at an instant in seconds UTC. Throws Stripe's card error. */
export function checkedExpiry(
  month: number,
  year: number,
  now: number,
): { readonly expMonth: number; readonly expYear: number } {
  const whole = year >= 0 && year < 100 ? 2000 + year : year
  if (month < 1 || month > 12) throw declineError(INVALID.exp_month, { param: 'exp_month' })
  if (!isExpiryYear(whole, now)) throw declineError(INVALID.exp_year, { param: 'exp_year' })
  if (isOver(month, whole, now)) throw declineError(INVALID.exp_month, { param: 'exp_month' })
  return { expMonth: month, expYear: whole }
}

/** The card that was typed in, at an instant in seconds UTC. Throws Stripe's card error for the first wrong part. */
export function checkedCard(
  typed: TypedCard,
  now: number,
): { readonly card: TestCard; readonly expMonth: number; readonly expYear: number } {
  const number = demand(typed.number, 'number')
  const month = demand(typed.exp_month, 'exp_month')
  const year = demand(typed.exp_year, 'exp_year')
  const card = cardOfNumber(number.replaceAll(/[ -]/g, ''))
  if (!card) throw declineError(INCORRECT_NUMBER, { param: 'number' })
  const expiry = checkedExpiry(month, year, now)
  if (typed.cvc && !/^\d{3,4}$/.test(typed.cvc)) throw declineError(INVALID.cvc, { param: 'cvc' })
  return { card, ...expiry }
}
