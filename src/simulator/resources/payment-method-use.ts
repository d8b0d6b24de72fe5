import type Stripe from 'stripe'
import { cardError, invalidRequest, noSuch } from '../wire/errors.ts'
import type { Call } from '../wire/router.ts'
import { cardOfFingerprint, type Decline, fingerprint, TEST_CARDS } from '../money/test-cards.ts'
import { accountOfTestName } from '../money/test-debits.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { cardMethod, checksOf, sepaMethod, usBankMethod } from './payment-method-object.ts'

export const isoYear = (now: number): number => new Date(now * 1000).getUTCFullYear() + 1

/** Makes the object behind `pm_card_visa` and its like, or undefined. Each use makes a new one, as Stripe does. */
function fromTestName(scope: Scope, name: string): Stripe.PaymentMethod | undefined {
  const spec = { id: scope.account.newId('pm'), created: scope.now }
  const short = /^(?:pm_card|tok)_(\w+)$/.exec(name)?.[1]
  const card = short === undefined ? undefined : TEST_CARDS[short]
  if (card)
    return cardMethod({
      ...spec,
      card,
      expMonth: new Date(scope.now * 1000).getUTCMonth() + 1,
      expYear: isoYear(scope.now),
    })
  const bank = accountOfTestName(name)
  if (bank?.kind === 'us') return usBankMethod({ ...spec, number: bank.number, routing: '110000000' })
  return bank && sepaMethod({ ...spec, iban: bank.number })
}

export const noSuchMethod = (id: string) => noSuchWithHint(id)
function noSuchWithHint(id: string) {
  return invalidRequest(
    `No such PaymentMethod: '${id}'; It's possible this PaymentMethod exists on one of your connected accounts, in which case you should retry this request on that connected account. Learn more at https://stripe.com/docs/connect/authentication`,
    { code: 'resource_missing', param: 'payment_method' },
    404,
  )
}

/** The payment method that an id, a test name or a legacy card names; test names become stored objects. */
export function usePaymentMethod(scope: Scope, id: string): Stripe.PaymentMethod {
  const stored = scope.account.get('payment_method', id)
  if (stored) return stored
  const made = fromTestName(scope, id) ?? fromCard(scope, id)
  if (made) return scope.account.put('payment_method', made)
  throw noSuchMethod(id)
}

function fromCard({ account, now }: Scope, id: string): Stripe.PaymentMethod | undefined {
  const card = account.get('card', id)
  const test = cardOfFingerprint(card?.fingerprint)
  if (!card) return undefined
  return cardMethod({
    id,
    created: now,
    customer: idOf(card.customer) ?? null,
    card: test ?? {
      number: `400000000000${card.last4}`,
      brand: card.brand.toLowerCase(),
      country: card.country ?? 'US',
      funding: card.funding,
    },
    expMonth: card.exp_month,
    expYear: card.exp_year,
  })
}

/** The payment method a token stands for. */
export function tokenCard(scope: Scope, token: string): { readonly card: Stripe.PaymentMethod } {
  const made = token.startsWith('tok_') ? fromTestName(scope, token) : undefined
  if (made) return { card: made }
  const stored = scope.account.get('token', token)
  if (!stored?.card) throw noSuch('token', token, 'source')
  if (stored.used)
    throw invalidRequest(`You cannot use a Stripe token more than once: ${token}.`, {
      code: 'token_already_used',
    })
  scope.account.put('token', { ...stored, used: true })
  const method = fromCard({ ...scope }, stored.card.id)
  if (!method) throw noSuch('token', token, 'source')
  return { card: { ...method, id: scope.account.newId('pm') } }
}

export const declineError = (decline: Decline, more: Parameters<typeof cardError>[1] = {}) =>
  cardError(decline.message, {
    code: decline.code,
    decline_code: decline.decline_code,
    advice_code: decline.advice,
    network_decline_code: decline.network,
    param: '',
    ...more,
  })

/** Attaches to a customer; declines what the test card declines. */
export function attach(scope: Scope, method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
  const declined = cardOfFingerprint(method.card?.fingerprint)?.attachDecline
  if (declined) throw declineError(declined)
  if (idOf(method.customer) === customer) return method
  if (method.customer)
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    })
  const card = method.card && {
    ...method.card,
    checks: checksOf(cardOfFingerprint(method.card.fingerprint), method.billing_details),
  }
  const attached = scope.account.put('payment_method', { ...method, customer, ...(card ? { card } : {}) })
  emit(scope, 'payment_method.attached', attached)
  return attached
}

/** Whether the customer must still prove that the account is theirs, by two small deposits. */
export const isUnverified = (method: Stripe.PaymentMethod): boolean =>
  method.us_bank_account !== undefined && method.us_bank_account.networks === null

/** The account is proved to be the customer's. */
export function verified(scope: Scope, method: Stripe.PaymentMethod): Stripe.PaymentMethod {
  const bank = method.us_bank_account
  if (!bank) return method
  return scope.account.put('payment_method', {
    ...method,
    us_bank_account: { ...bank, networks: { preferred: 'ach', supported: ['ach'] } },
  })
}

/** The bank account behind an iDEAL, Bancontact or Sofort payment, saved for later debits. */
export function saveGenerated(
  scope: Scope,
  from: Stripe.PaymentMethod,
  customer: string | undefined,
  attempt: string | null,
  charge: string | null = null,
): Stripe.PaymentMethod {
  const country = from.type === 'ideal' ? 'NL' : from.type === 'bancontact' ? 'BE' : 'DE'
  const made = sepaMethod({
    id: scope.account.newId('pm'),
    created: scope.now,
    billing: from.billing_details,
    iban: `${country}${fingerprint(`${from.type}${from.billing_details.email ?? ''}`)
      .replaceAll(/\D/g, '')
      .padEnd(16, '7')}`,
  })
  const stored = scope.account.put(
    'payment_method',
    made.sepa_debit
      ? {
          ...made,
          sepa_debit: { ...made.sepa_debit, generated_from: { charge, setup_attempt: attempt } },
        }
      : made,
  )
  return customer === undefined ? stored : attach(scope, stored, customer)
}

/** A customer that exists and is not deleted. */
export function liveCustomer(call: Pick<Call, 'account'>, id: string, param = 'customer'): Stripe.Customer {
  const found = call.account.get('customer', id)
  if (!found || found.deleted) throw noSuch('customer', id, param)
  return found
}
