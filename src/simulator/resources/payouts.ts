import type Stripe from 'stripe'
import { invalidParam, invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, oneOf, range, type Read, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency, checkWhole, formatMoney } from '../money/currencies.ts'
import { instantPayoutFee } from '../money/fees.ts'
import { emit } from '../world/events.ts'
import type { SourceType } from '../world/ledger.ts'
import type { Scope } from '../world/world.ts'
import { accountOf } from './connected.ts'
import {
  currencyOf,
  destinationOf,
  type ExternalAccount,
  externalAccountOf,
  payoutDestination,
} from './external-accounts.ts'
import { arrivalOf, giveBack } from './payout-arrival.ts'
import { payoutObject, sourceTypeOf } from './payout-object.ts'

const DAY = 86_400

/** In 24 hours an account may pay out instantly this often, and each time this much (in cents). */
const INSTANT_PER_DAY = 10
const INSTANT_LIMIT = 999_900
const INSTANT_CURRENCIES = new Set([
  'usd',
  'cad',
  'eur',
  'gbp',
  'aud',
  'sgd',
  'nok',
  'dkk',
  'sek',
  'hkd',
  'nzd',
  'myr',
  'aed',
])
const INSTANT_SECONDS = 1800
/** Until then a payout waits to be sent to the bank and can be canceled. */
const SENT_AFTER = 3600

interface PayoutOrder {
  readonly amount: number
  readonly currency: string
  readonly destination: ExternalAccount
  readonly sourceType: SourceType
  readonly automatic: boolean
  readonly method?: 'standard' | 'instant'
  readonly description?: string | null
  readonly metadata?: Record<string, string>
  readonly statementDescriptor?: string | null
}

/** Takes the money off the balance and sends it on its way. Amount in minor units; the caller has checked it. */
export function makePayout(scope: Scope, order: PayoutOrder): Stripe.Payout {
  const { account, world, now } = scope
  const instant = order.method === 'instant'
  const id = account.newId('po')
  const transaction = account.post({
    type: 'payout',
    amount: -order.amount,
    currency: order.currency,
    source: id,
    sourceType: order.sourceType,
    fees: instant ? [instantPayoutFee(order.amount, order.currency)] : [],
    description: order.automatic ? 'STRIPE PAYOUT' : (order.description ?? null),
  })
  const payout = account.put(
    'payout',
    payoutObject({
      id,
      created: now,
      amount: order.amount,
      currency: order.currency,
      destination: order.destination.id,
      status: instant || order.automatic ? 'in_transit' : 'pending',
      arrival: instant ? now + INSTANT_SECONDS : arrivalOf(now),
      balanceTransaction: transaction.id,
      automatic: order.automatic,
      sourceType: order.sourceType,
      description: order.description ?? null,
      metadata: order.metadata ?? {},
      method: order.method ?? 'standard',
      statementDescriptor: order.statementDescriptor ?? null,
      type: order.destination.object === 'card' ? 'card' : 'bank_account',
    }),
  )
  emit(scope, 'payout.created', payout)
  if (payout.status === 'pending') world.at(account.id, now + SENT_AFTER, 'payout.send', id)
  world.at(account.id, payout.arrival_date, 'payout.arrive', id)
  return payout
}

const INSUFFICIENT =
  'You have insufficient funds in your Stripe account. One likely reason you have insufficient funds is that your funds are automatically being paid out; try enabling manual payouts by going to https://dashboard.stripe.com/account/payouts. In test mode, you can add funds to your available balance (bypassing your pending balance) by creating a charge with 4000 0000 0000 0077 as the card number.'

const insufficient = (message = INSUFFICIENT) =>
  invalidRequest(message, { code: 'balance_insufficient', param: 'amount' })

