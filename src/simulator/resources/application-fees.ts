import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { countedList, listOfTable, mustFind } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, range, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { formatMoney } from '../money/currencies.ts'
import type { AccountStore } from '../world/account.ts'
import { emit } from '../world/events.ts'
import type { SourceType } from '../world/ledger.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { APPLICATION, inAccount } from './connected.ts'

/** What a connected account pays the platform out of a payment, as its balance transaction lists it. */
export const applicationFeeDetail = (
  amount: number,
  currency: string,
): Stripe.BalanceTransaction.FeeDetail => ({
  amount,
  application: APPLICATION,
  currency,
  description: 'Northwind Tea application fee',
  type: 'application_fee',
})

export interface FeeOrder {
  /** Minor units of `currency`. */
  readonly amount: number
  readonly currency: string
  /** The account that pays the fee. */
  readonly payer: AccountStore
  /** The charge on the payer's account. */
  readonly charge: string
  /** The platform's own charge, for destination charges. */
  readonly original: string | null
  readonly sourceType: SourceType
  readonly availableOn: number
}

/** Books a fee on the platform; the payer's side is a fee detail of its own transaction. */
export function makeApplicationFee(scope: Scope, order: FeeOrder): Stripe.ApplicationFee {
  const { world, now } = scope
  const { platform } = world
  const id = platform.newId('fee')
  const transaction = platform.post({
    type: 'application_fee',
    amount: order.amount,
    currency: order.currency,
    source: id,
    sourceType: order.sourceType,
    description: 'Application fee',
    ...(order.availableOn > now ? { availableOn: order.availableOn } : {}),
  })
  const fee = platform.put('application_fee', {
    id,
    object: 'application_fee',
    account: order.payer.id,
    amount: order.amount,
    amount_refunded: 0,
    application: APPLICATION,
    balance_transaction: transaction.id,
    charge: order.charge,
    created: now,
    currency: order.currency,
    fee_source: { charge: order.charge, type: 'charge' },
    livemode: false,
    originating_transaction: order.original,
    refunded: false,
    refunds: countedList<Stripe.FeeRefund>([], `/v1/application_fees/${id}/refunds`),
  })
  emit(inAccount(scope, platform), 'application_fee.created', fee)
  return fee
}

/** Gives a fee back, in part or whole. The payer is credited at once unless `credited` says another transaction does it. */
export function refundFee(
  scope: Scope,
  fee: Stripe.ApplicationFee,
  amount: number,
  options: { readonly credited?: boolean; readonly metadata?: Record<string, string> } = {},
): Stripe.FeeRefund {
  const { world, now } = scope
  const { platform } = world
  const here = inAccount(scope, platform)
  const taken = platform.get('balance_transaction', idOf(fee.balance_transaction) ?? '')
  const sourceType = (taken && platform.ledger.sourceTypeOf(taken.id)) ?? 'card'
  const later = taken && taken.available_on > now ? { availableOn: taken.available_on } : {}
  const id = platform.newId('fr')
  const transaction = platform.post({
    type: 'application_fee_refund',
    amount: -amount,
    currency: fee.currency,
    source: id,
    sourceType,
    description: 'Application fee refund',
    ...later,
  })
  const payer = world.accounts.get(idOf(fee.account) ?? '')
  if (payer && options.credited !== true)
    payer.post({
      type: 'adjustment',
      amount,
      currency: fee.currency,
      source: idOf(fee.charge) ?? null,
      sourceType,
      description: `Application fee refund for ${idOf(fee.charge) ?? fee.id}`,
      category: 'fee',
      ...later,
    })
  const refund = platform.put('fee_refund', {
    id,
    object: 'fee_refund',
    amount,
    balance_transaction: transaction.id,
    created: now,
    currency: fee.currency,
    fee: fee.id,
    metadata: options.metadata ?? {},
  })
  const refunded = fee.amount_refunded + amount
  const after = platform.put('application_fee', {
    ...fee,
    amount_refunded: refunded,
    refunded: refunded >= fee.amount,
    refunds: refundsOf(platform, fee.id),
  })
  emit(here, 'application_fee.refunded', after, fee)
  return refund
}

