import type Stripe from 'stripe'
import { type DebitOutcome, debitOutcome } from '../money/test-debits.ts'
import { emit } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { afterSuccess, collect } from './charge-flow.ts'

/** What will become of a debit from a bank method. */
export const outcomeOf = (
  method: Stripe.PaymentMethod | undefined,
  email: string | null | undefined = method?.billing_details.email,
): DebitOutcome =>
  debitOutcome(method?.sepa_debit?.fingerprint ?? method?.us_bank_account?.fingerprint ?? null, email)

/** Ends a pending debit: the money comes in, or the bank refuses it. */
export function settleDebit(
  scope: Scope,
  before: Stripe.Charge,
  { result, code, message, dispute }: DebitOutcome,
): Stripe.Charge {
  const { account, world, now } = scope
  if (result !== 'fails') {
    const charge = collect(scope, { ...before, status: 'succeeded' }, before.amount)
    emit(scope, 'charge.succeeded', charge)
    if (dispute) world.at(account.id, now, 'dispute.open', charge.id)
    afterSuccess(scope, charge)
    return charge
  }
  const charge = account.put('charge', {
    ...before,
    captured: false,
    failure_code: code ?? null,
    failure_message: message ?? null,
    outcome: before.outcome && {
      ...before.outcome,
      network_status: 'declined_by_network',
      reason: code ?? null,
      seller_message: 'The bank did not complete the debit.',
      type: 'issuer_declined',
    },
    paid: false,
    receipt_url: null,
    status: 'failed',
  })
  emit(scope, 'charge.failed', charge)
  return charge
}
