import type Stripe from 'stripe'
import { invalidParam } from '../wire/errors.ts'
import { integer, required, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { moveCash } from './cash-balance.ts'
import { cashLanded } from './cash-payments.ts'
import { bankTransferOf } from './funding-instructions.ts'
import { liveCustomer } from './payment-method-use.ts'

type BankTransfer = Stripe.CustomerCashBalanceTransaction.Funded.BankTransfer

function transferOf(currency: string, sender: string | null, reference: string | null): BankTransfer {
  const type = bankTransferOf(currency)
  if (type === undefined)
    throw invalidParam(`Bank transfers in the currency ${currency} are not supported.`, 'currency')
  const common = { reference, type }
  if (type === 'eu_bank_transfer')
    return { ...common, eu_bank_transfer: { bic: 'TESTDEFFXXX', iban_last4: '3000', sender_name: sender } }
  if (type === 'gb_bank_transfer')
    return {
      ...common,
      gb_bank_transfer: { account_number_last4: '2345', sender_name: sender, sort_code: '108800' },
    }
  if (type === 'jp_bank_transfer')
    return {
      ...common,
      jp_bank_transfer: { sender_bank: 'テスト銀行', sender_branch: 'テスト支店', sender_name: sender },
    }
  if (type === 'us_bank_transfer')
    return { ...common, us_bank_transfer: { network: 'ach', sender_name: sender } }
  return common
}

/** Money that a customer sends, as Stripe's test helper plays it. https://docs.stripe.com/api/cash_balance_transactions/fund_cash_balance */
export const cashFunding: Resource = {
  routes: [
    route(
      'POST',
      '/v1/test_helpers/customers/:customer/fund_cash_balance',
      { amount: required(integer({ min: 1 })), currency: required(text()), reference: text() },
      (call) => {
        const { params } = call
        const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
        const currency = checkCurrency(params.currency)
        const reference = params.reference ?? null
        const transfer = transferOf(currency, customer.name ?? null, reference)
        const made = moveCash(call, customer.id, {
          currency,
          amount: params.amount,
          type: 'funded',
          detail: { funded: { bank_transfer: transfer } },
        })
        cashLanded(call, customer.id, currency, params.amount, reference)
        return made
      },
    ),
  ],
  actions: {
    // Cash that a payment or a refund gave back: `customer:currency:amount`.
    'cash_balance.landed': (scope, subject) => {
      const [customer = '', currency = '', amount] = subject.split(':')
      cashLanded(scope, customer, currency, Number(amount))
    },
  },
}
