import type Stripe from 'stripe'
import { checksOf } from './payment-method-object.ts'
import { cardOfFingerprint, type Decline } from '../money/test-cards.ts'

/** What a charge is made from; money in minor units of `currency`. */
export interface ChargeSpec {
  readonly id: string
  readonly created: number
  readonly amount: number
  readonly currency: string
  readonly method: Stripe.PaymentMethod
  readonly status: 'succeeded' | 'pending' | 'failed'
  readonly captured: boolean
  readonly amountCaptured?: number
  readonly amountRefunded?: number
  readonly disputed?: boolean
  readonly balanceTransaction?: string | null
  readonly decline?: Decline | undefined
  readonly customer?: string | null
  readonly paymentIntent?: string | null
  readonly description?: string | null
  readonly metadata?: Record<string, string>
  readonly receiptEmail?: string | null
  readonly shipping?: Stripe.Charge.Shipping | null
  readonly statementDescriptor?: string | null
  readonly suffix?: string | null
  readonly onBehalfOf?: string | null
  readonly transferGroup?: string | null
  readonly applicationFeeAmount?: number | null
  readonly transferData?: Stripe.Charge.TransferData | null
  readonly source?: Stripe.Card | null
  readonly riskScore?: number
  readonly authenticated?: boolean
  readonly captureBefore?: number
  readonly mandate?: string | null
  /** A rule of Radar stopped it before the bank was asked. */
  readonly blocked?: boolean
  /** More may be authorised later. */
  readonly incremental?: boolean
}

const DESCRIPTOR = 'NORTHWIND TEA'

/** https://docs.stripe.com/api/charges/object */
export function chargeObject(spec: ChargeSpec): Stripe.Charge {
  const { id, amount, currency, method, decline, status } = spec
  // Fields that Stripe still sends though the newest reference no longer lists them.
  const legacy = { destination: null, dispute: null, order: null }
  return {
    id,
    object: 'charge',
    amount,
    amount_captured: spec.amountCaptured ?? (spec.captured && status === 'succeeded' ? amount : 0),
    amount_refunded: spec.amountRefunded ?? 0,
    application: null,
    application_fee: null,
    application_fee_amount: spec.applicationFeeAmount ?? null,
    balance_transaction: spec.balanceTransaction ?? null,
    billing_details: method.billing_details,
    calculated_statement_descriptor:
      spec.statementDescriptor ?? (spec.suffix ? `${DESCRIPTOR}* ${spec.suffix}`.slice(0, 22) : DESCRIPTOR),
    captured: spec.captured && status !== 'failed',
    created: spec.created,
    currency,
    customer: spec.customer ?? null,
    description: spec.description ?? null,
    disputed: spec.disputed ?? false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: spec.metadata ?? {},
    on_behalf_of: spec.onBehalfOf ?? null,
    outcome: outcome(spec),
    paid: status !== 'failed',
    payment_intent: spec.paymentIntent ?? null,
    payment_method: method.id,
    payment_method_details: methodDetails(spec),
    radar_options: {},
    receipt_email: spec.receiptEmail ?? null,
    receipt_number: null,
    receipt_url: status === 'failed' ? null : `https://pay.stripe.com/receipts/payment/${id.slice(-16)}`,
    refunded: amount > 0 && spec.amountRefunded === amount,
    review: null,
    shipping: spec.shipping ?? null,
    source: spec.source ?? null,
    source_transfer: null,
    statement_descriptor: spec.statementDescriptor ?? null,
    statement_descriptor_suffix: spec.suffix ?? null,
    status,
    transfer_data: spec.transferData ?? null,
    transfer_group: spec.transferGroup ?? null,
    ...legacy,
  }
}

