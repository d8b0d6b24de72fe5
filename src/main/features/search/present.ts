import type { SearchRow } from '../../../shared/features/search/contract.ts'
import type { SearchableType } from '../../../shared/search/fields.ts'
import { moneyAt } from '../../store/mirror/money-at.ts'
import { integer, type Json, reference, text } from '../../store/mirror/stripe-object.ts'

function first(object: unknown, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const found = reference(object, path)
    if (found !== null) return found
  }
  return null
}

const TITLES: Readonly<Partial<Record<SearchableType, readonly string[]>>> = {
  customers: ['name', 'email', 'description'],
  payouts: ['description', 'statement_descriptor', 'destination'],
  transfers: ['description', 'transfer_group'],
  disputes: ['reason', 'charge'],
  refunds: ['reason', 'charge', 'payment_intent'],
  balance_transactions: ['description', 'type', 'source'],
  payment_methods: ['card.last4', 'us_bank_account.last4', 'sepa_debit.last4', 'type'],
  invoices: ['number', 'description'],
  accounts: ['business_profile.name', 'settings.dashboard.display_name', 'email'],
  products: ['name'],
  prices: ['nickname', 'lookup_key', 'product'],
  events: ['type'],
  checkout_sessions: ['client_reference_id', 'mode'],
}
const STATUSES: Readonly<Partial<Record<SearchableType, string>>> = {
  payment_methods: 'type',
  events: 'data.object.object',
}
const AMOUNTS: Readonly<Partial<Record<SearchableType, string>>> = {
  invoices: 'total',
  checkout_sessions: 'amount_total',
  prices: 'unit_amount',
  customers: 'balance',
}
const WHO: Readonly<Partial<Record<SearchableType, readonly string[]>>> = {
  customers: ['email', 'phone'],
  transfers: ['destination'],
  application_fees: ['account'],
  accounts: ['email', 'country'],
  balance_transactions: ['source'],
  events: ['data.object.id'],
}

/** An object of any type in the common shape. */
export function presentFound(type: SearchableType, object: Json): SearchRow {
  const amount =
    type === 'customers' && integer(object, 'balance') === 0
      ? null
      : moneyAt(object, AMOUNTS[type] ?? 'amount')
  return {
    type,
    id: text(object, 'id') ?? '',
    title: first(object, ...(TITLES[type] ?? ['description', 'statement_descriptor'])),
    amount,
    status: text(object, STATUSES[type] ?? 'status'),
    created: Math.max(0, integer(object, 'created') ?? 0),
    who: first(
      object,
      ...(WHO[type] ?? [
        'billing_details.name',
        'billing_details.email',
        'customer_name',
        'customer_email',
        'customer_details.name',
        'customer_details.email',
        'receipt_email',
        'customer.email',
        'customer',
      ]),
    ),
  }
}
