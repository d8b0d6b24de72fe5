import type Stripe from 'stripe'
import { emit } from '../world/events.ts'
import type { AccountStore } from '../world/account.ts'
import { type Resource, route } from '../wire/router.ts'

/** Balance from the ledger's totals. https://docs.stripe.com/api/balance/balance_object */
export function balanceObject(account: AccountStore): Stripe.Balance {
  const { ledger } = account
  // The account's own currency is there from the first day.
  const own = account.get('account', account.id)?.default_currency ?? 'usd'
  const currencies = [...new Set([own, ...ledger.currencies()])]
  const part = (which: 'available' | 'pending') =>
    currencies.map((currency) => ({
      amount: ledger.total(currency)[which],
      currency,
      source_types: {
        card: 0,
        ...Object.fromEntries(
          Array.from(ledger.sourceTypes(currency), ([type, funds]) => [type, funds[which]]),
        ),
      },
    }))
  const available = part('available')
  return {
    object: 'balance',
    available,
    instant_available: available.map((one) => ({ ...one, amount: Math.max(0, one.amount) })),
    livemode: false,
    pending: part('pending'),
    refund_and_dispute_prefunding: { available: [], pending: [] },
  }
}

export const balance: Resource = {
  routes: [route('GET', '/v1/balance', {}, ({ account }) => balanceObject(account))],
  actions: {
    // Everything that waits for one instant becomes available together.
    'balance.settle': (scope, instant) => {
      const { account } = scope
      for (const id of account.ledger.settle(Number(instant))) {
        const transaction = account.get('balance_transaction', id)
        if (transaction) account.put('balance_transaction', { ...transaction, status: 'available' })
      }
      emit(scope, 'balance.available', balanceObject(account))
      scope.world.actions.get('refund.fund')?.(scope, '')
    },
  },
}
