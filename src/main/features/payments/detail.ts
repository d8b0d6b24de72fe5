import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { CounterfoilError } from '../../../shared/errors.ts'
import { currencyCode, knownMoney, type Money, type ToldMoney, toldMoney } from '../../../shared/money.ts'
import { at, integer, isJson, type Json, number, reference, text } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'
import {
  presentRefund,
  REFUND_COLUMNS,
  REFUND_PAYMENT,
  type StoredRefund,
} from '../../store/mirror/rows/refund-row.ts'
import { presentPayment, type StoredPaymentRow } from '../../store/mirror/rows/payment-row.ts'
import { type RawObject, readObject } from './objects.ts'
import { timeline } from './timeline.ts'

const DISPUTES =
  'SELECT id, amount, currency, status, reason, due_by, created FROM dispute WHERE charge = ? ORDER BY n'

interface StoredDispute {
  readonly id: string
  readonly amount: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly due_by: number | null
  readonly created: number
}

/** A stored payment by its own id or by the id of its charge, its refund or its dispute. */
function find(reader: Reader, id: string): StoredPaymentRow | undefined {
  const byId = 'SELECT * FROM payment WHERE id = ?'
  const direct = reader.get<StoredPaymentRow>(byId, [id])
  if (direct !== undefined) return direct
  const owner = reader.get<{ id: string }>(
    `SELECT coalesce(payment_intent, id) AS id FROM charge WHERE id = ?
     UNION ALL SELECT coalesce(payment_intent, charge) FROM refund WHERE id = ?
     UNION ALL SELECT coalesce(payment_intent, charge) FROM dispute WHERE id = ?`,
    [id, id, id],
  )
  return owner === undefined ? undefined : reader.get<StoredPaymentRow>(byId, [owner.id])
}

/** Everything the mirror holds of one payment. Throws `object_not_found`. */
export function getPayment(reader: Reader, { id }: { readonly id: string }): PaymentDetail {
  const stored = find(reader, id)
  if (stored === undefined) {
    throw new CounterfoilError('object_not_found', `No payment ${id} in the mirror`, { params: { id } })
  }
  const intent = readObject(reader, 'payment_intent', stored.id)
  const charge = readObject(reader, 'charge', stored.charge)
  const transaction = readObject(
    reader,
    'balance_transaction',
    reference(charge?.json, 'balance_transaction'),
  )
  const customer = readObject(reader, 'customer', stored.customer)
  const refunds = reader
    .all<StoredRefund>(
      `SELECT ${REFUND_COLUMNS} FROM refund r ${REFUND_PAYMENT} WHERE r.charge = ? AND r.deleted = 0 ORDER BY r.n`,
      [stored.charge],
    )
    .map(presentRefund)
  const disputes = reader.all<StoredDispute>(DISPUTES, [stored.charge]).map((dispute) => ({
    id: dispute.id,
    amount: toldMoney(dispute.amount, dispute.currency),
    status: dispute.status ?? '',
    reason: dispute.reason ?? '',
    dueBy: dispute.due_by === 0 ? null : dispute.due_by,
    created: dispute.created,
  }))
  const raws: (RawObject | undefined)[] = [intent?.raw, charge?.raw, transaction?.raw, customer?.raw]
  raws.push(...refunds.map((refund) => readObject(reader, 'refund', refund.id)?.raw))
  raws.push(...disputes.map((dispute) => readObject(reader, 'dispute', dispute.id)?.raw))
  const ids = [stored.id, ...(stored.charge === null ? [] : [stored.charge])]
  return {
    row: presentPayment(stored),
    amountCaptured: charge === undefined ? null : { amount: stored.captured, currency: stored.currency },
    refundable: refundable(stored),
    applicationFee: reference(charge?.json, 'application_fee'),
    settlement: settlement(transaction?.json),
    outcome: outcome(charge?.json, intent?.json),
    method: method(charge?.json),
    billing: billing(charge?.json, stored),
    customer:
      stored.customer === null
        ? null
        : {
            id: stored.customer,
            name: text(customer?.json, 'name'),
            email: text(customer?.json, 'email'),
            deleted: customer?.deleted ?? false,
          },
    statementDescriptor:
      text(charge?.json, 'calculated_statement_descriptor') ?? text(charge?.json, 'statement_descriptor'),
    receiptEmail: text(charge?.json, 'receipt_email') ?? text(intent?.json, 'receipt_email'),
    metadata: { ...metadata(charge?.json), ...metadata(intent?.json) },
    refunds,
    disputes: disputes.map(({ id: dispute, amount, status, reason, dueBy }) => ({
      id: dispute,
      amount,
      status,
      reason,
      dueBy,
    })),
    timeline: timeline(reader, { ids, intent: intent?.json, charge: charge?.json, refunds, disputes }),
    raw: raws.filter((raw) => raw !== undefined),
    freshness: reader.freshness(),
  }
}

