import type { SearchField } from './field.ts'
import {
  ACCOUNT_FIELDS,
  APPLICATION_FEE_FIELDS,
  BALANCE_TRANSACTION_FIELDS,
  EVENT_FIELDS,
  PAYOUT_FIELDS,
  TOPUP_FIELDS,
  TRANSFER_FIELDS,
} from './fields/balance.ts'
import { INVOICE_FIELDS, PRICE_FIELDS, PRODUCT_FIELDS, SUBSCRIPTION_FIELDS } from './fields/billing.ts'
import {
  CHECKOUT_SESSION_FIELDS,
  CUSTOMER_FIELDS,
  PAYMENT_METHOD_FIELDS,
  SETUP_INTENT_FIELDS,
} from './fields/customers.ts'
import { CHARGE_FIELDS, DISPUTE_FIELDS, PAYMENT_INTENT_FIELDS, REFUND_FIELDS } from './fields/payments.ts'

/** The searchable types, each named as in its path in the API; fields in the order in which to propose them. */
export const searchFields = {
  charges: CHARGE_FIELDS,
  payment_intents: PAYMENT_INTENT_FIELDS,
  refunds: REFUND_FIELDS,
  disputes: DISPUTE_FIELDS,
  customers: CUSTOMER_FIELDS,
  payment_methods: PAYMENT_METHOD_FIELDS,
  setup_intents: SETUP_INTENT_FIELDS,
  checkout_sessions: CHECKOUT_SESSION_FIELDS,
  balance_transactions: BALANCE_TRANSACTION_FIELDS,
  payouts: PAYOUT_FIELDS,
  topups: TOPUP_FIELDS,
  transfers: TRANSFER_FIELDS,
  application_fees: APPLICATION_FEE_FIELDS,
  accounts: ACCOUNT_FIELDS,
  invoices: INVOICE_FIELDS,
  subscriptions: SUBSCRIPTION_FIELDS,
  products: PRODUCT_FIELDS,
  prices: PRICE_FIELDS,
  events: EVENT_FIELDS,
} as const satisfies Readonly<Record<string, readonly SearchField[]>>

export type SearchableType = keyof typeof searchFields