function outcome({ status, decline, method, riskScore, blocked: byRule }: ChargeSpec): Stripe.Charge.Outcome {
  const risk = cardOfFingerprint(method.card?.fingerprint)?.risk
  const score = risk === 'elevated' ? 68 : risk ? 92 : (riskScore ?? 21)
  const level = risk === 'blocked' || risk === 'highest' ? 'highest' : (risk ?? 'normal')
  const blocked = status === 'failed' && risk !== undefined && risk !== 'elevated'
  if (byRule)
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'not_sent_to_network',
      reason: 'rule',
      risk_level: level,
      risk_score: score,
      seller_message: 'Stripe blocked this payment.',
      type: 'blocked',
    }
  if (status === 'failed')
    return {
      advice_code: decline?.advice ?? null,
      network_advice_code: null,
      network_decline_code: blocked ? null : (decline?.network ?? null),
      network_status: blocked ? 'not_sent_to_network' : 'declined_by_network',
      reason: blocked ? 'highest_risk_level' : (decline?.decline_code ?? decline?.code ?? null),
      risk_level: level,
      risk_score: score,
      seller_message: blocked ? 'Stripe blocked this payment as too risky.' : sellerMessage(decline),
      type: blocked ? 'blocked' : 'issuer_declined',
    }
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: risk === 'elevated' ? 'elevated_risk_level' : null,
    risk_level: level,
    risk_score: score,
    seller_message: 'Payment complete.',
    type: 'authorized',
  }
}

function sellerMessage(decline: Decline | undefined): string {
  if (decline?.decline_code === 'generic_decline')
    return 'The bank did not return any further details with this decline.'
  return `The bank returned the decline code \`${decline?.decline_code ?? decline?.code ?? 'generic_decline'}\`.`
}

function methodDetails(spec: ChargeSpec): Stripe.Charge.PaymentMethodDetails {
  const { method, amount } = spec
  if (method.sepa_debit)
    return {
      type: 'sepa_debit',
      sepa_debit: {
        bank_code: method.sepa_debit.bank_code,
        branch_code: '',
        country: method.sepa_debit.country,
        fingerprint: method.sepa_debit.fingerprint,
        last4: method.sepa_debit.last4,
        mandate: spec.mandate ?? null,
      },
    }
  if (method.us_bank_account) {
    const bank = method.us_bank_account
    return {
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: bank.account_holder_type,
        account_type: bank.account_type,
        bank_name: bank.bank_name,
        fingerprint: bank.fingerprint,
        last4: bank.last4,
        ...(spec.mandate ? { mandate: spec.mandate } : {}),
        payment_reference: null,
        routing_number: bank.routing_number,
      },
    }
  }
  const { card } = method
  if (!card) return { type: method.type, [method.type]: plainDetails(method) }
  return {
    type: 'card',
    card: {
      amount_authorized: spec.status === 'failed' ? null : amount,
      authorization_code: spec.status === 'failed' ? null : authorizationCode(spec.id),
      brand: card.brand,
      ...(spec.captureBefore === undefined ? {} : { capture_before: spec.captureBefore }),
      checks: card.checks?.cvc_check
        ? card.checks
        : checksOf(cardOfFingerprint(card.fingerprint), method.billing_details),
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: {
        status: spec.incremental && !spec.captured ? 'available' : 'unavailable',
      },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: `${authorizationCode(`${spec.id}n`)}${authorizationCode(`${spec.id}t`)}105`,
      overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: spec.authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      transaction_link_id: null,
      wallet: card.wallet ? { dynamic_last4: card.wallet.dynamic_last4, type: card.wallet.type } : null,
    },
  }
}

// A type without behaviour of its own shows on the charge what its method shows.
const plainDetails = (method: Stripe.PaymentMethod): object => {
  const details: unknown = Object.entries(method).find(([name]) => name === method.type)?.[1]
  return typeof details === 'object' && details !== null ? details : {}
}

function authorizationCode(of: string): string {
  let code = 7
  for (let i = 0; i < of.length; i++) code = (Math.imul(code, 31) + of.charCodeAt(i)) >>> 0
  return String(code % 1_000_000).padStart(6, '0')
}

/** From which kind of money a charge is paid into the balance. */
export const sourceTypeOf = (charge: Stripe.Charge): 'card' | 'bank_account' =>
  charge.payment_method_details?.type === 'card' ? 'card' : 'bank_account'
