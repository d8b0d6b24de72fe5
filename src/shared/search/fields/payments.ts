import { field, fieldsOfKind, type SearchField, words } from '../field.ts'
import { CREATED, CURRENCY, cardFields, DESCRIPTION, ID, METADATA } from './common.ts'

/** https://docs.stripe.com/search#query-fields-for-charges, then our own. */
export const CHARGE_FIELDS: readonly SearchField[] = [
  field('money', 'amount'),
  field('token', 'billing_details.address.postal_code'),
  CREATED,
  CURRENCY,
  field('token', 'customer'),
  field('boolean', 'disputed'),
  METADATA,
  ...cardFields('payment_method_details.card'),
  ...cardFields('payment_method_details.card_present'),
  ...cardFields('payment_method_details.interac_present'),
  // Stripe's search tells three cases apart: "true" fully, "false" partly, null not refunded.
  field('boolean', 'refunded', { presentWhenPositive: ['amount_refunded'] }),
  words('status', 'succeeded pending failed'),

  ID,
  ...fieldsOfKind('money', 'amount_captured amount_refunded application_fee_amount'),
  ...fieldsOfKind('boolean', 'captured paid'),
  DESCRIPTION,
  ...fieldsOfKind('string', 'receipt_email statement_descriptor billing_details.email billing_details.name'),
  ...fieldsOfKind('string', 'billing_details.phone shipping.name failure_message'),
  ...fieldsOfKind('token', 'payment_intent payment_method balance_transaction application_fee on_behalf_of'),
  ...fieldsOfKind('token', 'source_transfer transfer transfer_group receipt_number failure_code'),
  words('payment_method_details.type', 'card card_present alipay wechat_pay link sepa_debit us_bank_account'),
  words('payment_method_details.card.wallet.type', 'apple_pay google_pay link samsung_pay'),
  words('payment_method_details.card.funding', 'credit debit prepaid unknown'),
  field('token', 'payment_method_details.card.country'),
  words('outcome.risk_level', 'normal elevated highest not_assessed unknown'),
  field('number', 'outcome.risk_score'),
  words('outcome.type', 'authorized manual_review issuer_declined blocked invalid'),
]

/** https://docs.stripe.com/search#query-fields-for-paymentintents, then our own. */
export const PAYMENT_INTENT_FIELDS: readonly SearchField[] = [
  field('money', 'amount'),
  CREATED,
  CURRENCY,
  field('token', 'customer'),
  METADATA,
  words(
    'status',
    'succeeded processing requires_payment_method requires_confirmation requires_action requires_capture canceled',
  ),

  ID,
  ...fieldsOfKind('money', 'amount_received amount_capturable application_fee_amount'),
  DESCRIPTION,
  ...fieldsOfKind('string', 'receipt_email statement_descriptor shipping.name'),
  ...fieldsOfKind(
    'token',
    'latest_charge payment_method on_behalf_of transfer_group transfer_data.destination',
  ),
  field('time', 'canceled_at'),
  words(
    'cancellation_reason',
    'abandoned automatic duplicate expired failed_invoice fraudulent requested_by_customer void_invoice',
  ),
  words('capture_method', 'automatic automatic_async manual'),
  words('setup_future_usage', 'off_session on_session'),
  ...fieldsOfKind('token', 'last_payment_error.code last_payment_error.decline_code'),
]

export const REFUND_FIELDS: readonly SearchField[] = [
  ID,
  field('money', 'amount'),
  CREATED,
  CURRENCY,
  words('status', 'succeeded pending requires_action failed canceled'),
  words('reason', 'duplicate fraudulent requested_by_customer expired_uncaptured_charge'),
  ...fieldsOfKind('token', 'charge payment_intent customer balance_transaction receipt_number'),
  ...fieldsOfKind('token', 'transfer_reversal source_transfer_reversal failure_balance_transaction'),
  words(
    'failure_reason',
    'declined expired_or_canceled_card insufficient_funds lost_or_stolen_card merchant_request unknown',
  ),
  words('pending_reason', 'charge_pending insufficient_funds processing'),
  words('destination_details.type', 'card alipay wechat_pay us_bank_transfer customer_cash_balance'),
  ...fieldsOfKind('token', 'destination_details.card.reference destination_details.card.type'),
  DESCRIPTION,
  field('string', 'instructions_email'),
  METADATA,
]

export const DISPUTE_FIELDS: readonly SearchField[] = [
  ID,
  field('money', 'amount'),
  CREATED,
  CURRENCY,
  words(
    'status',
    'warning_needs_response warning_under_review warning_closed needs_response under_review won lost prevented',
  ),
  words(
    'reason',
    'bank_cannot_process check_returned credit_not_processed customer_initiated debit_not_authorized duplicate fraudulent general incorrect_account_details insufficient_funds product_not_received product_unacceptable subscription_canceled unrecognized',
  ),
  ...fieldsOfKind('token', 'charge payment_intent'),
  field('boolean', 'is_charge_refundable'),
  field('time', 'evidence_details.due_by'),
  ...fieldsOfKind('boolean', 'evidence_details.has_evidence evidence_details.past_due'),
  field('number', 'evidence_details.submission_count'),
  field('token', 'payment_method_details.card.network_reason_code'),
  words('payment_method_details.card.brand', 'amex discover jcb mastercard unionpay visa'),
  ...fieldsOfKind('string', 'evidence.customer_name evidence.customer_email_address'),
  METADATA,
]
