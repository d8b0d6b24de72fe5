import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { countedList, listOfTable, mustFind } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { formatMoney } from '../money/currencies.ts'
import type { AccountStore } from '../world/account.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { applicationFeeDetail, feeOf, feeShare, refundFee } from './application-fees.ts'
import { inAccount } from './connected.ts'
import { refundObject } from './refund-object.ts'

export interface ReversalOptions {
  readonly description?: string | null
  readonly metadata?: Record<string, string>
  /** The refund that asked for it. */
  readonly sourceRefund?: string | null
  /** How much of the application fee goes back with it, minor units of the transfer's currency. */
  readonly feeBack?: number
}

/** Throws unless this much of a transfer can still be reversed and its recipient, with `feeBack` returned to it, has the money. */
export function checkReversible(
  scope: Scope,
  transfer: Stripe.Transfer,
  amount: number,
  feeBack: number,
): void {
  const left = transfer.amount - transfer.amount_reversed
  if (left === 0)
    throw invalidRequest(`Transfer ${transfer.id} has already been fully reversed.`, { param: 'id' })
  if (amount > left)
    throw invalidRequest(
      `Reversal amount (${formatMoney(amount, transfer.currency)}) is greater than unreversed amount on transfer (${formatMoney(left, transfer.currency)})`,
      { param: 'amount' },
    )
  const recipient = scope.world.accounts.get(idOf(transfer.destination) ?? '')
  const payment = recipient?.get('charge', idOf(transfer.destination_payment) ?? '')
  if (!recipient || !payment)
    throw invalidRequest(
      `The account that received transfer ${transfer.id} is gone; it cannot be reversed.`,
      {},
    )
  if (stillPending(recipient, payment, scope.now) !== undefined) return
  if (recipient.ledger.total(transfer.currency).available < amount - feeBack)
    throw invalidRequest(
      "The recipient of this transfer does not have sufficient funds in their Stripe balance to reverse this amount. Optionally, you can set 'reverse_transfer' to false to complete the refund without reversing the transfer.",
      { code: 'balance_insufficient' },
    )
}

/** Money that is still on its way pays for its own reversal: the instant it becomes available. */
function stillPending(store: AccountStore, payment: Stripe.Charge, now: number): number | undefined {
  const transaction = store.get('balance_transaction', idOf(payment.balance_transaction) ?? '')
  return transaction && transaction.available_on > now ? transaction.available_on : undefined
}

/** Takes a transfer back, wholly or in part: both ledgers in one commit. The caller has checked it. */
export function makeReversal(
  scope: Scope,
  transfer: Stripe.Transfer,
  amount: number,
  options: ReversalOptions = {},
): Stripe.TransferReversal {
  const { account, world, now } = scope
  const recipient = world.accounts.get(idOf(transfer.destination) ?? '')
  const payment = recipient?.get('charge', idOf(transfer.destination_payment) ?? '')
  if (!recipient || !payment) throw new Error(`transfer ${transfer.id} has no payment`)
  const there = inAccount(scope, recipient)
  const pending = stillPending(recipient, payment, now)
  const when = pending === undefined ? {} : { availableOn: pending }
  const { currency } = transfer
  const sourceType =
    transfer.source_type === 'bank_account' || transfer.source_type === 'fpx' ? transfer.source_type : 'card'
  const id = account.newId('trr')
  const fee = feeOf(scope, payment)
  const returned = fee ? (options.feeBack ?? 0) : 0
  if (fee && returned > 0) refundFee(scope, fee, returned, { credited: true })
  const back = account.post({
    type: 'transfer_refund',
    amount,
    currency,
    source: id,
    sourceType,
    description: options.description ?? `REFUND FOR TRANSFER (${transfer.id})`,
    ...when,
  })
  const refundId = recipient.newId('pyr')
  const taken = recipient.post({
    type: 'payment_refund',
    amount: -amount,
    currency,
    source: refundId,
    sourceType,
    fees: returned > 0 ? [applicationFeeDetail(-returned, currency)] : [],
    description: `REFUND FOR PAYMENT (${payment.id})`,
    ...when,
  })
  const refund = recipient.put('refund', {
    ...refundObject({
      id: refundId,
      created: now,
      amount,
      charge: payment,
      reason: null,
      status: 'succeeded',
      balanceTransaction: taken.id,
    }),
    source_transfer_reversal: id,
  })
  const refunded = payment.amount_refunded + amount
  const paymentAfter = recipient.put('charge', {
    ...payment,
    amount_refunded: refunded,
    refunded: refunded >= payment.amount,
  })
  emit(there, 'refund.created', refund)
  emit(there, 'charge.refunded', paymentAfter, payment)
  const reversal = account.put('transfer_reversal', {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: back.id,
    created: now,
    currency,
    destination_payment_refund: refundId,
    metadata: options.metadata ?? {},
    source_refund: options.sourceRefund ?? null,
    transfer: transfer.id,
  })
  const reversed = transfer.amount_reversed + amount
  const after = account.put('transfer', {
    ...transfer,
    amount_reversed: reversed,
    reversals: reversalsOf(account, transfer.id),
    reversed: reversed >= transfer.amount,
  })
  emit(scope, 'transfer.reversed', after, transfer)
  return reversal
}

