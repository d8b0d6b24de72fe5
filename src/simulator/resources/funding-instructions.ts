import type Stripe from 'stripe'
import { invalidParam, invalidRequest } from '../wire/errors.ts'
import { hash, isHash, listOf, oneOf, required, text } from '../wire/params.ts'
import type { Raw } from '../wire/form.ts'
import { type Resource, route } from '../wire/router.ts'
import { checkCurrency } from '../money/currencies.ts'
import { randomText, scatter } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { AccountStore } from '../world/account.ts'
import { NO_ADDRESS } from './payment-method-object.ts'
import { liveCustomer } from './payment-method-use.ts'

type FinancialAddress = Stripe.FundingInstructions.BankTransfer.FinancialAddress

/** The one kind of bank transfer that brings money in a currency. https://docs.stripe.com/payments/bank-transfers */
const KINDS = {
  eur: 'eu_bank_transfer',
  gbp: 'gb_bank_transfer',
  jpy: 'jp_bank_transfer',
  mxn: 'mx_bank_transfer',
  usd: 'us_bank_transfer',
} as const
type Kind = (typeof KINDS)[keyof typeof KINDS]
export const bankTransferOf = (currency: string): Kind | undefined =>
  Object.entries(KINDS).find(([one]) => one === currency)?.[1]

const kind = oneOf(
  'eu_bank_transfer',
  'gb_bank_transfer',
  'jp_bank_transfer',
  'mx_bank_transfer',
  'us_bank_transfer',
)
const country = oneOf('BE', 'DE', 'ES', 'FR', 'IE', 'NL')
const addressTypes = listOf(oneOf('aba', 'iban', 'sepa', 'sort_code', 'spei', 'swift', 'zengin'))

/** `bank_transfer` where one is asked for, with its type. */
const bankTransferParam = hash({
  type: required(kind),
  eu_bank_transfer: hash({ country: required(country) }),
  requested_address_types: addressTypes,
})

export interface BankTransfer {
  readonly type?: string | null | undefined
  readonly eu_bank_transfer?: { readonly country?: string | null } | null | undefined
}

/** Throws if money in a currency does not come in by this kind of transfer. */
function checkBankTransfer(sent: BankTransfer | null | undefined, currency: string, at: string): void {
  const fitting = bankTransferOf(currency)
  if (!sent?.type)
    throw invalidRequest(`Missing required param: ${at}[type].`, {
      code: 'parameter_missing',
      param: `${at}[type]`,
    })
  if (sent.type !== fitting)
    throw invalidParam(`The currency ${currency} cannot be funded with ${sent.type}.`, `${at}[type]`)
  if (sent.type === 'eu_bank_transfer' && !sent.eu_bank_transfer?.country)
    throw invalidRequest(`Missing required param: ${at}[eu_bank_transfer].`, {
      code: 'parameter_missing',
      param: `${at}[eu_bank_transfer]`,
    })
}

const fundingParam = hash({
  bank_transfer: bankTransferParam,
  funding_type: oneOf('bank_transfer'),
  setup_future_usage: oneOf('none'),
})

/**
 * How a customer's cash balance may be funded has its rules; the options of other types are kept as they come. Japanese
 * transfers go by an older name, too.
 */
export function checkedFunding(options: Raw | undefined, currency: string): Raw | undefined {
  const sent = isHash(options) ? options['customer_balance'] : undefined
  if (!isHash(options) || !isHash(sent)) return options
  const transfer = sent['bank_transfer']
  const isOld = isHash(transfer) && transfer['type'] === 'jp_bank_account'
  const named = isOld ? { ...sent, bank_transfer: { ...transfer, type: 'jp_bank_transfer' } } : sent
  const at = 'payment_method_options[customer_balance]'
  const funding = fundingParam.read(named, at)
  if (funding?.funding_type) checkBankTransfer(funding.bank_transfer, currency, `${at}[bank_transfer]`)
  return { ...options, customer_balance: named }
}

/** Digits that are always the same for a customer. */
function digitsOf(seed: string, length: number): string {
  let state = Array.from(seed).reduce((sum, char) => scatter(sum + char.charCodeAt(0), 0x5bd1e995), 7)
  let out = ''
  while (out.length < length) {
    state = scatter(state, 0x2545f491)
    out += String(state % 10)
  }
  return out
}

/** An IBAN with its true check digits. */
function ibanOf(land: string, account: string): string {
  const letters = Array.from(`${land}00`, (char) => parseInt(char, 36)).join('')
  const check = 98n - (BigInt(account + letters) % 97n)
  return `${land}${String(check).padStart(2, '0')}${account}`
}

