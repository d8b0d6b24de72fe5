import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent } from '../wire/sent.ts'
import { isBefore } from '../wire/versions.ts'
import { microdepositVerdict } from '../money/test-debits.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import { mandateDataParam } from './mandates.ts'
import { checkTypes } from './payment-intents.ts'
import { createPaymentMethod, methodDataShape } from './payment-method-data.ts'
import { liveCustomer, usePaymentMethod } from './payment-method-use.ts'
import { authenticateSetup, finishDeposits, setUp, settleSetup } from './setup-intent-flow.ts'

const method = {
  allowed_payment_method_types: listOf(text()),
  payment_method: text(),
  payment_method_data: hash(methodDataShape),
  payment_method_options: anything(),
  payment_method_types: listOf(text()),
} as const
const described = {
  attach_to_self: flag(),
  customer: text(),
  customer_account: text(),
  description: text(),
  excluded_payment_method_types: listOf(text()),
  flow_directions: listOf(oneOf('inbound', 'outbound')),
  metadata: metadata(),
  payment_method_configuration: text(),
} as const
const confirming = {
  confirmation_token: text(),
  mandate_data: mandateDataParam,
  return_url: text(),
  use_stripe_sdk: flag(),
} as const
const createShape = {
  ...method,
  ...described,
  ...confirming,
  automatic_payment_methods: hash({ enabled: required(flag()), allow_redirects: oneOf('always', 'never') }),
  confirm: flag(),
  on_behalf_of: text(),
  single_use: hash({ amount: required(integer({ min: 1 })), currency: required(text()) }),
  usage: oneOf('off_session', 'on_session'),
} as const
const confirmShape = { ...method, ...confirming } as const
type Common = Partial<Read<typeof method & typeof described>>

const DEFAULT_TYPES = ['card', 'bancontact', 'ideal', 'sepa_debit', 'link', 'us_bank_account']

const OPTIONS: Stripe.SetupIntent.PaymentMethodOptions = {
  card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
  sepa_debit: { mandate_options: {} },
  us_bank_account: { mandate_options: {}, verification_method: 'automatic' },
}
const optionsOf = (types: readonly string[]): Stripe.SetupIntent.PaymentMethodOptions =>
  Object.fromEntries(Object.entries(OPTIONS).filter(([type]) => types.includes(type)))

/** A new SetupIntent that waits for a payment method. https://docs.stripe.com/api/setup_intents/object */
export function setupIntentObject(spec: {
  readonly id: string
  readonly created: number
  readonly secret: string
  readonly automatic: Stripe.SetupIntent.AutomaticPaymentMethods | null
  readonly usage: string
  readonly types: readonly string[]
}): Stripe.SetupIntent {
  return {
    id: spec.id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: spec.automatic,
    cancellation_reason: null,
    client_secret: spec.secret,
    created: spec.created,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: spec.automatic
      ? { id: 'pmc_1Northwind0Default0000001', parent: null }
      : null,
    payment_method_options: optionsOf(spec.types),
    payment_method_types: [...spec.types],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: spec.usage,
  }
}

function find(call: Call): Stripe.SetupIntent {
  const id = call.path['id'] ?? ''
  const found = call.account.get('setup_intent', id)
  if (!found) throw noSuch('setupintent', id, 'intent')
  return found
}

function wrongState(intent: Stripe.SetupIntent, message: string) {
  return invalidRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent })
}

