import type Stripe from 'stripe'
import { NO_BILLING } from './payment-method-object.ts'

export interface DestinationPaymentSpec {
  readonly id: string
  readonly created: number
  /** Minor units of `currency`. */
  readonly amount: number
  readonly currency: string
  readonly balanceTransaction: string
  readonly transfer: string
  readonly transferGroup: string | null
  readonly description: string | null
  readonly application: string | null
  readonly applicationFeeAmount: number | null
}

/** The charge by which a connected account sees a transfer: `py_…` with its `source_transfer`. */
export function destinationPayment(spec: DestinationPaymentSpec): Stripe.Charge {
  const legacy = { destination: null, dispute: null, order: null }
  return {
    ...legacy,
    id: spec.id,
    object: 'charge',
    amount: spec.amount,
    amount_captured: spec.amount,
    amount_refunded: 0,
    application: spec.application,
    application_fee: null,
    application_fee_amount: spec.applicationFeeAmount,
    balance_transaction: spec.balanceTransaction,
    billing_details: NO_BILLING,
    calculated_statement_descriptor: null,
    captured: true,
    created: spec.created,
    currency: spec.currency,
    customer: null,
    description: spec.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: { type: 'stripe_account', stripe_account: {} },
    radar_options: {},
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: spec.transfer,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: spec.transferGroup,
  }
}
