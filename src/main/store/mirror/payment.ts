import { type PaymentStatus, paymentStatuses } from '../../../shared/features/payments/contract.ts'
import { toDecimal, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import type { Contribution } from './rollups.ts'
import { searchText } from './search-text.ts'

/** The columns of the parts that a payment is made of; see the resources of the same names. */
export interface IntentPart {
  readonly id: string
  readonly created: number
  readonly deleted: number
  readonly latest_charge: string | null
  readonly customer: string | null
  readonly amount: number | null
  readonly amount_received: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly failure_code: string | null
  readonly description: string | null
  readonly receipt_email: string | null
  readonly metadata_text: string | null
}

export interface ChargePart {
  readonly id: string
  readonly created: number
  readonly deleted: number
  readonly payment_intent: string | null
  readonly balance_transaction: string | null
  readonly customer: string | null
  readonly amount: number | null
  readonly amount_captured: number | null
  readonly amount_refunded: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly captured: number | null
  readonly refunded: number | null
  readonly disputed: number | null
  readonly failure_code: string | null
  readonly description: string | null
  readonly name: string | null
  readonly email: string | null
  readonly method: string | null
  readonly brand: string | null
  readonly last4: string | null
  readonly wallet: string | null
  readonly receipt_number: string | null
  readonly metadata_text: string | null
}

export interface TransactionPart {
  readonly fee: number | null
  readonly currency: string | null
}

export interface CustomerPart {
  readonly name: string | null
  readonly email: string | null
}

export interface PaymentParts {
  readonly intent: IntentPart | undefined
  readonly charge: ChargePart | undefined
  readonly disputes: readonly (string | null)[]
  readonly transaction: TransactionPart | undefined
  readonly customer: CustomerPart | undefined
}

/** A row of the table `payment`, without its key. */
export interface PaymentRecord {
  readonly id: string
  readonly charge: string | null
  readonly created: number
  /** 0 where it is not known, so that every payment has a place in the orders and nothing is added to a sum. */
  readonly amount: number
  readonly amount_known: 0 | 1
  /** `UNKNOWN_CURRENCY` where Stripe told none. */
  readonly currency: string
  /** The place in `paymentStatuses`. */
  readonly status: number
  readonly raw_status: string
  readonly captured: number
  readonly refunded: number
  readonly failure_code: string | null
  readonly customer: string | null
  readonly customer_name: string | null
  readonly customer_email: string | null
  readonly customer_key: string
  /** 1 where name and e-mail came with the payment, so that a change of the customer does not concern it. */
  readonly named: 0 | 1
  readonly description: string | null
  readonly method: string | null
  readonly brand: string | null
  readonly last4: string | null
  readonly wallet: string | null
  readonly fee: number | null
  readonly fee_currency: string | null
  readonly search: string
}

/** Disputes that ended for the shop, or never took money. */
const HARMLESS_DISPUTES = new Set(['won', 'warning_closed', 'prevented'])

function statusOfCharge(charge: ChargePart, disputes: readonly (string | null)[]): PaymentStatus {
  if (charge.status === 'failed') return 'failed'
  if (charge.status === 'pending') return 'processing'
  if (charge.status !== 'succeeded' && charge.status !== 'paid') return 'unknown'
  const harmed = disputes.some((status) => status === null || !HARMLESS_DISPUTES.has(status))
  if (harmed || (disputes.length === 0 && charge.disputed === 1)) return 'disputed'
  if (charge.captured === 0) return charge.refunded === 1 ? 'canceled' : 'uncaptured'
  if (charge.refunded === 1) return 'refunded'
  return (charge.amount_refunded ?? 0) > 0 ? 'partially_refunded' : 'succeeded'
}

const intentStatuses: Readonly<Record<string, PaymentStatus>> = {
  requires_capture: 'uncaptured',
  processing: 'processing',
  requires_action: 'requires_action',
  requires_confirmation: 'incomplete',
  canceled: 'canceled',
}

/** What an operator calls the state of a payment. */
export function paymentStatus({ intent, charge, disputes }: PaymentParts): PaymentStatus {
  if (intent === undefined) return charge === undefined ? 'unknown' : statusOfCharge(charge, disputes)
  if (intent.status === 'succeeded')
    return charge === undefined ? 'succeeded' : statusOfCharge(charge, disputes)
  if (intent.status === 'requires_payment_method') {
    return charge !== undefined || intent.failure_code !== null ? 'failed' : 'incomplete'
  }
  return intentStatuses[intent.status ?? ''] ?? 'unknown'
}

const NOTHING = { customer: null, description: null, metadata_text: null, currency: null, failure_code: null }

/** Puts the parts of a payment together; null where too little is known to show a payment. */
export function derivePayment(id: string, parts: PaymentParts): PaymentRecord | null {
  const { intent, charge, transaction, customer } = parts
  const main = intent ?? charge
  if (main === undefined || main.deleted === 1) return null
  const [ofIntent, ofCharge] = [intent ?? NOTHING, charge ?? NOTHING]
  const currency = ofIntent.currency ?? ofCharge.currency ?? UNKNOWN_CURRENCY
  const status = paymentStatus(parts)
  const told = intent?.amount ?? charge?.amount ?? null
  const amount = told ?? 0
  const name = charge?.name ?? null
  const email = charge?.email ?? intent?.receipt_email ?? null
  const customerName = name ?? customer?.name ?? null
  const customerEmail = email ?? customer?.email ?? null
  const customerId = ofIntent.customer ?? ofCharge.customer
  const description = ofIntent.description ?? ofCharge.description
  const moved = charge?.status === 'succeeded' || charge?.status === 'paid'
  return {
    id,
    charge: charge?.id ?? intent?.latest_charge ?? null,
    created: main.created,
    amount,
    amount_known: told === null ? 0 : 1,
    currency,
    status: paymentStatuses.indexOf(status),
    raw_status: intent?.status ?? charge?.status ?? '',
    captured: charge === undefined ? (intent?.amount_received ?? 0) : moved ? capturedAmount(charge) : 0,
    refunded: charge?.amount_refunded ?? 0,
    failure_code: ofCharge.failure_code ?? (status === 'failed' ? ofIntent.failure_code : null),
    customer: customerId,
    customer_name: customerName,
    customer_email: customerEmail,
    customer_key: (customerName ?? customerEmail ?? customerId ?? '').toLowerCase(),
    named: name !== null && email !== null ? 1 : 0,
    description,
    method: charge?.method ?? null,
    brand: charge?.brand ?? null,
    last4: charge?.last4 ?? null,
    wallet: charge?.wallet ?? null,
    fee: transaction?.fee ?? null,
    fee_currency: transaction === undefined ? null : (transaction.currency ?? UNKNOWN_CURRENCY),
    search: searchText([
      customerName,
      customerEmail,
      customer?.name === customerName ? null : (customer?.name ?? null),
      customer?.email === customerEmail ? null : (customer?.email ?? null),
      description,
      charge?.last4 ?? null,
      charge?.receipt_number ?? null,
      told === null ? null : toDecimal({ amount, currency }),
      ofIntent.metadata_text,
      ofCharge.metadata_text === ofIntent.metadata_text ? null : ofCharge.metadata_text,
    ]),
  }
}

/** Charges of old API versions have `captured` but no amount for it. */
function capturedAmount(charge: ChargePart): number {
  if (charge.amount_captured !== null) return charge.amount_captured
  return charge.captured === 1 ? (charge.amount ?? 0) : 0
}

const CAPTURED = new Set<PaymentStatus>(['succeeded', 'partially_refunded', 'refunded', 'disputed'])

export function paymentContribution(row: PaymentRecord): Contribution {
  const status = paymentStatuses[row.status] ?? 'unknown'
  const captured = CAPTURED.has(status) ? row.captured : 0
  const settledHere = row.fee_currency === null || row.fee_currency === row.currency
  return {
    family: 'payment',
    currency: row.currency,
    at: row.created,
    status,
    amount: row.amount,
    captured,
    fee: settledHere ? (row.fee ?? 0) : 0,
    unsettled: settledHere ? 0 : 1,
  }
}
