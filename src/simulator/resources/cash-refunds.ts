import type Stripe from 'stripe'
import { invalidParam, invalidRequest } from '../wire/errors.ts'
import { mergeMetadata } from '../wire/params.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { cashOf, moveCash } from './cash-balance.ts'
import { bankTransferOf } from './funding-instructions.ts'
import { liveCustomer } from './payment-method-use.ts'

const DAY = 86_400
/** So long the customer may take to say which bank account the money shall go to. */
const PATIENCE = 45 * DAY

export const isCashPayment = (charge: Stripe.Charge): boolean =>
  charge.payment_method_details?.type === 'customer_balance'

/** Where the money of a payment by bank transfer goes back to. */
export interface CashDestination {
  readonly instructionsEmail?: string | null
  readonly toCashBalance?: boolean
}

/** Throws if nobody can be asked where the money shall go. */
function emailFor(
  { account }: Scope,
  customer: string | undefined,
  instructionsEmail: string | null | undefined,
): string {
  const found = account.get('customer', customer ?? '')
  const email = instructionsEmail ?? (found && !found.deleted ? found.email : null)
  if (email) return email
  throw invalidRequest(
    'To refund a bank transfer, the customer must have an email address, or `instructions_email` must be provided: it is used to ask for the bank account.',
    { code: 'parameter_missing', param: 'instructions_email' },
  )
}

/** What a refund is like while its customer is asked for a bank account. */
const asked = (scope: Scope, email: string, currency: string) => ({
  destination_details: destination(currency),
  instructions_email: email,
  next_action: {
    display_details: {
      email_sent: { email_sent_at: scope.now, email_sent_to: email },
      expires_at: scope.now + PATIENCE,
    },
    type: 'display_details',
  },
  status: 'requires_action',
})

function destination(currency: string): Stripe.Refund.DestinationDetails {
  const type = bankTransferOf(currency) ?? 'us_bank_transfer'
  return { type, [type]: { reference: null, reference_status: 'pending' } }
}

/** How the refund of a payment by bank transfer differs from others. https://docs.stripe.com/payments/customer-balance/refunding */
export function cashRefund(
  scope: Scope,
  charge: Stripe.Charge,
  { instructionsEmail, toCashBalance }: CashDestination,
): Partial<Stripe.Refund> {
  if (toCashBalance)
    return {
      destination_details: { customer_cash_balance: {}, type: 'customer_cash_balance' },
      status: 'succeeded',
    }
  return asked(scope, emailFor(scope, idOf(charge.customer), instructionsEmail), charge.currency)
}

/** A refund is stored: its money goes to the customer's cash, or the customer is asked. */
export function sendCashRefund(scope: Scope, refund: Stripe.Refund): void {
  const { account, world, now } = scope
  if (refund.status === 'requires_action') {
    world.at(account.id, now + PATIENCE, 'refund.unanswered', refund.id)
    return
  }
  const customer = idOf(refund.customer) ?? ''
  moveCash(scope, customer, {
    currency: refund.currency,
    amount: refund.amount,
    type: 'refunded_from_payment',
    detail: { refunded_from_payment: { refund: refund.id } },
  })
  world.at(account.id, now, 'cash_balance.landed', `${customer}:${refund.currency}:${refund.amount}`)
}

interface ReturnParams {
  readonly amount?: number | null
  readonly charge?: string | null
  readonly currency?: string | null
  readonly customer?: string | null
  readonly instructions_email?: string | null
  readonly metadata?: Parameters<typeof mergeMetadata>[1]
  readonly payment_intent?: string | null
  readonly reason?: Stripe.Refund.Reason | null
}

function demand<T>(value: T | null | undefined, name: string): T {
  if (value !== undefined && value !== null) return value
  throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name })
}

/** Sends cash back that no payment has used; amount in minor units. The platform's balance is not touched. */
export function returnCash(scope: Scope, params: ReturnParams): Stripe.Refund {
  const { account, world, now } = scope
  for (const name of ['charge', 'payment_intent'] as const)
    if (params[name])
      throw invalidRequest(
        `You cannot pass \`${name}\` when \`origin\` is \`customer_balance\`: the refund is of the cash balance.`,
        { param: name },
      )
  const customer = liveCustomer(scope, demand(params.customer, 'customer'))
  const currency = checkCurrency(demand(params.currency, 'currency'))
  const amount = demand(params.amount, 'amount')
  if (amount < 1) throw invalidParam('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  const there = cashOf(account, customer.id, currency)
  if (amount > there)
    throw invalidRequest(`The customer ${customer.id} has only ${there} ${currency} in their cash balance.`, {
      code: 'balance_insufficient',
      param: 'amount',
    })
  const email = emailFor(scope, customer.id, params.instructions_email)
  const refund: Stripe.Refund = account.put('refund', {
    id: account.newId('pyr'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: null,
    created: now,
    currency,
    customer: customer.id,
    customer_account: null,
    ...asked(scope, email, currency),
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: null,
    payment_method: null,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    transfer_reversal: null,
  })
  moveCash(scope, customer.id, { currency, amount: -amount, type: 'return_initiated' })
  emit(scope, 'refund.created', refund)
  world.at(account.id, now + PATIENCE, 'refund.unanswered', refund.id)
  return refund
}

/** Cash that was to be sent back stays with the customer after all. */
export function keepCash(scope: Scope, before: Stripe.Refund, status: 'failed' | 'canceled'): Stripe.Refund {
  const { account, world, now } = scope
  const { next_action: _, ...kept } = before
  const after = account.put('refund', {
    ...kept,
    status,
    ...(status === 'failed' ? { failure_reason: 'unknown' } : {}),
  })
  const customer = idOf(before.customer) ?? ''
  moveCash(scope, customer, {
    currency: before.currency,
    amount: before.amount,
    type: 'return_canceled',
  })
  emit(scope, status === 'failed' ? 'refund.failed' : 'refund.updated', after, before)
  world.at(account.id, now, 'cash_balance.landed', `${customer}:${before.currency}:${before.amount}`)
  return after
}
