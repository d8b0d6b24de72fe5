import type { Stripe } from 'stripe'
import { CounterfoilError } from '../../../shared/errors.ts'
import { type Money, smallestStep } from '../../../shared/money.ts'
import { actingOn, idOf, readIfAllowed } from './common.ts'

/** Payouts in these currencies are in whole units though Stripe counts hundredths (https://docs.stripe.com/currencies). */
const WHOLE_PAYOUTS: ReadonlySet<string> = new Set(['huf', 'twd'])

export function payoutStep(currency: string): 1 | 10 | 100 {
  return WHOLE_PAYOUTS.has(currency) ? 100 : smallestStep(currency)
}

/**
 * Where an account can pay out to; null where that cannot be read: the key may not, or it is the account's own, whose
 * destinations Stripe lists only where a platform controls it (https://docs.stripe.com/api/accounts/object).
 */
export async function readDestinations(
  stripe: Stripe,
  connectedAccount: string | null,
): Promise<readonly (Stripe.BankAccount | Stripe.Card)[] | null> {
  const account = await readIfAllowed(() =>
    connectedAccount === null
      ? stripe.accounts.retrieveCurrent()
      : stripe.accounts.retrieve(connectedAccount),
  )
  if (account === null) return null
  const listed = account.external_accounts
  if (connectedAccount === null && (listed === undefined || listed.data.length === 0)) return null
  if (listed?.has_more === false) return listed.data
  return await readIfAllowed(() =>
    stripe.accounts.listExternalAccounts(account.id, { limit: 100 }).autoPagingToArray({ limit: 1000 }),
  )
}

export function destinationLabel(destination: Stripe.BankAccount | Stripe.Card): string {
  const name = destination.object === 'bank_account' ? destination.bank_name : destination.brand
  return [name, `•••• ${destination.last4}`].filter(Boolean).join(' ')
}

/** Throws where money cannot be sent there; the default of the currency is meant where none is named. */
export function checkDestination(
  destinations: readonly (Stripe.BankAccount | Stripe.Card)[] | null,
  wanted: { readonly destination: string | null; readonly method: string; readonly currency: string },
): Stripe.BankAccount | Stripe.Card | null {
  if (destinations === null) return null
  const { destination, method, currency } = wanted
  const found = destinations.find((each) =>
    destination === null
      ? each.currency === currency && each.default_for_currency === true
      : each.id === destination,
  )
  if (found === undefined || (found.currency ?? currency) !== currency) {
    throw new CounterfoilError(
      'destination_not_found',
      `No account ${destination ?? 'by default'} for ${currency}`,
      {
        field: 'destination',
        params: { destination: destination ?? currency.toUpperCase() },
      },
    )
  }
  const methods: readonly string[] | null | undefined = found.available_payout_methods
  const reason =
    found.status === 'errored' || found.status === 'verification_failed'
      ? found.status
      : method === 'instant' && methods?.includes('instant') === false
        ? 'instant'
        : null
  if (reason === null) return found
  throw new CounterfoilError('destination_not_capable', `${found.id}: ${reason}`, {
    field: 'destination',
    params: { reason },
  })
}

/** A payout of the same amount to the same place since then, made by whomever. */
export async function similarPayout(
  stripe: Stripe,
  amount: Money,
  to: {
    readonly destination: string | null
    readonly connectedAccount: string | null
    readonly since: number
  },
): Promise<Stripe.Payout | null> {
  const recent = await stripe.payouts
    .list({ created: { gte: to.since }, limit: 100 }, actingOn(to.connectedAccount))
    .autoPagingToArray({ limit: 10_000 })
  const like = recent.find(
    (each) =>
      each.amount === amount.amount &&
      each.currency === amount.currency &&
      each.status !== 'failed' &&
      each.status !== 'canceled' &&
      (to.destination === null || idOf(each.destination) === to.destination),
  )
  return like ?? null
}

/** Why a payout cannot be canceled; null where it can. */
export function payoutCancelBlocker({ status, automatic }: Stripe.Payout): CounterfoilError | null {
  if (status === 'pending' && !automatic) return null
  return new CounterfoilError('payout_not_cancelable', `The payout is ${automatic ? 'automatic' : status}`, {
    params: { status: automatic ? 'automatic' : status },
  })
}

/** Why a payout cannot be reversed; null where it can, as far as can be seen here. */
export function payoutReversalBlocker(
  payout: Stripe.Payout,
  connectedAccount: string | null,
): CounterfoilError | null {
  const reason =
    connectedAccount === null
      ? 'not_connected'
      : payout.original_payout !== null || payout.reversed_by !== null
        ? 'reversed'
        : payout.status === 'paid' || payout.status === 'in_transit'
          ? null
          : payout.status
  if (reason === null) return null
  return new CounterfoilError('payout_not_reversible', `The payout cannot be reversed: ${reason}`, {
    params: { reason },
  })
}
