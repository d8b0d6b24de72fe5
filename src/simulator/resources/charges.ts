import type Stripe from 'stripe'
import { cardError, invalidRequest } from '../wire/errors.ts'
import { listOfObjects, listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  email,
  hash,
  integer,
  mergeMetadata,
  metadata,
  range,
  type Reader,
  required,
  text,
} from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency, checkPayable } from '../money/currencies.ts'
import { AUTHENTICATION_REQUIRED, cardOfFingerprint } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import type { Raw } from '../wire/form.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { checkConnect } from './connect-payments.ts'
import { captureCharge, declineOf, tryCharge, withTerms } from './charge-flow.ts'
import { shipping, shippingParam } from './customers.ts'
import { liveCustomer, tokenCard, usePaymentMethod } from './payment-method-use.ts'
import { outcomeOf, settleDebit } from './debits.ts'
import { checkSource, drawFrom } from './source-receivers.ts'
import { cardObject } from './sources.ts'

const destinationShape = hash({ account: required(text()), amount: integer() })

/** The older `destination`: an account's id, or a hash with an amount. */
const destinationParam = (): Reader<{
  readonly destination: string
  readonly amount: number | null
} | null> & {
  readonly required: false
} => ({
  read: (raw: Raw, at: string) => {
    if (raw === '') return null
    if (typeof raw === 'string') return { destination: raw, amount: null }
    const read = destinationShape.read(raw, at)
    return read && { destination: read.account, amount: read.amount ?? null }
  },
  required: false,
})