/** Applies what create, update and confirm have in common. */
function apply(call: Call, intent: Stripe.SetupIntent, params: Common): Stripe.SetupIntent {
  checkTypes(call, params.payment_method_types)
  const customer = params.customer ? liveCustomer(call, params.customer).id : (idOf(intent.customer) ?? null)
  const chosen = params.payment_method_data
    ? createPaymentMethod(call, params.payment_method_data).id
    : params.payment_method
      ? usePaymentMethod(call, params.payment_method).id
      : params.payment_method
  const owner = chosen ? idOf(call.account.get('payment_method', chosen)?.customer) : undefined
  if (owner !== undefined && owner !== customer)
    throw invalidRequest(
      customer === null
        ? `The payment method ${chosen ?? ''} is attached to customer ${owner}. Please include the customer in the \`customer\` parameter on the SetupIntent.`
        : `The customer does not have a payment method with the ID ${chosen ?? ''}. The payment method must be attached to the customer.`,
      { param: 'payment_method' },
    )
  const types = params.payment_method_types ?? params.allowed_payment_method_types
  return {
    ...intent,
    ...sent(params, 'customer_account', 'description'),
    ...given(params, 'attach_to_self'),
    ...(params.flow_directions ? { flow_directions: [...params.flow_directions] } : {}),
    ...(types ? { payment_method_types: [...types], payment_method_options: optionsOf(types) } : {}),
    ...(params.allowed_payment_method_types
      ? { allowed_payment_method_types: [...params.allowed_payment_method_types] }
      : {}),
    ...(params.excluded_payment_method_types
      ? {
          excluded_payment_method_types: [...params.excluded_payment_method_types],
          payment_method_types: intent.payment_method_types.filter(
            (type) => !params.excluded_payment_method_types?.includes(type),
          ),
        }
      : {}),
    ...(chosen === undefined ? {} : { payment_method: chosen }),
    customer,
    metadata: mergeMetadata(intent.metadata ?? {}, params.metadata),
  }
}

function create(call: Call<Read<typeof createShape>>): Stripe.SetupIntent {
  const { params, account, now } = call
  const automatic = params.automatic_payment_methods
    ? {
        allow_redirects: params.automatic_payment_methods.allow_redirects ?? 'always',
        enabled: params.automatic_payment_methods.enabled,
      }
    : params.payment_method_types || isBefore(call.version, '2023-08-16')
      ? null
      : { allow_redirects: 'always', enabled: true }
  if (params.single_use && params.usage === 'off_session')
    throw invalidRequest('You cannot use `single_use` with `usage=off_session`.', { param: 'single_use' })
  if (params.customer && params.attach_to_self)
    throw invalidRequest('You cannot pass both `customer` and `attach_to_self`.', { param: 'attach_to_self' })
  const id = account.newId('seti')
  const fresh = setupIntentObject({
    id,
    created: now,
    secret: `${id}_secret_${randomText(31)}`,
    automatic,
    types: automatic ? DEFAULT_TYPES : ['card'],
    usage: params.usage ?? (params.single_use ? 'on_session' : 'off_session'),
  })
  const drafted = apply(call, { ...fresh, on_behalf_of: params.on_behalf_of ?? null }, params)
  const intent = account.put('setup_intent', { ...drafted, status: waits(drafted) })
  emit(call, 'setup_intent.created', intent)
  return params.confirm ? confirm(call, intent, params) : intent
}

const waits = (intent: Stripe.SetupIntent): Stripe.SetupIntent.Status =>
  intent.payment_method ? 'requires_confirmation' : 'requires_payment_method'

function confirm(
  call: Call,
  intent: Stripe.SetupIntent,
  params: Partial<Read<typeof createShape>>,
): Stripe.SetupIntent {
  if (!intent.payment_method)
    throw wrongState(
      intent,
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
    )
  return setUp(call, intent, {
    returnUrl: params.return_url ?? null,
    mandate: params.mandate_data,
    single: params.single_use ?? undefined,
  })
}