const STRIPE_US: Stripe.Address = {
  city: 'South San Francisco',
  country: 'US',
  line1: '354 Oyster Point Blvd',
  line2: null,
  postal_code: '94080',
  state: 'CA',
}
const BANK_US: Stripe.Address = {
  city: 'San Francisco',
  country: 'US',
  line1: '420 Montgomery Street',
  line2: null,
  postal_code: '94104',
  state: 'CA',
}

/** The accounts that a customer's transfers go to, the same each time. */
function addressesOf(
  account: AccountStore,
  customer: string,
  { type, eu_bank_transfer: european }: BankTransfer,
): FinancialAddress[] {
  const holder = account.get('account', account.id)?.business_profile?.name ?? 'Northwind Tea'
  const number = (length: number): string => digitsOf(`${customer}${type ?? ''}`, length)
  const at = (land: string) => ({
    account_holder_address: { ...NO_ADDRESS, country: land },
    account_holder_name: holder,
    bank_address: { ...NO_ADDRESS, country: land },
  })
  if (type === 'eu_bank_transfer') {
    const land = european?.country ?? 'IE'
    const iban = ibanOf(land, number(18))
    return [
      {
        iban: { ...at(land), bic: 'TESTDEFFXXX', country: land, iban },
        supported_networks: ['sepa'],
        type: 'iban',
      },
    ]
  }
  if (type === 'gb_bank_transfer')
    return [
      {
        sort_code: { ...at('GB'), account_number: number(8), sort_code: '200000' },
        supported_networks: ['bacs', 'fps'],
        type: 'sort_code',
      },
    ]
  if (type === 'mx_bank_transfer')
    return [
      {
        spei: { ...at('MX'), bank_code: '002', bank_name: 'BANAMEX', clabe: `002${number(15)}` },
        supported_networks: ['spei'],
        type: 'spei',
      },
    ]
  if (type === 'jp_bank_transfer')
    return [
      {
        supported_networks: ['zengin'],
        type: 'zengin',
        zengin: {
          ...at('JP'),
          account_number: number(7),
          account_type: 'futsu',
          bank_code: '1100',
          bank_name: 'テスト銀行',
          branch_code: '001',
          branch_name: 'テスト支店',
        },
      },
    ]
  const american = {
    account_holder_address: STRIPE_US,
    account_holder_name: holder,
    account_number: number(17),
    account_type: 'checking',
    bank_address: BANK_US,
    bank_name: 'US Test Bank',
  }
  return [
    {
      aba: { ...american, routing_number: '999999999' },
      supported_networks: ['ach', 'domestic_wire_us'],
      type: 'aba',
    },
    { supported_networks: ['swift'], swift: { ...american, swift_code: 'TESTUS99XXX' }, type: 'swift' },
  ]
}

/** What a payment by bank transfer asks of its customer; `left` in minor units. */
export function transferAction(
  account: AccountStore,
  intent: Stripe.PaymentIntent,
  transfer: BankTransfer,
  left: number,
): Stripe.PaymentIntent.NextAction {
  const before = intent.next_action?.display_bank_transfer_instructions
  return {
    display_bank_transfer_instructions: {
      amount_remaining: left,
      currency: intent.currency,
      financial_addresses: addressesOf(account, idOf(intent.customer) ?? '', transfer),
      hosted_instructions_url: `https://payments.stripe.com/bank_transfers/instructions/test_${intent.id.slice(-24)}`,
      reference: before?.reference ?? randomText(12).toUpperCase(),
      type: transfer.type ?? 'us_bank_transfer',
    },
    type: 'display_bank_transfer_instructions',
  }
}

/** https://docs.stripe.com/payments/customer-balance/funding-instructions */
export const fundingInstructions: Resource = {
  routes: [
    route(
      'POST',
      '/v1/customers/:customer/funding_instructions',
      {
        bank_transfer: required(bankTransferParam),
        currency: required(text()),
        funding_type: required(oneOf('bank_transfer')),
      },
      (call) => {
        const { account, params } = call
        const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
        const currency = checkCurrency(params.currency)
        const transfer = params.bank_transfer
        checkBankTransfer(transfer, currency, 'bank_transfer')
        const wanted = transfer.requested_address_types ?? []
        return {
          object: 'funding_instructions',
          bank_transfer: {
            country: transfer.eu_bank_transfer?.country ?? transfer.type.slice(0, 2).toUpperCase(),
            financial_addresses: addressesOf(account, customer.id, transfer).filter(
              ({ type }) => wanted.length === 0 || wanted.some((one) => one === type),
            ),
            type: transfer.type,
          },
          currency,
          funding_type: 'bank_transfer',
          livemode: false,
        } satisfies Stripe.FundingInstructions
      },
    ),
  ],
}
