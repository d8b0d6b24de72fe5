import { field, fieldsOfKind, type SearchField, words } from '../field.ts'
import { CREATED, CURRENCY, DESCRIPTION, ID, METADATA } from './common.ts'

export const BALANCE_TRANSACTION_FIELDS: readonly SearchField[] = [
  ID,
  ...fieldsOfKind('money', 'amount fee net'),
  CREATED,
  field('time', 'available_on', { isDay: true }),
  CURRENCY,
  words('status', 'available pending'),
  words(
    'type',
    'charge payment refund payment_refund adjustment application_fee application_fee_refund payout payout_cancel payout_failure stripe_fee tax_fee topup topup_reversal transfer transfer_refund transfer_cancel transfer_failure reserve_transaction',
  ),
  words(
    'reporting_category',
    'charge refund charge_failure refund_failure dispute dispute_reversal fee payout payout_reversal transfer transfer_reversal topup topup_reversal platform_earning platform_earning_refund other_adjustment',
  ),
  words('balance_type', 'payments issuing refund_and_dispute_prefunding risk_reserved'),
  field('token', 'source'),
  field('number', 'exchange_rate'),
  DESCRIPTION,
]

export const PAYOUT_FIELDS: readonly SearchField[] = [
  ID,
  field('money', 'amount'),
  CREATED,
  field('time', 'arrival_date', { isDay: true }),
  CURRENCY,
  words('status', 'paid pending in_transit canceled failed'),
  field('boolean', 'automatic'),
  words('method', 'standard instant'),
  words('type', 'bank_account card'),
  words('source_type', 'card bank_account fpx'),
  words('reconciliation_status', 'completed in_progress not_applicable'),
  ...fieldsOfKind('token', 'destination balance_transaction failure_balance_transaction original_payout'),
  ...fieldsOfKind('token', 'reversed_by failure_code trace_id.value'),
  ...fieldsOfKind('string', 'description statement_descriptor failure_message'),
  METADATA,
]

export const TOPUP_FIELDS: readonly SearchField[] = [
  ID,
  field('money', 'amount'),
  CREATED,
  field('time', 'expected_availability_date', { isDay: true }),
  CURRENCY,
  words('status', 'succeeded pending failed canceled reversed'),
  ...fieldsOfKind('token', 'balance_transaction transfer_group failure_code source'),
  ...fieldsOfKind('string', 'description statement_descriptor failure_message'),
  METADATA,
]

export const TRANSFER_FIELDS: readonly SearchField[] = [
  ID,
  ...fieldsOfKind('money', 'amount amount_reversed'),
  CREATED,
  CURRENCY,
  field('boolean', 'reversed'),
  ...fieldsOfKind(
    'token',
    'destination destination_payment source_transaction transfer_group balance_transaction',
  ),
  words('source_type', 'card bank_account fpx'),
  DESCRIPTION,
  METADATA,
]

export const APPLICATION_FEE_FIELDS: readonly SearchField[] = [
  ID,
  ...fieldsOfKind('money', 'amount amount_refunded'),
  CREATED,
  CURRENCY,
  // Told apart as on charges: "true" fully, "false" partly, null not refunded.
  field('boolean', 'refunded', { presentWhenPositive: ['amount_refunded'] }),
  ...fieldsOfKind('token', 'account application charge originating_transaction balance_transaction'),
]

export const ACCOUNT_FIELDS: readonly SearchField[] = [
  ID,
  CREATED,
  ...fieldsOfKind('string', 'email business_profile.name business_profile.url company.name'),
  ...fieldsOfKind('string', 'individual.first_name individual.last_name individual.email'),
  words('type', 'custom express standard none'),
  words('business_type', 'company government_entity individual non_profit'),
  words('country', 'US GB DE FR CN HK JP SG AU CA'),
  words('default_currency', 'usd eur gbp cny hkd jpy aud cad sgd'),
  ...fieldsOfKind('boolean', 'charges_enabled payouts_enabled details_submitted'),
  field('token', 'business_profile.mcc'),
  words('capabilities.card_payments', 'active inactive pending'),
  words('capabilities.transfers', 'active inactive pending'),
  field('token', 'requirements.disabled_reason'),
  field('time', 'requirements.current_deadline'),
  words('settings.payouts.schedule.interval', 'manual daily weekly monthly'),
  METADATA,
]

export const EVENT_FIELDS: readonly SearchField[] = [
  ID,
  CREATED,
  words(
    'type',
    'charge.succeeded charge.failed charge.refunded charge.dispute.created charge.dispute.closed payment_intent.succeeded payment_intent.payment_failed refund.created refund.failed payout.created payout.paid payout.failed transfer.created customer.created customer.updated account.updated',
  ),
  ...fieldsOfKind('token', 'account api_version request.id request.idempotency_key'),
  field('number', 'pending_webhooks'),
  ...fieldsOfKind('token', 'data.object.id data.object.object data.object.customer data.object.status'),
  field('money', 'data.object.amount', { currencyPath: ['data', 'object', 'currency'] }),
  field('token', 'data.object.currency'),
]
