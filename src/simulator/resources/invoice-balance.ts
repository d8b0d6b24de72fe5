import type Stripe from 'stripe'
import { minimumOf } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { bookBalance } from './customer-balance.ts'
import type { Invoice } from './invoice-object.ts'

/** What a customer owes (positive) or is owed (negative) in a currency, in minor units. */
export const balanceIn = (customer: Stripe.Customer, currency: string): number =>
  customer.currency === null || customer.currency === currency ? customer.balance : 0

type Type = Stripe.CustomerBalanceTransaction['type']

function book(scope: Scope, customer: Stripe.Customer, invoice: Invoice, amount: number, type: Type) {
  if (amount === 0) return customer
  const { currency, id } = invoice
  return bookBalance(scope, customer, {
    amount,
    currency,
    description: null,
    invoice: id,
    metadata: {},
    type,
  })
}

/**
 * Settles an invoice that is being finalised with what the customer owes or is owed; what is too little to be charged is
 * owed until the next one. https://docs.stripe.com/billing/customer/balance
 */
export function applyBalance(scope: Scope, before: Stripe.Customer, invoice: Invoice): Invoice {
  const start = balanceIn(before, invoice.currency)
  const sum = start + invoice.total
  const settled = book(scope, before, invoice, Math.min(sum, 0) - start, 'applied_to_invoice')
  const due = Math.max(sum, 0)
  const isTooSmall = due < minimumOf(invoice.currency)
  const customer = book(scope, settled, invoice, isTooSmall ? due : 0, 'invoice_too_small')
  if (customer !== before) emit(scope, 'customer.updated', scope.account.put('customer', customer), before)
  return {
    ...invoice,
    amount_due: isTooSmall ? 0 : due,
    amount_remaining: isTooSmall ? 0 : due,
    ending_balance: isTooSmall ? sum : 0,
    starting_balance: start,
  }
}

/** Gives back what an invoice took from the balance, or added to it. */
export function unapplyBalance(scope: Scope, invoice: Invoice): void {
  const before = scope.account.get('customer', idOf(invoice.customer) ?? '')
  if (!before || before.deleted) return
  const amount = invoice.starting_balance - (invoice.ending_balance ?? 0)
  const customer = book(scope, before, invoice, amount, 'unapplied_from_invoice')
  if (customer !== before) emit(scope, 'customer.updated', scope.account.put('customer', customer), before)
}

/** What was paid beyond an invoice is owed to the customer. */
export function creditOverpaid(scope: Scope, invoice: Invoice, amount: number): void {
  const before = scope.account.get('customer', idOf(invoice.customer) ?? '')
  if (!before || before.deleted || amount === 0) return
  const customer = book(scope, before, invoice, -amount, 'invoice_overpaid')
  emit(scope, 'customer.updated', scope.account.put('customer', customer), before)
}
