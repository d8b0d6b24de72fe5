import type Stripe from 'stripe'
import { idOf } from '../world/tables.ts'

const DAY = 86_400
/** How long a dispute waits for an answer, in seconds. */
export const RESPONSE_TIME = 9 * DAY

export const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

export interface DisputeSpec {
  readonly id: string
  readonly created: number
  readonly charge: Stripe.Charge
  /** In minor units of the charge's currency; by default all of it. */
  readonly amount?: number
  readonly reason: string
  readonly status: Stripe.Dispute.Status
  readonly transactions: readonly Stripe.BalanceTransaction[]
  readonly submitted?: boolean
  readonly now: number
}

const NETWORK_CODES: Readonly<Record<string, string>> = {
  fraudulent: '10.4',
  product_not_received: '13.1',
  duplicate: '12.6',
  product_unacceptable: '13.3',
  subscription_canceled: '13.2',
  general: '10.4',
}

/** https://docs.stripe.com/api/disputes/object */
export function disputeObject(spec: DisputeSpec): Stripe.Dispute {
  const { charge, created, status, submitted } = spec
  const due = created + RESPONSE_TIME
  const card = charge.payment_method_details?.card
  const code = NETWORK_CODES[spec.reason] ?? '10.4'
  return {
    id: spec.id,
    object: 'dispute',
    amount: spec.amount ?? charge.amount,
    balance_transactions: [...spec.transactions],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...NO_EVIDENCE,
      billing_address: addressLine(charge.billing_details.address),
      customer_email_address: charge.billing_details.email ?? charge.receipt_email,
      customer_name: charge.billing_details.name,
      ...(submitted
        ? {
            product_description: charge.description,
            uncategorized_text: 'The parcel was delivered and signed for.',
          }
        : {}),
    },
    evidence_details: {
      due_by: due,
      enhanced_eligibility: {},
      has_evidence: submitted ?? false,
      past_due: !submitted && spec.now > due,
      submission_count: submitted ? 1 : 0,
      submission_method: submitted ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: status.startsWith('warning'),
    livemode: false,
    metadata: {},
    network_reason_code: card ? code : null,
    payment_intent: idOf(charge.payment_intent) ?? null,
    // Bank debits have no details of their own in a dispute.
    ...(card
      ? {
          payment_method_details: {
            card: {
              brand: card.brand ?? 'visa',
              case_type: status.startsWith('warning') ? ('inquiry' as const) : ('chargeback' as const),
              network: card.network ?? 'visa',
              network_reason_code: code,
            },
            type: 'card' as const,
          },
        }
      : {}),
    reason: spec.reason,
    status,
  }
}

// Stripe fills in what it knows of the customer; that does not count as evidence yet.
function addressLine(address: Stripe.Address | null): string | null {
  const { line1, line2, city, state, postal_code, country } = address ?? {}
  const text = [line1, line2, city, state, postal_code, country].filter((part) => part).join(', ')
  return text === '' ? null : text
}
