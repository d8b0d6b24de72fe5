import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { countedList, listOfTable, mustFind } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, oneOf, range, type Read, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency, checkWhole } from '../money/currencies.ts'
import type { AccountStore } from '../world/account.ts'
import { emit } from '../world/events.ts'
import type { SourceType } from '../world/ledger.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { applicationFeeDetail } from './application-fees.ts'
import { sourceTypeOf } from './charge-object.ts'
import { APPLICATION, destinationStore, mustHaveAccount } from './connected.ts'
import { destinationPayment } from './destination-payment.ts'

export interface TransferOrder {
  /** Minor units of `currency`. */
  readonly amount: number
  readonly currency: string
  readonly destination: AccountStore
  readonly sourceType: SourceType
  readonly sourceTransaction?: string | null
  readonly availableOn?: number
  readonly transferGroup?: string | null
  readonly description?: string | null
  readonly metadata?: Record<string, string>
  /** Kept back by the platform out of what the destination receives. */
  readonly applicationFee?: number
}

/** https://docs.stripe.com/api/transfers/object */
function transferObject(
  id: string,
  created: number,
  order: TransferOrder,
  transaction: string,
  payment: string,
): Stripe.Transfer {
  return {
    id,
    object: 'transfer',
    amount: order.amount,
    amount_reversed: 0,
    balance_transaction: transaction,
    created,
    currency: order.currency,
    description: order.description ?? null,
    destination: order.destination.id,
    destination_payment: payment,
    livemode: false,
    metadata: order.metadata ?? {},
    reversals: countedList<Stripe.TransferReversal>([], `/v1/transfers/${id}/reversals`),
    reversed: false,
    source_transaction: order.sourceTransaction ?? null,
    source_type: order.sourceType,
    transfer_group: order.transferGroup ?? null,
  }
}

/** Moves money from this account to a connected one: both ledgers in one commit. The caller has checked the funds. */
export function makeTransfer(scope: Scope, order: TransferOrder): Stripe.Transfer {
  const { account, now } = scope
  const id = account.newId('tr')
  const when =
    order.availableOn !== undefined && order.availableOn > now ? { availableOn: order.availableOn } : {}
  const taken = account.post({
    type: 'transfer',
    amount: -order.amount,
    currency: order.currency,
    source: id,
    sourceType: order.sourceType,
    description: order.description ?? null,
    ...when,
  })
  const fee = order.applicationFee ?? 0
  const paymentId = order.destination.newId('py')
  const received = order.destination.post({
    type: 'payment',
    amount: order.amount,
    currency: order.currency,
    source: paymentId,
    sourceType: order.sourceType,
    fees: fee > 0 ? [applicationFeeDetail(fee, order.currency)] : [],
    description: order.description ?? null,
    ...when,
  })
  order.destination.put(
    'charge',
    destinationPayment({
      id: paymentId,
      created: now,
      amount: order.amount,
      currency: order.currency,
      balanceTransaction: received.id,
      transfer: id,
      transferGroup: order.transferGroup ?? null,
      description: order.description ?? null,
      application: fee > 0 ? APPLICATION : null,
      applicationFeeAmount: fee > 0 ? fee : null,
    }),
  )
  const transfer = account.put('transfer', transferObject(id, now, order, taken.id, paymentId))
  emit(scope, 'transfer.created', transfer)
  return transfer
}

/** Throws Stripe's answer for an account that may not receive transfers. Full-dashboard accounts always may. */
export function checkReceives(store: AccountStore): void {
  const account = mustHaveAccount(store)
  const rejected = account.requirements?.disabled_reason?.startsWith('rejected.')
  const standard = account.controller?.stripe_dashboard?.type === 'full' && !account.capabilities?.transfers
  if (!rejected && (standard || account.capabilities?.transfers === 'active')) return
  throw invalidRequest(
    'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
    { code: 'insufficient_capabilities_for_transfer' },
  )
}

/** What a charge put on the balance that transfers have not taken from it yet, in settled minor units. */
function leftOf({ account }: Scope, charge: Stripe.Charge, transaction: Stripe.BalanceTransaction): number {
  const used = account
    .table('transfer')
    .find(`source_transaction:${charge.id}`)
    .reduce((sum, one) => sum + one.amount - one.amount_reversed, 0)
  return transaction.amount - used
}