const reversalsOf = (store: AccountStore, transfer: string): Stripe.Transfer['reversals'] =>
  countedList(
    store.table('transfer_reversal').find(`transfer:${transfer}`).toReversed(),
    `/v1/transfers/${transfer}/reversals`,
  )

const find = (call: Call) => mustFind(call, 'transfer', call.path['transfer'] ?? '')

function findReversal(call: Call): Stripe.TransferReversal {
  const found = mustFind(call, 'transfer_reversal', call.path['id'] ?? '', 'id', 'transfer reversal')
  if (idOf(found.transfer) === call.path['transfer']) return found
  throw invalidRequest(
    `No such transfer reversal: '${found.id}'`,
    { code: 'resource_missing', param: 'id' },
    404,
  )
}

/** What of the fee belongs to a reversed part of a destination charge's transfer. */
function feeFor(scope: Scope, transfer: Stripe.Transfer, amount: number): number {
  const payment = scope.world.accounts
    .get(idOf(transfer.destination) ?? '')
    ?.get('charge', idOf(transfer.destination_payment) ?? '')
  const fee = payment && feeOf(scope, payment)
  return fee && payment ? feeShare(fee, payment, amount) : 0
}

const REVERSALS = '/v1/transfers/:transfer/reversals'

export const transferReversals: Resource = {
  routes: [
    route(
      'POST',
      REVERSALS,
      {
        amount: integer({ min: 1 }),
        description: text(),
        metadata: metadata(),
        refund_application_fee: flag(),
      },
      (call) => {
        const transfer = find(call)
        const { params } = call
        const amount = params.amount ?? transfer.amount - transfer.amount_reversed
        const feeBack = params.refund_application_fee === true ? feeFor(call, transfer, amount) : 0
        checkReversible(call, transfer, amount, feeBack)
        return makeReversal(call, transfer, amount, {
          description: params.description ?? null,
          metadata: mergeMetadata({}, params.metadata),
          feeBack,
        })
      },
    ),
    route('GET', REVERSALS, listShape, (call) => {
      const transfer = find(call)
      return listOfTable(call, 'transfer_reversal', { key: `transfer:${transfer.id}` })
    }),
    route('GET', `${REVERSALS}/:id`, {}, findReversal),
    route('POST', `${REVERSALS}/:id`, { metadata: metadata() }, (call) => {
      const before = findReversal(call)
      const after = call.account.put('transfer_reversal', {
        ...before,
        metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
      })
      const transfer = find(call)
      call.account.put('transfer', { ...transfer, reversals: reversalsOf(call.account, transfer.id) })
      return after
    }),
  ],
}
