import type { Stripe } from 'stripe'
import {
  type PayoutDetail,
  type PayoutRow,
  payoutStatusSchema,
} from '../../../shared/features/payouts/contract.ts'
import { currencyCode, toldMoney } from '../../../shared/money.ts'
import { actingOn, idOf } from '../../operations/kinds/common.ts'
import { payoutCancelBlocker, payoutReversalBlocker } from '../../operations/kinds/payout-state.ts'
import { OPERATION_METADATA } from '../../operations/operation-kind.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import type { AccountContext } from '../context.ts'

function rowOf(payout: Stripe.Payout): PayoutRow {
  return {
    id: payout.id,
    amount: toldMoney(payout.amount, currencyCode(payout.currency)),
    status: payoutStatusSchema.safeParse(payout.status).data ?? 'unknown',
    rawStatus: payout.status,
    method: payout.method,
    automatic: payout.automatic,
    created: payout.created,
    arrivalDate: payout.arrival_date,
    destination: idOf(payout.destination),
    description: payout.description,
    failureCode: payout.failure_code,
    operation: payout.metadata?.[OPERATION_METADATA] ?? null,
  }
}

/**
 * A connected account's payout, read from Stripe: the mirror holds the account's own only. Throws what Stripe refuses,
 * and `offline`.
 */
export async function readConnectedPayout(
  context: AccountContext,
  id: string,
  connectedAccount: string,
): Promise<Omit<PayoutDetail, 'transactions'>> {
  try {
    const payout = await context.stripe().payouts.retrieve(id, {}, actingOn(connectedAccount))
    const row = rowOf(payout)
    const origin = { event: null, object: id, amount: row.amount, detail: null }
    return {
      payout: row,
      statementDescriptor: payout.statement_descriptor,
      sourceType: payout.source_type,
      failureMessage: payout.failure_message,
      traceId: payout.trace_id?.value ?? null,
      reconciliationStatus: payout.reconciliation_status,
      originalPayout: idOf(payout.original_payout),
      reversedBy: idOf(payout.reversed_by),
      metadata: { ...payout.metadata },
      timeline: [{ at: payout.created, type: 'payout.created', ...origin }],
      canCancel: payoutCancelBlocker(payout) === null,
      canReverse: payoutReversalBlocker(payout, connectedAccount) === null,
      raw: JSON.stringify(payout),
      freshness: { asOf: context.money.now(), complete: true },
    }
  } catch (error) {
    throw mapStripeError(error)
  }
}
