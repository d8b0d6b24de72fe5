import type { SearchableType } from '../../../shared/search/fields.ts'

/** A query that shows, for each type, what the language can say of it. */
export const queryHints: Readonly<Record<SearchableType, string>> = {
  payment_intents: 'status:succeeded amount>"100 USD" -customer:null created>=2026-03',
  charges: 'status:succeeded amount>"100 USD" -refunded:null created>=2026-03',
  refunds: 'status:failed amount>"100 USD" created>=2026-03',
  disputes: 'status:needs_response amount>"100 USD" created>=2026-03',
  customers: 'email~"@example.com" -name:null created>=2026-03',
  payment_methods: 'type:card card.brand:visa created>=2026-03',
  setup_intents: 'status:succeeded -customer:null created>=2026-03',
  checkout_sessions: 'status:complete amount_total>"100 USD" created>=2026-03',
  balance_transactions: 'type:refund net<0 available_on>=2026-03',
  payouts: 'status:paid amount>"100 USD" arrival_date>=2026-03',
  topups: 'status:succeeded amount>"100 USD" created>=2026-03',
  transfers: 'reversed:false amount>"100 USD" created>=2026-03',
  application_fees: 'amount>"10 USD" -refunded:null created>=2026-03',
  accounts: 'country:us payouts_enabled:false created>=2026-03',
  invoices: 'status:open total>"100 USD" due_date<2026-03',
  subscriptions: 'status:active cancel_at_period_end:true created>=2026-03',
  products: 'name~"tea" active:true',
  prices: 'type:recurring unit_amount>"10 USD" active:true',
  events: 'type~"refund" created>=2026-03',
}