/** Throws what Stripe answers when this cannot be paid out instantly. */
function checkInstant(scope: Scope, order: Pick<PayoutOrder, 'amount' | 'currency' | 'destination'>): void {
  const { amount, currency, destination } = order
  if (!INSTANT_CURRENCIES.has(currency))
    throw invalidRequest(`Instant payouts are not available in ${currency}.`, {
      code: 'instant_payouts_currency_disabled',
      param: 'currency',
    })
  if (!destination.available_payout_methods?.includes('instant'))
    throw invalidRequest(
      'The destination is not eligible for instant payouts. Use a destination that lists instant in its available_payout_methods, or the method standard.',
      { code: 'instant_payouts_unsupported', param: 'destination' },
    )
  if (amount > INSTANT_LIMIT)
    throw invalidRequest(
      `The amount is over the limit of ${formatMoney(INSTANT_LIMIT, currency)} for one instant payout.`,
      { code: 'instant_payouts_limit_exceeded', param: 'amount' },
    )
  const today = scope.account.table('payout').list({ limit: 100, created: { gt: scope.now - DAY } }).data
  if (today.filter((one) => one.method === 'instant').length >= INSTANT_PER_DAY)
    throw invalidRequest(`You can make at most ${INSTANT_PER_DAY} instant payouts in 24 hours.`, {
      code: 'instant_payouts_limit_exceeded',
    })
}

const createShape = {
  amount: required(integer({ min: 1 })),
  currency: required(text()),
  description: text(),
  destination: text(),
  metadata: metadata(),
  method: oneOf('instant', 'standard'),
  payout_method: text(),
  source_type: oneOf('bank_account', 'card', 'fpx'),
  statement_descriptor: text({ max: 22 }),
} as const

function destinationFor(call: Call, id: string | null | undefined, currency: string): ExternalAccount {
  const found = id ? externalAccountOf(call.account, id) : payoutDestination(call, currency)
  if (!found)
    throw id
      ? invalidRequest(
          `No such external account: '${id}'`,
          { code: 'resource_missing', param: 'destination' },
          404,
        )
      : invalidRequest(`Sorry, you don't have any external accounts in that currency (${currency})`, {})
  if (currencyOf(found) !== currency)
    throw invalidRequest(
      `The external account ${found.id} is in ${currencyOf(found)} and cannot receive payouts in ${currency}.`,
      { param: 'destination' },
    )
  if ('status' in found && found.status === 'errored')
    throw invalidRequest(
      `A payout to the external account ${found.id} has failed, so no more can be sent to it. Update its details or add another one.`,
      { code: 'payouts_not_allowed', param: 'destination' },
    )
  return found
}

function create(call: Call<Read<typeof createShape>>): Stripe.Payout {
  const { account, world, params } = call
  const currency = checkCurrency(params.currency)
  const own = accountOf(account)
  if (params.payout_method)
    throw invalidRequest(
      `No such payout method: '${params.payout_method}'`,
      { code: 'resource_missing', param: 'payout_method' },
      404,
    )
  if (account.id !== world.platformId && own?.requirements?.disabled_reason && !own.payouts_enabled)
    throw invalidRequest(
      `Payouts are disabled on the account ${account.id} (${own.requirements.disabled_reason}). Provide what its requirements ask for.`,
      { code: 'payouts_not_allowed' },
    )
  checkWhole(params.amount, currency)
  if ((currency === 'huf' || currency === 'twd') && params.amount % 100 !== 0)
    throw invalidParam(
      `Invalid amount: payouts in ${currency} must be whole units, so the amount must be divisible by 100.`,
      'amount',
    )
  const destination = destinationFor(call, params.destination, currency)
  const sourceType = sourceTypeOf(params.source_type)
  const method = params.method ?? 'standard'
  if (method === 'instant') checkInstant(call, { amount: params.amount, currency, destination })
  const fee = method === 'instant' ? instantPayoutFee(params.amount, currency).amount : 0
  const needed = params.amount + fee
  // Neither the source type nor all of them together may be overdrawn.
  const available = account.ledger.sourceTypes(currency).get(sourceType)?.available ?? 0
  if (needed > available && needed <= account.ledger.total(currency).available)
    throw insufficient(
      `You have insufficient funds in your Stripe account for this transfer. Your ${sourceType} balance is too low. You can use the the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).`,
    )
  if (needed > Math.min(available, account.ledger.total(currency).available)) throw insufficient()
  return makePayout(call, {
    amount: params.amount,
    currency,
    destination,
    sourceType,
    automatic: false,
    method,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    statementDescriptor: params.statement_descriptor ?? null,
  })
}