const refundsOf = (store: AccountStore, fee: string): Stripe.ApplicationFee['refunds'] =>
  countedList(
    store.table('fee_refund').find(`fee:${fee}`).toReversed(),
    `/v1/application_fees/${fee}/refunds`,
  )

/** The fee that was taken out of a charge, if any; `account` is the charge's. */
export function feeOf({ world }: Scope, charge: Stripe.Charge): Stripe.ApplicationFee | undefined {
  const id = idOf(charge.application_fee)
  return id === undefined ? undefined : world.platform.get('application_fee', id)
}

/** How much of a fee goes back when `amount` more of its charge is refunded: the same part, and all of it in the end. */
export function feeShare(fee: Stripe.ApplicationFee, charge: Stripe.Charge, amount: number): number {
  const left = fee.amount - fee.amount_refunded
  if (charge.amount_refunded + amount >= charge.amount) return left
  return Math.min(left, Math.round((fee.amount * amount) / charge.amount_captured))
}

/** Throws for a refund that is more than what is left of the fee. */
export function checkFeeRefund(fee: Stripe.ApplicationFee, amount: number | null | undefined): number {
  const left = fee.amount - fee.amount_refunded
  if (fee.refunded)
    throw invalidRequest(`Application fee ${fee.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  const wanted = amount ?? left
  if (wanted > left)
    throw invalidRequest(
      `Refund amount (${formatMoney(wanted, fee.currency)}) is greater than unrefunded amount on fee (${formatMoney(left, fee.currency)})`,
      { param: 'amount' },
    )
  return wanted
}

const find = (call: Call) =>
  mustFind(call, 'application_fee', call.path['fee'] ?? '', 'id', 'application fee')

function findRefund(call: Call): Stripe.FeeRefund {
  const refund = mustFind(call, 'fee_refund', call.path['id'] ?? '', 'id', 'fee refund')
  if (idOf(refund.fee) === call.path['fee']) return refund
  throw invalidRequest(`No such fee refund: '${refund.id}'`, { code: 'resource_missing', param: 'id' }, 404)
}

const REFUNDS = '/v1/application_fees/:fee/refunds'

export const applicationFees: Resource = {
  routes: [
    route('GET', '/v1/application_fees', { ...listShape, charge: text(), created: range() }, (call) => {
      const { charge } = call.params
      const isOf = (fee: Stripe.ApplicationFee) =>
        !charge || idOf(fee.charge) === charge || idOf(fee.originating_transaction) === charge
      return listOfTable(call, 'application_fee', { where: isOf })
    }),
    route('GET', '/v1/application_fees/:fee', {}, find),
    route('POST', REFUNDS, { amount: integer({ min: 1 }), metadata: metadata() }, (call) => {
      const fee = find(call)
      const amount = checkFeeRefund(fee, call.params.amount)
      return refundFee(call, fee, amount, { metadata: mergeMetadata({}, call.params.metadata) })
    }),
    route('GET', REFUNDS, listShape, (call) => {
      const fee = find(call)
      return listOfTable(call, 'fee_refund', { key: `fee:${fee.id}` })
    }),
    // The older way; it answers with the fee.
    route('POST', '/v1/application_fees/:fee/refund', { amount: integer({ min: 1 }) }, (call) => {
      const fee = find(call)
      refundFee(call, fee, checkFeeRefund(fee, call.params.amount))
      return find(call)
    }),
    route('GET', `${REFUNDS}/:id`, {}, findRefund),
    route('POST', `${REFUNDS}/:id`, { metadata: metadata() }, (call) => {
      const before = findRefund(call)
      const after = call.account.put('fee_refund', {
        ...before,
        metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
      })
      const fee = find(call)
      call.account.put('application_fee', { ...fee, refunds: refundsOf(call.account, fee.id) })
      emit(call, 'application_fee.refund.updated', after, before)
      return after
    }),
  ],
}
