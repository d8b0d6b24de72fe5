import type Stripe from 'stripe'
import { BANK_FAILURES } from '../money/test-banks.ts'
import type { Resource } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { destinationOf, failureOf, markErrored } from './external-accounts.ts'
import { sourceTypeOf } from './payout-object.ts'

const DAY = 86_400

/** Payouts arrive two days after they are made, at midnight UTC. */
export const arrivalOf = (created: number): number => (Math.floor(created / DAY) + 2) * DAY

/** The payout did not reach the bank: the money comes back, and the external account is out of use. */
function failPayout(scope: Scope, before: Stripe.Payout, code: string, message: string): Stripe.Payout {
  const after = giveBack(scope, before, 'payout_failure', {
    status: 'failed',
    failure_code: code,
    failure_message: message,
  })
  emit(scope, 'payout.failed', after, before)
  markErrored(scope, idOf(after.destination) ?? '')
  return after
}

/** Returns what a payout took, with its fee, through a transaction of its own. */
export function giveBack(
  scope: Scope,
  before: Stripe.Payout,
  type: 'payout_failure' | 'payout_cancel',
  change: Partial<Stripe.Payout>,
): Stripe.Payout {
  const taken = scope.account.get('balance_transaction', idOf(before.balance_transaction) ?? '')
  const returned = scope.account.post({
    type,
    amount: before.amount + (taken?.fee ?? 0),
    currency: before.currency,
    source: before.id,
    sourceType: sourceTypeOf(before.source_type),
    description: type === 'payout_cancel' ? 'PAYOUT CANCEL' : 'PAYOUT FAILURE',
  })
  return scope.account.put('payout', { ...before, ...change, failure_balance_transaction: returned.id })
}

export const payoutArrival: Resource = {
  routes: [],
  actions: {
    // The batch of the hour goes to the bank.
    'payout.send': (scope, id) => {
      const before = scope.account.get('payout', id)
      if (before?.status !== 'pending') return
      const after = scope.account.put('payout', { ...before, status: 'in_transit' })
      emit(scope, 'payout.updated', after, before)
    },
    'payout.arrive': (scope: Scope, id) => {
      const before = scope.account.get('payout', id)
      if (before?.status !== 'in_transit' && before?.status !== 'pending') return
      const failure = before.original_payout ? undefined : failureOf(destinationOf(scope.account, before))
      if (failure) {
        failPayout(scope, before, failure.code, failure.message)
        return
      }
      const after = scope.account.put('payout', {
        ...before,
        status: 'paid',
        trace_id: { status: 'supported', value: `NWT${id.slice(-12).toUpperCase()}` },
      })
      emit(scope, 'payout.paid', after, before)
      if (after.automatic) emit(scope, 'payout.reconciliation_completed', after)
    },
    // The bank sends back, days later, what it had accepted: `id:code`.
    'payout.return': (scope, subject) => {
      const [id = '', code = 'could_not_process'] = subject.split(':')
      const before = scope.account.get('payout', id)
      if (before?.status === 'paid' || before?.status === 'in_transit')
        failPayout(scope, before, code, BANK_FAILURES[code]?.message ?? 'The bank returned this payout.')
    },
  },
}
