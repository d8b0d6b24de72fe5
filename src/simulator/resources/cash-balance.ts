import type Stripe from 'stripe'
import { noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import { hash, oneOf, type Read } from '../wire/params.ts'
import { listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { liveCustomer } from './payment-method-use.ts'

type Transaction = Stripe.CustomerCashBalanceTransaction

/** A customer's cash balance. Nothing was ever sent while `available` is null. https://docs.stripe.com/api/cash_balance */
export function cashBalanceOf(account: AccountStore, customer: string): Stripe.CashBalance {
  const stored = account.get('cash_balance', customer)
  if (stored) {
    const { id: _, ...shown } = stored
    return shown
  }
  return {
    object: 'cash_balance',
    available: null,
    customer,
    customer_account: null,
    livemode: false,
    settings: { reconciliation_mode: 'automatic', using_merchant_default: true },
  }
}

/** What a customer has sent and not used yet, in minor units. */
export const cashOf = (account: AccountStore, customer: string, currency: string): number =>
  account.get('cash_balance', customer)?.available?.[currency] ?? 0

interface CashMovement {
  readonly currency: string
  /** Minor units; negative for what leaves the cash balance. */
  readonly amount: number
  readonly type: Transaction['type']
  readonly detail?: Partial<
    Pick<Transaction, 'applied_to_payment' | 'funded' | 'refunded_from_payment' | 'unapplied_from_payment'>
  >
}

/** Moves a customer's cash: its transaction and the balance change together. The platform's balance is not touched. */
export function moveCash(scope: Scope, customer: string, movement: CashMovement): Transaction {
  const { account, now } = scope
  const { currency, amount, type, detail } = movement
  const ending = cashOf(account, customer, currency) + amount
  if (ending < 0) throw new Error(`the cash balance of ${customer} would be overdrawn`)
  const before = cashBalanceOf(account, customer)
  account.put('cash_balance', {
    ...before,
    id: customer,
    available: { ...before.available, [currency]: ending },
  })
  const made = account.put('customer_cash_balance_transaction', {
    id: account.newId('ccsbtxn'),
    object: 'customer_cash_balance_transaction',
    ...detail,
    created: now,
    currency,
    customer,
    customer_account: null,
    ending_balance: ending,
    livemode: false,
    net_amount: amount,
    type,
  })
  emit(scope, 'customer_cash_balance_transaction.created', made)
  return made
}

const settingsShape = {
  settings: hash({ reconciliation_mode: oneOf('automatic', 'manual', 'merchant_default') }),
} as const
/** `cash_balance` of a customer. */
export const cashBalanceParam = hash(settingsShape)

/** Sets what happens to cash that comes in. */
export function setCashSettings(
  { account }: Scope,
  customer: string,
  sent: Read<typeof settingsShape> | null | undefined,
): void {
  const mode = sent?.settings?.reconciliation_mode
  if (!mode) return
  account.put('cash_balance', {
    ...cashBalanceOf(account, customer),
    id: customer,
    settings:
      mode === 'merchant_default'
        ? { reconciliation_mode: 'automatic', using_merchant_default: true }
        : { reconciliation_mode: mode, using_merchant_default: false },
  })
}

export const cashBalances: Resource = {
  routes: [
    route('GET', '/v1/customers/:customer/cash_balance', {}, (call) =>
      cashBalanceOf(call.account, liveCustomer(call, call.path['customer'] ?? '', 'id').id),
    ),
    route('POST', '/v1/customers/:customer/cash_balance', settingsShape, (call) => {
      const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
      setCashSettings(call, customer.id, call.params)
      return cashBalanceOf(call.account, customer.id)
    }),
    route('GET', '/v1/customers/:customer/cash_balance_transactions', listShape, (call) => {
      const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
      return listOfTable(call, 'customer_cash_balance_transaction', {
        key: `customer:${customer.id}`,
        where: (t) => idOf(t.customer) === customer.id,
      })
    }),
    route('GET', '/v1/customers/:customer/cash_balance_transactions/:id', {}, (call) => {
      const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
      const id = call.path['id'] ?? ''
      const found = call.account.get('customer_cash_balance_transaction', id)
      if (!found || idOf(found.customer) !== customer.id)
        throw noSuch('customer_cash_balance_transaction', id)
      return found
    }),
  ],
  includable: {
    customer: {
      cash_balance: (customer, account) => {
        const id = String(customer['id'])
        return account.get('cash_balance', id) ? cashBalanceOf(account, id) : null
      },
    },
  },
  downgrades: {
    cash_balance: [{ before: '2025-09-30', apply: (b) => delete b['customer_account'] }],
    customer_cash_balance_transaction: [{ before: '2025-09-30', apply: (t) => delete t['customer_account'] }],
  },
}
