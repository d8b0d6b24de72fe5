import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { convert } from '../money/fees.ts'
import type { SourceType } from '../world/ledger.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { applicationFeeDetail, makeApplicationFee } from './application-fees.ts'
import { accountOf, APPLICATION, destinationStore } from './connected.ts'
import { checkReceives, makeTransfer } from './transfers.ts'

interface ConnectParams {
  readonly amount: number
  readonly applicationFeeAmount: number | null | undefined
  readonly transferData:
    | { readonly amount?: number | null; readonly destination?: string | null }
    | null
    | undefined
  readonly onBehalfOf: string | null | undefined
}

/** Throws Stripe's answer for Connect parameters that do not go together. https://docs.stripe.com/connect/charges */
export function checkConnect(scope: Scope, sent: ConnectParams): void {
  const { applicationFeeAmount: fee, transferData, amount } = sent
  const direct = scope.account.id !== scope.world.platformId
  const destination = transferData?.destination
  if (direct) checkMayCharge(scope)
  if (fee && !direct && !destination)
    throw invalidRequest(
      'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).',
      { param: 'application_fee_amount' },
    )
  if (fee && transferData?.amount)
    throw invalidRequest(
      'You may not provide the application_fee_amount parameter and the transfer_data[amount] parameter simultaneously. They are mutually exclusive.',
      { param: 'application_fee_amount' },
    )
  if (typeof fee === 'number' && (fee < 0 || fee > amount))
    throw invalidRequest(
      `The application fee amount (${fee}) must be between 0 and the amount (${amount}).`,
      {
        param: 'application_fee_amount',
      },
    )
  if (transferData?.amount && transferData.amount > amount)
    throw invalidRequest(
      'The transfer_data[amount] must be less than or equal to the amount of the charge.',
      {
        param: 'transfer_data[amount]',
      },
    )
  if (destination) checkReceives(destinationStore(scope, destination, 'transfer_data[destination]'))
  if (sent.onBehalfOf && sent.onBehalfOf !== scope.account.id)
    destinationStore(scope, sent.onBehalfOf, 'on_behalf_of')
}

/** An account that was asked what payments need, and has not answered, cannot be charged on. */
function checkMayCharge(scope: Scope): void {
  const account = accountOf(scope.account)
  const standard =
    account?.controller?.stripe_dashboard?.type === 'full' && !account.capabilities?.card_payments
  const rejected = account?.requirements?.disabled_reason?.startsWith('rejected.') === true
  if (!rejected && (account?.charges_enabled || standard)) return
  throw invalidRequest(
    `The account ${scope.account.id} cannot currently make charges: its card_payments capability is ${account?.capabilities?.card_payments ?? 'not requested'}.`,
    { code: 'account_invalid' },
  )
}

/** Which application a payment on this account was made by. */
export const applicationOf = ({ account, world }: Scope): string | null =>
  account.id === world.platformId ? null : APPLICATION

/** What a direct charge pays the platform, as a part of its own transaction. */
export function directFee(
  { account, world }: Scope,
  charge: Stripe.Charge,
  currency: string,
  rate: number | null,
): readonly Stripe.BalanceTransaction.FeeDetail[] {
  const fee = charge.application_fee_amount
  return fee && account.id !== world.platformId ? [applicationFeeDetail(convert(fee, rate), currency)] : []
}

/**
 * What collecting a charge moves between accounts: the fee of a direct charge to the platform, or the transfer of a
 * destination charge to its account and the fee back. `transaction` is the charge's own.
 */
export function shareOut(
  scope: Scope,
  charge: Stripe.Charge,
  transaction: Stripe.BalanceTransaction,
  sourceType: SourceType,
): Stripe.Charge {
  const { account, world } = scope
  const { currency, available_on: availableOn, exchange_rate: rate } = transaction
  const fee = charge.application_fee_amount ? convert(charge.application_fee_amount, rate) : 0
  if (account.id !== world.platformId) {
    if (fee === 0) return charge
    const made = makeApplicationFee(scope, {
      amount: fee,
      currency,
      payer: account,
      charge: charge.id,
      original: null,
      sourceType,
      availableOn,
    })
    return { ...charge, application_fee: made.id }
  }
  const destination = idOf(charge.transfer_data?.destination)
  if (destination === undefined) return charge
  const store = destinationStore(scope, destination)
  const part = charge.transfer_data?.amount
  const transfer = makeTransfer(scope, {
    amount: part ? convert(part, rate) : transaction.amount,
    currency,
    destination: store,
    sourceType,
    sourceTransaction: charge.id,
    availableOn,
    transferGroup: charge.transfer_group ?? `group_${idOf(charge.payment_intent) ?? charge.id}`,
    applicationFee: fee,
  })
  const paid = { ...charge, transfer: transfer.id, transfer_group: transfer.transfer_group }
  const payment = store.get('charge', idOf(transfer.destination_payment) ?? '')
  if (fee === 0 || !payment) return paid
  const made = makeApplicationFee(scope, {
    amount: fee,
    currency,
    payer: store,
    charge: payment.id,
    original: charge.id,
    sourceType,
    availableOn,
  })
  store.put('charge', { ...payment, application_fee: made.id })
  return { ...paid, application_fee: made.id }
}