/** Takes a payout that has arrived back from the bank: a payout of the same amount the other way. */
function reverse(call: Call<{ readonly metadata?: Readonly<Record<string, string>> | null }>): Stripe.Payout {
  const { account, world, now } = call
  const before = mustFind(call, 'payout', call.path['id'] ?? '')
  const bank = destinationOf(account, before)
  if (
    account.id === world.platformId ||
    bank?.object !== 'bank_account' ||
    !['US', 'CA'].includes(bank.country)
  )
    throw invalidRequest(
      'Only payouts of connected accounts to US and Canadian bank accounts can be reversed.',
      {
        param: 'id',
      },
    )
  if (before.reversed_by)
    throw invalidRequest(`Payout ${before.id} has already been reversed.`, { param: 'id' })
  if (before.original_payout)
    throw invalidRequest(`Payout ${before.id} is itself a reversal and cannot be reversed.`, { param: 'id' })
  if (before.status === 'pending')
    throw invalidRequest(`Payout ${before.id} is still pending: cancel it instead.`, { param: 'id' })
  if (before.status !== 'paid' && before.status !== 'in_transit')
    throw invalidRequest(`Payouts with the status ${before.status} cannot be reversed.`, { param: 'id' })
  const id = account.newId('po')
  const transaction = account.post({
    type: 'payout',
    amount: before.amount,
    currency: before.currency,
    source: id,
    sourceType: sourceTypeOf(before.source_type),
    description: `REVERSAL OF ${before.id}`,
    availableOn: arrivalOf(now),
  })
  const made = account.put(
    'payout',
    payoutObject({
      id,
      created: now,
      amount: -before.amount,
      currency: before.currency,
      destination: bank.id,
      status: 'pending',
      arrival: arrivalOf(now),
      balanceTransaction: transaction.id,
      automatic: false,
      sourceType: before.source_type,
      metadata: mergeMetadata({}, call.params.metadata),
      originalPayout: before.id,
    }),
  )
  const reversed = account.put('payout', { ...before, reversed_by: id })
  emit(call, 'payout.created', made)
  emit(call, 'payout.updated', reversed, before)
  world.at(account.id, now + SENT_AFTER, 'payout.send', id)
  world.at(account.id, made.arrival_date, 'payout.arrive', id)
  return made
}

export const payouts: Resource = {
  routes: [
    route('POST', '/v1/payouts', createShape, create),
    route(
      'GET',
      '/v1/payouts',
      { ...listShape, arrival_date: range(), created: range(), destination: text(), status: text() },
      (call) => {
        const { arrival_date: arrival, destination, status } = call.params
        return listOfTable(call, 'payout', {
          where: (p) =>
            (!status || p.status === status) &&
            (!destination || p.destination === destination) &&
            (!arrival ||
              (p.arrival_date >= (arrival.gte ?? 0) &&
                p.arrival_date <= (arrival.lte ?? Infinity) &&
                p.arrival_date > (arrival.gt ?? -1) &&
                p.arrival_date < (arrival.lt ?? Infinity))),
        })
      },
    ),
    route('GET', '/v1/payouts/:id', {}, (call) => mustFind(call, 'payout', call.path['id'] ?? '')),
    route('POST', '/v1/payouts/:id', { metadata: metadata() }, (call) => {
      const before = mustFind(call, 'payout', call.path['id'] ?? '')
      const after = call.account.put('payout', {
        ...before,
        metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
      })
      emit(call, 'payout.updated', after, before)
      return after
    }),
    route('POST', '/v1/payouts/:id/cancel', {}, (call) => {
      const before = mustFind(call, 'payout', call.path['id'] ?? '')
      if (before.automatic)
        throw invalidRequest('Payouts that are made automatically cannot be canceled.', { param: 'id' })
      if (before.status !== 'pending' || before.original_payout)
        throw invalidRequest(
          `Payouts can only be canceled while they are pending; ${before.id} is ${before.status}.`,
          { param: 'id' },
        )
      const after = giveBack(call, before, 'payout_cancel', { status: 'canceled' })
      emit(call, 'payout.canceled', after, before)
      return after
    }),
    route('POST', '/v1/payouts/:id/reverse', { metadata: metadata() }, reverse),
  ],
}