export const setupIntents: Resource = {
  routes: [
    route('POST', '/v1/setup_intents', createShape, create),
    route(
      'GET',
      '/v1/setup_intents',
      {
        ...listShape,
        created: range(),
        attach_to_self: flag(),
        customer: text(),
        customer_account: text(),
        payment_method: text(),
      },
      (call) => {
        const { customer, payment_method: chosen, attach_to_self: own } = call.params
        return listOfTable(call, 'setup_intent', {
          key: customer ? `customer:${customer}` : chosen ? `payment_method:${chosen}` : undefined,
          where: (s) =>
            (!customer || s.customer === customer) &&
            (!chosen || s.payment_method === chosen) &&
            (own === undefined || own === null || (s.attach_to_self ?? false) === own),
        })
      },
    ),
    route('GET', '/v1/setup_intents/:id', { client_secret: text() }, find),
    route('POST', '/v1/setup_intents/:id', { ...method, ...described }, (call) => {
      const before = find(call)
      if (['succeeded', 'canceled', 'processing'].includes(before.status)) {
        const touched = Object.keys(call.params).find(
          (name) => !['metadata', 'description', 'expand'].includes(name),
        )
        if (touched !== undefined)
          throw wrongState(
            before,
            `You cannot update this SetupIntent because it has a status of ${before.status}. Only a SetupIntent with one of the following statuses may be updated: requires_payment_method, requires_confirmation, requires_action.`,
          )
      }
      const applied = apply(call, before, call.params)
      const reset = applied.payment_method !== before.payment_method || before.status !== 'requires_action'
      const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(
        before.status,
      )
      return call.account.put(
        'setup_intent',
        open && reset ? { ...applied, next_action: null, status: waits(applied) } : applied,
      )
    }),
    route('POST', '/v1/setup_intents/:id/confirm', confirmShape, (call) => {
      const before = find(call)
      if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(before.status))
        throw wrongState(
          before,
          before.status === 'succeeded'
            ? 'You cannot confirm this SetupIntent because it has already succeeded.'
            : `You cannot confirm this SetupIntent because it has a status of ${before.status}. Only a SetupIntent with one of the following statuses may be confirmed: requires_payment_method, requires_confirmation, requires_action.`,
        )
      return confirm(call, call.account.put('setup_intent', apply(call, before, call.params)), call.params)
    }),
    route(
      'POST',
      '/v1/setup_intents/:id/cancel',
      { cancellation_reason: oneOf('abandoned', 'requested_by_customer', 'duplicate') },
      (call) => {
        const before = find(call)
        if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(before.status))
          throw wrongState(
            before,
            `You cannot cancel this SetupIntent because it has a status of ${before.status}. Only a SetupIntent with one of the following statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.`,
          )
        const canceled = call.account.put('setup_intent', {
          ...before,
          cancellation_reason: call.params.cancellation_reason ?? null,
          next_action: null,
          status: 'canceled',
        })
        emit(call, 'setup_intent.canceled', canceled)
        return canceled
      },
    ),
    route(
      'POST',
      '/v1/setup_intents/:id/verify_microdeposits',
      { amounts: listOf(integer()), descriptor_code: text(), client_secret: text() },
      (call) => {
        const before = find(call)
        checkDeposits(call, before.next_action?.type, before.status)
        return finishDeposits(call, before)
      },
    ),
  ],
  actions: {
    'setup_intent.settle': settleSetup,
    // The customer at the bank's page said yes or no: `id` or `id:fail`.
    'setup_intent.authenticate': (scope, subject) => {
      const [id = '', verdict] = subject.split(':')
      const intent = scope.account.get('setup_intent', id)
      if (intent) authenticateSetup(scope, intent, verdict !== 'fail')
    },
  },
  downgrades: {
    setup_intent: [
      {
        before: '2026-09-30',
        apply: (s) => {
          delete s['allowed_payment_method_types']
          delete s['managed_payments']
        },
      },
      {
        before: '2025-09-30',
        apply: (s) => {
          delete s['customer_account']
          delete s['excluded_payment_method_types']
        },
      },
    ],
  },
}

/** Throws what Stripe answers unless the customer named the two deposits. Shared with PaymentIntents. */
export function checkDeposits(
  call: Call<{ readonly amounts?: readonly number[] | null; readonly descriptor_code?: string | null }>,
  action: string | undefined,
  status: string,
): void {
  const { amounts, descriptor_code: code } = call.params
  if (status !== 'requires_action' || action !== 'verify_with_microdeposits')
    throw invalidRequest('This intent does not wait for a verification by microdeposits.', {})
  if ((amounts ?? undefined) === undefined && !code)
    throw invalidRequest('You must supply either amounts or descriptor_code.', { param: 'amounts' })
  const verdict = microdepositVerdict(amounts, code)
  if (verdict === 'verified') return
  if (verdict === 'exceeded')
    throw invalidRequest('You have exceeded the number of allowed verification attempts.', {
      code: 'payment_method_microdeposit_verification_attempts_exceeded',
    })
  if (verdict === 'timeout')
    throw invalidRequest('Payment method should be verified with microdeposits within the required period.', {
      code: 'payment_method_microdeposit_verification_timeout',
    })
  throw invalidRequest(
    code
      ? 'The descriptor code provided does not match the one sent to the bank account. You have limited attempts remaining in this verification.'
      : 'The amounts provided do not match the amounts that were sent to the bank account. You have limited attempts remaining in this verification.',
    {
      code: code
        ? 'payment_method_microdeposit_verification_descriptor_code_mismatch'
        : 'payment_method_microdeposit_verification_amounts_mismatch',
      param: code ? 'descriptor_code' : 'amounts',
    },
  )
}