function refundable(stored: StoredPaymentRow): Money | null {
  const { status } = presentPayment(stored)
  if (status !== 'succeeded' && status !== 'partially_refunded') return null
  return knownMoney(toldMoney(Math.max(0, stored.captured - stored.refunded), stored.currency))
}

function settlement(transaction: Json | undefined): PaymentDetail['settlement'] {
  const id = text(transaction, 'id')
  if (id === null) return null
  const currency = currencyCode(at(transaction, 'currency'))
  const money = (path: string): ToldMoney => toldMoney(integer(transaction, path), currency)
  return {
    balanceTransaction: id,
    gross: money('amount'),
    fee: money('fee'),
    net: money('net'),
    exchangeRate: number(transaction, 'exchange_rate'),
    availableOn: integer(transaction, 'available_on') ?? 0,
    status: text(transaction, 'status') ?? '',
  }
}

function outcome(charge: Json | undefined, intent: Json | undefined): PaymentDetail['outcome'] {
  const error = at(intent, 'last_payment_error')
  if (charge === undefined && !isJson(error)) return null
  return {
    riskLevel: text(charge, 'outcome.risk_level'),
    riskScore: number(charge, 'outcome.risk_score'),
    networkStatus: text(charge, 'outcome.network_status'),
    sellerMessage: text(charge, 'outcome.seller_message'),
    failureMessage: text(charge, 'failure_message') ?? text(error, 'message'),
    declineCode: text(error, 'decline_code') ?? text(charge, 'outcome.reason'),
  }
}

function method(charge: Json | undefined): PaymentDetail['method'] {
  const type = text(charge, 'payment_method_details.type')
  if (type === null) return null
  const details = at(charge, `payment_method_details.${type}`)
  return {
    type,
    brand: text(details, 'brand') ?? text(details, 'bank_name'),
    last4: text(details, 'last4'),
    wallet: text(details, 'wallet.type'),
    expMonth: integer(details, 'exp_month'),
    expYear: integer(details, 'exp_year'),
    funding: text(details, 'funding'),
    country: text(details, 'country'),
    fingerprint: text(details, 'fingerprint'),
    paymentMethod: reference(charge, 'payment_method'),
  }
}

const ADDRESS = ['line1', 'line2', 'postal_code', 'city', 'state', 'country']

function billing(charge: Json | undefined, stored: StoredPaymentRow): PaymentDetail['billing'] {
  const address = at(charge, 'billing_details.address')
  const lines = ADDRESS.map((name) => text(address, name)).filter((line) => line !== null)
  return {
    name: text(charge, 'billing_details.name') ?? stored.customer_name,
    email: text(charge, 'billing_details.email') ?? stored.customer_email,
    phone: text(charge, 'billing_details.phone'),
    address: lines.length === 0 ? null : lines.join(', '),
  }
}

function metadata(json: Json | undefined): Record<string, string> {
  const found = at(json, 'metadata')
  if (!isJson(found)) return {}
  return Object.fromEntries(
    Object.entries(found).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  )
}