const createShape = {
  amount: integer({ min: 1 }),
  currency: required(text()),
  description: text(),
  destination: required(text()),
  metadata: metadata(),
  source_transaction: text(),
  source_type: oneOf('bank_account', 'card', 'fpx'),
  transfer_group: text(),
} as const

/** How much, from where and when: bound to a charge, or out of the available balance. */
function fundsFor(
  call: Call<Read<typeof createShape>>,
  currency: string,
): Pick<TransferOrder, 'amount' | 'sourceType' | 'availableOn' | 'sourceTransaction' | 'transferGroup'> {
  const { params, account } = call
  if (!params.source_transaction) {
    if (!params.amount)
      throw invalidRequest('Missing required param: amount.', { code: 'parameter_missing', param: 'amount' })
    const sourceType =
      params.source_type === 'bank_account' || params.source_type === 'fpx' ? params.source_type : 'card'
    const available = account.ledger.sourceTypes(currency).get(sourceType)?.available ?? 0
    if (params.amount > Math.min(available, account.ledger.total(currency).available))
      throw invalidRequest(
        'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance',
        { code: 'balance_insufficient' },
      )
    return { amount: params.amount, sourceType, transferGroup: params.transfer_group ?? null }
  }
  if (params.source_type)
    throw invalidRequest('You may only provide one of source_type or source_transaction, not both.', {
      code: 'transfer_source_balance_parameters_mismatch',
      param: 'source_type',
    })
  const charge = mustFind(call, 'charge', params.source_transaction, 'source_transaction')
  const transaction = account.get('balance_transaction', idOf(charge.balance_transaction) ?? '')
  if (charge.status !== 'succeeded' || !transaction)
    throw invalidRequest(
      `The charge ${charge.id} has not succeeded, so nothing can be transferred from it.`,
      {
        param: 'source_transaction',
      },
    )
  if (transaction.currency !== currency)
    throw invalidRequest(
      `The currency of source_transaction's balance transaction (${transaction.currency}) must be the same as the transfer currency (${currency})`,
      { param: 'currency' },
    )
  const left = leftOf(call, charge, transaction)
  const amount = params.amount ?? left
  if (amount > left || amount < 1)
    throw invalidRequest(
      `The transfer amount (${amount}) is more than what is left of the charge ${charge.id} (${left}).`,
      { code: 'balance_insufficient', param: 'amount' },
    )
  return {
    amount,
    sourceType: sourceTypeOf(charge),
    availableOn: transaction.available_on,
    sourceTransaction: charge.id,
    transferGroup: params.transfer_group ?? charge.transfer_group ?? `group_${charge.id}`,
  }
}

export const transfers: Resource = {
  routes: [
    route('POST', '/v1/transfers', createShape, (call) => {
      const { params } = call
      const currency = checkCurrency(params.currency)
      const destination = destinationStore(call, params.destination)
      checkReceives(destination)
      const funds = fundsFor(call, currency)
      checkWhole(funds.amount, currency)
      return makeTransfer(call, {
        ...funds,
        currency,
        destination,
        description: params.description ?? null,
        metadata: mergeMetadata({}, params.metadata),
      })
    }),
    route(
      'GET',
      '/v1/transfers',
      { ...listShape, created: range(), destination: text(), transfer_group: text() },
      (call) => {
        const { destination, transfer_group: group } = call.params
        return listOfTable(call, 'transfer', {
          key: destination ? `destination:${destination}` : group ? `transfer_group:${group}` : undefined,
          where: (t) =>
            (!destination || t.destination === destination) && (!group || t.transfer_group === group),
        })
      },
    ),
    route('GET', '/v1/transfers/:id', {}, (call) => mustFind(call, 'transfer', call.path['id'] ?? '')),
    route('POST', '/v1/transfers/:id', { description: text(), metadata: metadata() }, (call) => {
      const before = mustFind(call, 'transfer', call.path['id'] ?? '')
      const { description } = call.params
      const after = call.account.put('transfer', {
        ...before,
        ...(description === undefined ? {} : { description }),
        metadata: mergeMetadata(before.metadata, call.params.metadata),
      })
      emit(call, 'transfer.updated', after, before)
      return after
    }),
  ],
}