export const charges: Resource = {
  routes: [
    route(
      'POST',
      '/v1/charges',
      {
        amount: required(integer()),
        currency: required(text()),
        application_fee: integer(),
        application_fee_amount: integer(),
        capture: flag(),
        customer: text(),
        description: text(),
        destination: destinationParam(),
        metadata: metadata(),
        on_behalf_of: text(),
        radar_options: anything(),
        receipt_email: email(),
        shipping: shippingParam,
        source: text(),
        statement_descriptor: text({ max: 22 }),
        statement_descriptor_suffix: text({ max: 22 }),
        transfer_data: hash({ amount: integer(), destination: required(text()) }),
        transfer_group: text(),
      },
      (call) => {
        const { params } = call
        const currency = checkCurrency(params.currency)
        checkPayable(params.amount, currency)
        const transferData = params.transfer_data ?? params.destination ?? null
        const applicationFeeAmount = params.application_fee_amount ?? params.application_fee ?? null
        checkConnect(call, {
          amount: params.amount,
          applicationFeeAmount,
          transferData,
          onBehalfOf: params.on_behalf_of,
        })
        const customer = params.customer ? liveCustomer(call, params.customer) : undefined
        const name = params.source ?? idOf(customer?.default_source) ?? null
        if (!name && customer)
          throw cardError('Cannot charge a customer that has no active card', {
            code: 'missing',
            param: 'card',
          })
        if (!name) throw invalidRequest('Must provide source or customer.', {})
        checkSource(call, name, params.amount)
        const method = name.startsWith('tok_') ? tokenCard(call, name).card : usePaymentMethod(call, name)
        const id = name.startsWith('tok_') ? call.account.newId('card') : method.id
        const threeDSecure = cardOfFingerprint(method.card?.fingerprint)?.threeDSecure
        const charge = tryCharge(call, {
          // This call has no way to let the customer prove who they are.
          ...(threeDSecure === 'always' ? { decline: AUTHENTICATION_REQUIRED } : {}),
          amount: params.amount,
          currency,
          method: { ...method, id },
          captured: params.capture !== false,
          customer: customer?.id ?? idOf(method.customer) ?? null,
          description: params.description ?? null,
          metadata: mergeMetadata({}, params.metadata),
          receiptEmail: params.receipt_email ?? null,
          shipping: params.shipping ? shipping(params.shipping) : null,
          statementDescriptor: params.statement_descriptor ?? null,
          suffix: params.statement_descriptor_suffix ?? null,
          onBehalfOf: params.on_behalf_of ?? null,
          applicationFeeAmount,
          transferData: transferData && {
            amount: transferData.amount ?? null,
            destination: transferData.destination,
          },
          transferGroup: params.transfer_group ?? null,
          source: method.card
            ? (call.account.get('card', id) ?? cardObject(id, method, customer?.id ?? null))
            : null,
        })
        if (charge.status === 'failed') throw declineOf(charge)
        drawFrom(call, name, charge.amount)
        const { result, delay } = outcomeOf(method)
        if (charge.status === 'pending' && result !== 'never')
          call.world.at(call.account.id, call.now + delay, 'charge.settle', charge.id)
        return charge
      },
    ),
    route(
      'GET',
      '/v1/charges',
      { ...listShape, created: range(), customer: text(), payment_intent: text(), transfer_group: text() },
      (call) => {
        const { customer, payment_intent: intent, transfer_group: group } = call.params
        const key = intent
          ? `payment_intent:${intent}`
          : customer
            ? `customer:${customer}`
            : group
              ? `transfer_group:${group}`
              : undefined
        return listOfTable(call, 'charge', {
          key,
          where: (c) =>
            (!customer || c.customer === customer) &&
            (!intent || c.payment_intent === intent) &&
            (!group || c.transfer_group === group),
        })
      },
    ),
    route('GET', '/v1/charges/:id', {}, (call) => mustFind(call, 'charge', call.path['id'] ?? '')),
    route(
      'POST',
      '/v1/charges/:id',
      {
        customer: text(),
        description: text(),
        fraud_details: hash({ user_report: text() }),
        metadata: metadata(),
        receipt_email: email(),
        shipping: shippingParam,
        transfer_group: text(),
      },
      (call) => {
        const before = mustFind(call, 'charge', call.path['id'] ?? '')
        const {
          customer,
          description,
          fraud_details: fraud,
          metadata: meta,
          receipt_email: receipt,
          shipping: ship,
          transfer_group: group,
        } = call.params
        if (customer && before.customer && before.customer !== customer)
          throw invalidRequest('You cannot change the customer of a charge that already has one.', {
            param: 'customer',
          })
        const updated: Stripe.Charge = {
          ...before,
          ...(customer ? { customer: liveCustomer(call, customer).id } : {}),
          ...(description === undefined ? {} : { description }),
          ...(fraud?.user_report
            ? { fraud_details: { ...before.fraud_details, user_report: fraud.user_report } }
            : {}),
          ...(receipt === undefined ? {} : { receipt_email: receipt }),
          ...(ship === undefined ? {} : { shipping: ship && shipping(ship) }),
          ...(group === undefined ? {} : { transfer_group: group }),
          metadata: mergeMetadata(before.metadata, meta),
        }
        call.account.put('charge', updated)
        emit(call, 'charge.updated', updated, before)
        return updated
      },
    ),
    route(
      'POST',
      '/v1/charges/:id/capture',
      {
        amount: integer({ min: 1 }),
        application_fee: integer(),
        application_fee_amount: integer(),
        receipt_email: email(),
        statement_descriptor: text(),
        statement_descriptor_suffix: text(),
        transfer_data: hash({ amount: integer() }),
        transfer_group: text(),
      },
      (call) => {
        const charge = mustFind(call, 'charge', call.path['id'] ?? '')
        if (charge.captured)
          throw invalidRequest(`Charge ${charge.id} has already been captured.`, {
            code: 'charge_already_captured',
          })
        if (charge.refunded || charge.status !== 'succeeded')
          throw invalidRequest(
            `Charge ${charge.id} cannot be captured because it has expired or was canceled.`,
            { code: 'charge_expired_for_capture' },
          )
        if (idOf(charge.payment_intent))
          throw invalidRequest(
            `This charge was made by a PaymentIntent; capture ${idOf(charge.payment_intent)} instead.`,
            {},
          )
        const amount = call.params.amount ?? charge.amount
        if (amount > charge.amount)
          throw invalidRequest('Amount to capture is greater than the authorized amount of the charge.', {
            code: 'amount_too_large',
            param: 'amount',
          })
        const { application_fee: olderFee, transfer_data: transferData } = call.params
        const terms = {
          application_fee_amount: call.params.application_fee_amount ?? olderFee ?? null,
          transfer_data: transferData ?? null,
        }
        return captureCharge(call, withTerms(call, charge, amount, terms), amount)
      },
    ),
  ],
  actions: {
    // A debit ends; of a PaymentIntent's charge its own action takes care.
    'charge.settle': (scope, id) => {
      const charge = scope.account.get('charge', id)
      const method = scope.account.get('payment_method', charge?.payment_method ?? '')
      if (charge?.status === 'pending') settleDebit(scope, charge, outcomeOf(method))
    },
  },
  includable: {
    charge: {
      refunds: (charge, account) => refundsOf(String(charge['id']), account),
    },
  },
  downgrades: {
    charge: [
      {
        before: '2022-11-15',
        apply: (charge, account) => {
          charge['refunds'] ??= structuredClone(refundsOf(String(charge['id']), account))
        },
      },
      { before: '2025-03-31', apply: (charge) => (charge['invoice'] ??= null) },
    ],
  },
}

// Recordings of every version, the newest too, count what is in this list.
function refundsOf(charge: string, account: Scope['account']) {
  const all = account.table('refund').find(`charge:${charge}`).toReversed()
  return { ...listOfObjects(all, `/v1/charges/${charge}/refunds`), total_count: all.length }
}
