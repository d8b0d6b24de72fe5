import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  isHash,
  mergeMetadata,
  metadata,
  range,
  type Read,
  text,
} from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { isBefore } from '../wire/versions.ts'
import { checkCurrency, checkPayable } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { authorise, fail, intentObject, settle, unexpectedState } from './payment-intent-flow.ts'
import { captureCharge, withTerms } from './charge-flow.ts'
import { awaitedBy, releaseCash } from './cash-payments.ts'
import { applicationOf, checkConnect } from './connect-payments.ts'
import { checkedFunding } from './funding-instructions.ts'
import { amountDetailsParam, withAmountDetails } from './payment-amount-details.ts'
import { confirmShape, createShape, updateShape } from './payment-intent-params.ts'
import { shipping } from './customers.ts'
import { olderIntent } from './payment-intent-versions.ts'
import { enabledTypes, mergeOptions, optionsOf } from './payment-method-types.ts'
import { createPaymentMethod } from './payment-method-data.ts'
import { liveCustomer, usePaymentMethod } from './payment-method-use.ts'

type Common = Partial<Read<typeof updateShape>>

export function mustFindIntent(call: Call): Stripe.PaymentIntent {
  const id = call.path['id'] ?? ''
  const found = call.account.get('payment_intent', id)
  if (found) return found
  throw noSuch('payment_intent', id, 'intent')
}

