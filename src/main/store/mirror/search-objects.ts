import type { SearchableType } from '../../../shared/search/fields.ts'

/** Stripe's word in `object` for each searchable type. */
export const OBJECT_OF: Readonly<Record<SearchableType, string>> = {
  charges: 'charge',
  payment_intents: 'payment_intent',
  refunds: 'refund',
  disputes: 'dispute',
  customers: 'customer',
  payment_methods: 'payment_method',
  setup_intents: 'setup_intent',
  checkout_sessions: 'checkout.session',
  balance_transactions: 'balance_transaction',
  payouts: 'payout',
  topups: 'topup',
  transfers: 'transfer',
  application_fees: 'application_fee',
  accounts: 'account',
  invoices: 'invoice',
  subscriptions: 'subscription',
  products: 'product',
  prices: 'price',
  events: 'event',
}
