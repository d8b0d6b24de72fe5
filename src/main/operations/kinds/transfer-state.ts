import type { Stripe } from 'stripe'
import { CounterfoilError } from '../../../shared/errors.ts'
import { type Money } from '../../../shared/money.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { idOf, moneyAtStripe } from './common.ts'

/** The account money goes to; null where the key may not read accounts. Throws `destination_not_found`. */
export async function readDestination(stripe: Stripe, id: string): Promise<Stripe.Account | null> {
  try {
    return await stripe.accounts.retrieve(id)
  } catch (error) {
    const mapped = mapStripeError(error)
    const { code } = mapped.failure
    if (code === 'object_not_found' || mapped.failure.stripe?.code === 'account_invalid') {
      throw new CounterfoilError('destination_not_found', `No connected account ${id}`, {
        field: 'destination',
        params: { destination: id },
      })
    }
    if (code === 'permission_missing') return null
    throw mapped
  }
}

export function accountName(account: Stripe.Account | null): string | null {
  return account?.business_profile?.name ?? account?.company?.name ?? account?.email ?? null
}

/** Stripe's word for whether transfers can be received; null where the account needs no capability for it. */
export function transferCapability(account: Stripe.Account | null): string | null {
  return account?.capabilities?.transfers ?? account?.capabilities?.legacy_payments ?? null
}

/** Why the account cannot receive a transfer; null where it can, as far as can be seen here. */
export function transferBlocker(account: Stripe.Account | null): CounterfoilError | null {
  if (account === null) return null
  const rejected = account.requirements?.disabled_reason?.startsWith('rejected.') === true
  const capability = transferCapability(account)
  const needsNone = account.controller?.stripe_dashboard?.type === 'full' || account.type === 'standard'
  if (!rejected && (capability === 'active' || (capability === null && needsNone))) return null
  const reason = rejected
    ? (account.requirements?.disabled_reason ?? 'rejected')
    : (capability ?? 'unrequested')
  return new CounterfoilError(
    'destination_not_capable',
    `${account.id} cannot receive transfers: ${reason}`,
    {
      field: 'destination',
      params: { reason },
    },
  )
}

/** What transfers have left of a charge's settled money; in its settlement currency. */
export async function sourceRemaining(
  stripe: Stripe,
  id: string,
): Promise<{ readonly remaining: Money; readonly pending: boolean }> {
  const charge = await stripe.charges.retrieve(id, { expand: ['balance_transaction'] })
  const transaction = charge.balance_transaction
  if (charge.status !== 'succeeded' || transaction === null || typeof transaction === 'string') {
    return { remaining: moneyAtStripe(0, charge.currency), pending: true }
  }
  const group = charge.transfer_group ?? `group_${charge.id}`
  const transfers = await stripe.transfers
    .list({ transfer_group: group, limit: 100 })
    .autoPagingToArray({ limit: 10_000 })
  const used = transfers
    .filter((each) => idOf(each.source_transaction) === charge.id)
    .reduce((sum, each) => sum + each.amount - each.amount_reversed, 0)
  return {
    remaining: moneyAtStripe(transaction.amount - used, transaction.currency),
    pending: transaction.status === 'pending',
  }
}

/** The transfers of the last day to one account, newest first. */
export async function recentTransfers(
  stripe: Stripe,
  destination: string,
  since: number,
): Promise<readonly Stripe.Transfer[]> {
  return await stripe.transfers
    .list({ destination, created: { gte: since }, limit: 100 })
    .autoPagingToArray({ limit: 10_000 })
}