/** From endive on, `payment_method_types` may no longer be sent. */
export function checkTypes(call: Call, types: readonly string[] | null | undefined): void {
  if (types === undefined || isBefore(call.version, '2026-09-30')) return
  throw invalidRequest(
    'The parameter payment_method_types is no longer supported. Use allowed_payment_method_types or excluded_payment_method_types instead.',
    { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
  )
}

/** Applies what create, update and confirm have in common. */
function apply(call: Call, intent: Stripe.PaymentIntent, sent: Common): Stripe.PaymentIntent {
  const options = checkedFunding(sent.payment_method_options ?? undefined, intent.currency)
  checkTypes(call, sent.payment_method_types)
  const method = sent.payment_method_data
    ? createPaymentMethod(call, sent.payment_method_data).id
    : sent.payment_method
      ? usePaymentMethod(call, sent.payment_method).id
      : sent.payment_method
  const owner = method ? idOf(call.account.get('payment_method', method)?.customer) : undefined
  const customer = sent.customer ? liveCustomer(call, sent.customer).id : (idOf(intent.customer) ?? null)
  if (owner !== undefined && owner !== customer)
    throw invalidRequest(
      customer === null
        ? `The PaymentMethod ${method ?? ''} is attached to customer ${owner}. Please include the customer in the \`customer\` parameter on the PaymentIntent.`
        : `The customer does not have a payment method with the ID ${method ?? ''}. The payment method must be attached to the customer.`,
      { param: 'payment_method' },
    )
  const kept = <K extends keyof Common>(name: K) => (sent[name] === undefined ? {} : { [name]: sent[name] })
  return {
    ...intent,
    ...kept('description'),
    ...kept('receipt_email'),
    ...kept('setup_future_usage'),
    ...kept('statement_descriptor'),
    ...kept('statement_descriptor_suffix'),
    ...kept('transfer_group'),
    ...kept('application_fee_amount'),
    ...kept('customer_account'),
    ...(sent.capture_method ? { capture_method: sent.capture_method } : {}),
    ...(sent.payment_method_types
      ? {
          payment_method_types: [...sent.payment_method_types],
          payment_method_options: optionsOf(sent.payment_method_types),
        }
      : {}),
    ...(sent.allowed_payment_method_types
      ? {
          allowed_payment_method_types: [...sent.allowed_payment_method_types],
          payment_method_types: [...sent.allowed_payment_method_types],
        }
      : {}),
    ...(isHash(options) ? { payment_method_options: mergeOptions(intent, options) } : {}),
    ...(sent.excluded_payment_method_types
      ? { excluded_payment_method_types: [...sent.excluded_payment_method_types] }
      : {}),
    ...(sent.transfer_data?.destination
      ? {
          transfer_data: {
            destination: sent.transfer_data.destination,
            ...(sent.transfer_data.amount ? { amount: sent.transfer_data.amount } : {}),
          },
        }
      : {}),
    ...(sent.shipping === undefined ? {} : { shipping: sent.shipping && shipping(sent.shipping) }),
    ...(method === undefined ? {} : { payment_method: method }),
    customer,
    metadata: mergeMetadata(intent.metadata, sent.metadata),
  }
}

const checkConnectOf = (scope: Scope, intent: Stripe.PaymentIntent): void =>
  checkConnect(scope, {
    amount: intent.amount,
    applicationFeeAmount: intent.application_fee_amount,
    transferData: intent.transfer_data && {
      amount: intent.transfer_data.amount ?? null,
      destination: idOf(intent.transfer_data.destination) ?? null,
    },
    onBehalfOf: idOf(intent.on_behalf_of),
  })

const waits = (intent: Stripe.PaymentIntent): Stripe.PaymentIntent['status'] =>
  intent.payment_method ? 'requires_confirmation' : 'requires_payment_method'

function create(call: Call<Read<typeof createShape>>): Stripe.PaymentIntent {
  const { params, account, now, version } = call
  const currency = checkCurrency(params.currency)
  checkPayable(params.amount, currency)
  const automatic = params.automatic_payment_methods
    ? {
        allow_redirects: params.automatic_payment_methods.allow_redirects ?? 'always',
        enabled: params.automatic_payment_methods.enabled,
      }
    : params.payment_method_types || isBefore(version, '2023-08-16')
      ? null
      : { allow_redirects: 'always', enabled: true }
  const id = account.newId('pi')
  const fresh = intentObject({
    id,
    created: now,
    amount: params.amount,
    currency,
    secret: `${id}_secret_${randomText(25)}`,
    captureMethod: isBefore(version, '2024-04-10') ? 'automatic' : 'automatic_async',
    automatic,
    types: automatic ? enabledTypes(currency) : ['card'],
  })
  const drafted = apply(
    call,
    {
      ...fresh,
      confirmation_method: params.confirmation_method ?? 'automatic',
      application: applicationOf(call),
      on_behalf_of: params.on_behalf_of ?? null,
    },
    params,
  )
  checkConnectOf(call, drafted)
  const detailed = withAmountDetails(call, drafted, params.amount_details)
  const intent = account.put('payment_intent', { ...detailed, status: waits(drafted) })
  emit(call, 'payment_intent.created', intent)
  return params.confirm ? confirm(call, intent, params) : intent
}

function confirm(
  call: Call,
  intent: Stripe.PaymentIntent,
  sent: Partial<Read<typeof confirmShape>>,
): Stripe.PaymentIntent {
  if (!intent.payment_method)
    throw invalidRequest(
      `You cannot confirm this PaymentIntent because it's missing a payment method. ${intent.customer ? `To confirm the PaymentIntent with ${String(idOf(intent.customer))}, specify a payment method attached to this customer along with the customer ID.` : 'You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.'}`,
      { code: 'payment_intent_unexpected_state', payment_intent: intent },
    )
  const offSession =
    sent.off_session !== undefined && sent.off_session !== null && sent.off_session !== 'false'
  const proved = call.account.get('proved_intent', intent.id)
  return authorise(call, intent, {
    authenticated: proved !== undefined && proved.method === idOf(intent.payment_method),
    offSession,
    returnUrl: sent.return_url ?? null,
    errorOnAction: sent.error_on_requires_action === true,
    mandate: sent.mandate_data,
    mandateId: sent.mandate,
  })
}

/** The customer has proved who they are, and it is for the server to go on by confirming once more. */
function awaitConfirmation({ account }: Scope, intent: Stripe.PaymentIntent): void {
  account.put('proved_intent', { id: intent.id, method: idOf(intent.payment_method) ?? '' })
  account.put('payment_intent', { ...intent, next_action: null, status: 'requires_confirmation' })
}

export const paymentIntents: Resource = {
  routes: [
    route('POST', '/v1/payment_intents', createShape, create),
    route(
      'GET',
      '/v1/payment_intents',
      { ...listShape, created: range(), customer: text(), customer_account: text() },
      (call) => {
        const { customer } = call.params
        return listOfTable(call, 'payment_intent', {
          key: customer ? `customer:${customer}` : undefined,
          where: (p) => !customer || p.customer === customer,
        })
      },
    ),
    route('GET', '/v1/payment_intents/:id', { client_secret: text() }, mustFindIntent),
    route('POST', '/v1/payment_intents/:id', updateShape, (call) => {
      const before = mustFindIntent(call)
      const { params } = call
      if (before.status === 'succeeded' || before.status === 'canceled' || before.status === 'processing') {
        const touched = Object.keys(params).filter(
          (name) =>
            name !== 'metadata' &&
            name !== 'expand' &&
            name !== 'description' &&
            name !== 'receipt_email' &&
            name !== 'shipping',
        )
        if (touched.length > 0)
          throw invalidRequest(
            `This PaymentIntent's ${touched[0] ?? ''} could not be updated because it has a status of ${before.status}.`,
            { code: 'payment_intent_unexpected_state', param: touched[0], payment_intent: before },
          )
      }
      const currency = params.currency ? checkCurrency(params.currency) : before.currency
      const amount = params.amount ?? before.amount
      if (params.amount !== undefined || params.currency !== undefined) checkPayable(amount, currency)
      const plain = apply(call, { ...before, amount, currency }, params)
      checkConnectOf(call, plain)
      const applied = withAmountDetails(call, plain, params.amount_details)
      const open =
        before.status === 'requires_payment_method' ||
        before.status === 'requires_confirmation' ||
        before.status === 'requires_action'
      const changedMethod =
        params.payment_method !== undefined ||
        params.payment_method_data !== undefined ||
        (params.amount ?? before.amount) !== before.amount
      const otherCash =
        awaitedBy(before) !== undefined &&
        (currency !== before.currency || applied.customer !== (idOf(before.customer) ?? null))
      // What the customer's cash has paid was for the payment as it was.
      if (changedMethod || otherCash) releaseCash(call, before)
      const after: Stripe.PaymentIntent =
        open && (before.status !== 'requires_action' || changedMethod || otherCash)
          ? { ...applied, status: waits(applied), next_action: null }
          : applied
      return call.account.put('payment_intent', after)
    }),
    route('POST', '/v1/payment_intents/:id/confirm', confirmShape, (call) => {
      const before = mustFindIntent(call)
      if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(before.status))
        throw unexpectedState(
          before,
          'confirmed',
          before.status === 'succeeded'
            ? `You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.`
            : undefined,
        )
      const detailed = withAmountDetails(call, apply(call, before, call.params), call.params.amount_details)
      const applied = call.account.put('payment_intent', detailed)
      return confirm(call, applied, call.params)
    }),
    route(
      'POST',
      '/v1/payment_intents/:id/capture',
      {
        amount_to_capture: integer({ min: 1 }),
        amount_details: amountDetailsParam,
        application_fee_amount: integer(),
        final_capture: flag(),
        hooks: anything(),
        metadata: metadata(),
        payment_details: anything(),
        statement_descriptor: text(),
        statement_descriptor_suffix: text(),
        transfer_data: hash({ amount: integer() }),
      },
      (call) => {
        const before = mustFindIntent(call)
        const charge = call.account.get('charge', idOf(before.latest_charge) ?? '')
        if (before.status !== 'requires_capture' || !charge)
          throw invalidRequest(
            `This PaymentIntent could not be captured because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
            { code: 'payment_intent_unexpected_state', payment_intent: before },
          )
        const amount = call.params.amount_to_capture ?? before.amount_capturable
        if (amount > before.amount_capturable)
          throw invalidRequest(
            `The remaining amount to capture for this PaymentIntent is ${before.amount_capturable}, but you requested ${amount}.`,
            { code: 'amount_too_large', param: 'amount_to_capture' },
          )
        const { application_fee_amount: fee, transfer_data: transferData } = call.params
        const terms = { application_fee_amount: fee ?? null, transfer_data: transferData ?? null }
        const charged = withTerms(call, charge, amount, terms)
        const { amount_details: details } = call.params
        const detailed = details === undefined ? before : withAmountDetails(call, before, details, amount)
        captureCharge(call, charged, amount)
        const after = call.account.put('payment_intent', {
          ...detailed,
          amount_capturable: 0,
          amount_received: amount,
          status: 'succeeded',
          metadata: mergeMetadata(before.metadata, call.params.metadata),
        })
        emit(call, 'payment_intent.succeeded', after)
        return after
      },
    ),
  ],
  actions: {
    'payment_intent.settle': settle,
    // A person at the bank's page said yes or no: `id` or `id:fail`.
    'payment_intent.authenticate': (scope, subject) => {
      const [id = '', verdict] = subject.split(':')
      const intent = scope.account.get('payment_intent', id)
      // Nobody is asked to agree who is asked to send money.
      if (intent?.status !== 'requires_action' || awaitedBy(intent) !== undefined) return
      if (verdict === 'fail') fail(scope, intent)
      else if (intent.confirmation_method === 'manual') awaitConfirmation(scope, intent)
      else
        authorise(
          scope,
          { ...intent, next_action: null },
          { offSession: false, returnUrl: null, errorOnAction: false, authenticated: true, silent: true },
        )
    },
  },
  downgrades: { payment_intent: olderIntent },
}
