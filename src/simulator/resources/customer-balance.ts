import type Stripe from 'stripe'
import { invalidParam, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, range, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { liveCustomer } from './payment-method-use.ts'

type Transaction = Stripe.CustomerBalanceTransaction
type Spec = Pick<Transaction, 'amount' | 'currency' | 'description' | 'metadata' | 'type'> &
  Partial<Pick<Transaction, 'credit_note' | 'id' | 'invoice'>>

/** Books a change of what a customer owes (positive) or is owed (negative), in minor units, and returns the customer after it. */
export function bookBalance(scope: Scope, customer: Stripe.Customer, spec: Spec): Stripe.Customer {
  const balance = customer.balance + spec.amount
  scope.account.put('customer_balance_transaction', {
    id: scope.account.newId('cbtxn'),
    object: 'customer_balance_transaction',
    checkout_session: null,
    created: scope.now,
    credit_note: null,
    customer: customer.id,
    customer_account: null,
    ending_balance: balance,
    invoice: null,
    livemode: false,
    ...spec,
  })
  return { ...customer, balance, currency: customer.currency ?? spec.currency }
}

function find(call: Call): Transaction {
  const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
  const id = call.path['id'] ?? ''
  const found = call.account.get('customer_balance_transaction', id)
  if (!found || idOf(found.customer) !== customer.id) throw noSuch('customerbalancetransaction', id)
  return found
}

/** https://docs.stripe.com/api/customer_balance_transactions */
export const customerBalance: Resource = {
  routes: [
    route(
      'POST',
      '/v1/customers/:customer/balance_transactions',
      {
        amount: required(integer()),
        currency: required(text()),
        description: text({ max: 350 }),
        metadata: metadata(),
      },
      (call) => {
        const { account, params } = call
        const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
        const currency = checkCurrency(params.currency)
        if (customer.currency !== null && customer.currency !== currency)
          throw invalidParam(
            `The customer's balance is in ${customer.currency ?? ''}, so it cannot be changed in ${currency}.`,
            'currency',
          )
        const after = account.put(
          'customer',
          bookBalance(call, customer, {
            amount: params.amount,
            currency,
            description: params.description ?? null,
            metadata: mergeMetadata({}, params.metadata),
            type: 'adjustment',
          }),
        )
        emit(call, 'customer.updated', after, customer)
        const [made] = account
          .table('customer_balance_transaction')
          .list({ limit: 1, key: `customer:${customer.id}` }).data
        if (!made) throw new Error('what was booked is there')
        return made
      },
    ),
    route(
      'GET',
      '/v1/customers/:customer/balance_transactions',
      { ...listShape, created: range(), invoice: text() },
      (call) => {
        const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
        const { invoice } = call.params
        return listOfTable(call, 'customer_balance_transaction', {
          key: `customer:${customer.id}`,
          where: (t) => idOf(t.customer) === customer.id && (!invoice || idOf(t.invoice) === invoice),
        })
      },
    ),
    route('GET', '/v1/customers/:customer/balance_transactions/:id', {}, find),
    route(
      'POST',
      '/v1/customers/:customer/balance_transactions/:id',
      { description: text({ max: 350 }), metadata: metadata() },
      (call) => {
        const before = find(call)
        const { description, metadata: meta } = call.params
        return call.account.put('customer_balance_transaction', {
          ...before,
          ...(description === undefined ? {} : { description }),
          metadata: mergeMetadata(before.metadata ?? {}, meta),
        })
      },
    ),
  ],
}
