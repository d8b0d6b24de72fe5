import type Stripe from 'stripe'
import type { SourceType } from '../world/ledger.ts'

interface PayoutSpec {
  readonly id: string
  readonly created: number
  readonly amount: number
  readonly currency: string
  readonly destination: string
  readonly status: string
  readonly arrival: number
  readonly balanceTransaction: string | null
  readonly automatic: boolean
  readonly sourceType: string
  readonly description?: string | null
  readonly metadata?: Record<string, string>
  readonly method?: string
  readonly originalPayout?: string | null
  readonly statementDescriptor?: string | null
  readonly type?: Stripe.Payout.Type
}

/** https://docs.stripe.com/api/payouts/object */
export function payoutObject(spec: PayoutSpec): Stripe.Payout {
  return {
    id: spec.id,
    object: 'payout',
    amount: spec.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: spec.arrival,
    automatic: spec.automatic,
    balance_transaction: spec.balanceTransaction,
    created: spec.created,
    currency: spec.currency,
    description: spec.automatic ? 'STRIPE PAYOUT' : (spec.description ?? null),
    destination: spec.destination,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: spec.metadata ?? {},
    method: spec.method ?? 'standard',
    original_payout: spec.originalPayout ?? null,
    payout_method: null,
    reconciliation_status: spec.automatic ? 'completed' : 'not_applicable',
    reversed_by: null,
    source_type: spec.sourceType,
    statement_descriptor: spec.statementDescriptor ?? null,
    status: spec.status,
    trace_id:
      spec.status === 'paid'
        ? { status: 'supported', value: `NWT${spec.id.slice(-12).toUpperCase()}` }
        : { status: 'pending', value: null },
    type: spec.type ?? 'bank_account',
  }
}

export const sourceTypeOf = (name: string | null | undefined): SourceType =>
  name === 'bank_account' || name === 'fpx' ? name : 'card'
