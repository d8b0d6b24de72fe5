import type { Stripe } from 'stripe'
import type { CheckedKey } from '../../shared/features/accounts/contract.ts'
import { CounterfoilError } from '../../shared/errors.ts'
import { currencyCode } from '../../shared/money.ts'
import { createStripe } from '../stripe/client.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { readKeyFormat } from './key-format.ts'

/** What the mirror reads, with the permission Stripe asks for it. */
const READS: readonly (readonly [permission: string, read: (stripe: Stripe) => Promise<unknown>])[] = [
  ['rak_balance_read', (stripe) => stripe.balance.retrieve()],
  ['rak_balance_transaction_source_read', (stripe) => stripe.balanceTransactions.list({ limit: 1 })],
  ['rak_charge_read', (stripe) => stripe.charges.list({ limit: 1 })],
  ['rak_payment_intent_read', (stripe) => stripe.paymentIntents.list({ limit: 1 })],
  ['rak_refund_read', (stripe) => stripe.refunds.list({ limit: 1 })],
  ['rak_customer_read', (stripe) => stripe.customers.list({ limit: 1 })],
  ['rak_payout_read', (stripe) => stripe.payouts.list({ limit: 1 })],
  ['rak_dispute_read', (stripe) => stripe.disputes.list({ limit: 1 })],
  ['rak_event_read', (stripe) => stripe.events.list({ limit: 1 })],
]

async function lacks(read: () => Promise<unknown>, permission: string): Promise<string | null> {
  try {
    await read()
    return null
  } catch (error) {
    const { failure } = mapStripeError(error)
    if (failure.code !== 'permission_missing') throw mapStripeError(error)
    const named = failure.params['permission']
    return typeof named === 'string' ? named : permission
  }
}

type Owner = Pick<CheckedKey, 'stripeAccount' | 'name' | 'email' | 'country' | 'defaultCurrency'>

/** A restricted key may not read its account, but the refusal names it. */
function ownerFromRefusal(error: unknown): Owner | null {
  const { failure } = mapStripeError(error)
  const account =
    failure.code === 'permission_missing' ? /\bacct_[A-Za-z0-9]+/.exec(failure.message)?.[0] : undefined
  if (account === undefined) return null
  return { stripeAccount: account, name: account, email: null, country: null, defaultCurrency: null }
}

/** Who an account is. https://docs.stripe.com/api/accounts/object */
export function ownerOf(account: Stripe.Account): Owner {
  return {
    stripeAccount: account.id,
    name:
      account.settings?.dashboard.display_name ??
      account.business_profile?.name ??
      account.email ??
      account.id,
    // Not every server tells it.
    email: account.email ?? null,
    country: account.country ?? null,
    defaultCurrency: currencyCode(account.default_currency),
  }
}

/** Whose key this is. Throws what Stripe said of it: `key_invalid`, `key_expired`, `offline`, … */
export async function readOwner(stripe: Stripe): Promise<Owner> {
  try {
    return ownerOf(await stripe.accounts.retrieveCurrent())
  } catch (error) {
    const owner = ownerFromRefusal(error)
    if (owner === null) throw mapStripeError(error)
    return owner
  }
}

export type KeyFacts = Omit<CheckedKey, 'existing'> & { readonly hint: string }

/**
 * Asks Stripe whose key this is and, of a restricted one, which reads it lacks (one cheap GET each).
 * Throws `key_malformed`, `key_invalid`, `key_expired`, `offline` or what else Stripe said.
 */
export async function checkKey(key: string, apiBase: string | null): Promise<KeyFacts> {
  const format = readKeyFormat(key)
  const stripe = createStripe({ key, apiBase, share: 0.25, timeout: 20_000 })
  const owner = await readOwner(stripe)
  const missing =
    format.kind === 'restricted'
      ? await Promise.all(READS.map(([permission, read]) => lacks(() => read(stripe), permission)))
      : []
  const missingPermissions = [...new Set(missing.filter((permission) => permission !== null))]
  if (missing.length > 0 && missingPermissions.length === missing.length) {
    throw new CounterfoilError('permission_missing', 'This key may not read anything the console shows', {
      params: { permission: missingPermissions.join(', ') },
      field: 'key',
    })
  }
  const { kind, livemode, hint } = format
  return { ...owner, mode: livemode ? 'live' : 'test', kind, hint, missingPermissions }
}
