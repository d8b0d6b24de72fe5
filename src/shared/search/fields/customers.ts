import { field, fieldsOfKind, type SearchField, words } from '../field.ts'
import { CREATED, CURRENCY, cardFields, DESCRIPTION, ID, METADATA } from './common.ts'

/** https://docs.stripe.com/search#query-fields-for-customers, then our own. */
export const CUSTOMER_FIELDS: readonly SearchField[] = [
  CREATED,
  field('string', 'email'),
  METADATA,
  field('string', 'name'),
  field('string', 'phone'),

  ID,
  DESCRIPTION,
  field('money', 'balance'),
  CURRENCY,
  field('boolean', 'delinquent'),
  ...fieldsOfKind('string', 'business_name individual_name shipping.name address.city address.line1'),
  ...fieldsOfKind('token', 'address.country address.postal_code invoice_prefix default_source'),
  field('token', 'invoice_settings.default_payment_method'),
  words('tax_exempt', 'none exempt reverse'),
]

export const PAYMENT_METHOD_FIELDS: readonly SearchField[] = [
  ID,
  CREATED,
  field('token', 'customer'),
  words('type', 'card card_present alipay wechat_pay link sepa_debit us_bank_account'),
  words('allow_redisplay', 'always limited unspecified'),
  ...cardFields('card'),
  words('card.funding', 'credit debit prepaid unknown'),
  field('token', 'card.country'),
  words('card.wallet.type', 'apple_pay google_pay link samsung_pay'),
  ...fieldsOfKind('token', 'sepa_debit.last4 sepa_debit.country us_bank_account.last4'),
  field('string', 'us_bank_account.bank_name'),
  ...fieldsOfKind('string', 'billing_details.email billing_details.name billing_details.phone'),
  ...fieldsOfKind('token', 'billing_details.address.postal_code billing_details.address.country'),
  METADATA,
]

export const SETUP_INTENT_FIELDS: readonly SearchField[] = [
  ID,
  CREATED,
  words(
    'status',
    'succeeded processing requires_payment_method requires_confirmation requires_action canceled',
  ),
  ...fieldsOfKind('token', 'customer payment_method latest_attempt mandate single_use_mandate on_behalf_of'),
  words('usage', 'off_session on_session'),
  words('cancellation_reason', 'abandoned duplicate requested_by_customer'),
  ...fieldsOfKind('token', 'last_setup_error.code last_setup_error.decline_code'),
  DESCRIPTION,
  METADATA,
]

export const CHECKOUT_SESSION_FIELDS: readonly SearchField[] = [
  ID,
  ...fieldsOfKind('money', 'amount_total amount_subtotal'),
  ...fieldsOfKind('time', 'created expires_at'),
  CURRENCY,
  words('status', 'open complete expired'),
  words('payment_status', 'paid unpaid no_payment_required'),
  words('mode', 'payment setup subscription'),
  ...fieldsOfKind('token', 'customer payment_intent setup_intent subscription invoice payment_link'),
  ...fieldsOfKind('string', 'client_reference_id customer_email'),
  ...fieldsOfKind('string', 'customer_details.email customer_details.name customer_details.phone'),
  METADATA,
]
