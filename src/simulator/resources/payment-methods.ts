import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { endMandates } from './mandates.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import {
  billing,
  billingShape,
  createPaymentMethod,
  checkedExpiry,
  clonePaymentMethod,
  methodDataShape,
} from './payment-method-data.ts'
import { attach, liveCustomer, noSuchMethod, usePaymentMethod } from './payment-method-use.ts'
import { checkAttachable, spend } from './spent-methods.ts'

const types = oneOf(
  'card',
  'us_bank_account',
  'sepa_debit',
  'link',
  'cashapp',
  'alipay',
  'wechat_pay',
  'bacs_debit',
  'au_becs_debit',
  'acss_debit',
  'klarna',
  'affirm',
  'paypal',
  'bancontact',
  'ideal',
  'eps',
  'p24',
  'giropay',
  'sofort',
  'customer_balance',
  'card_present',
  'amazon_pay',
  'revolut_pay',
)
const listFilters = {
  ...listShape,
  type: types,
  allow_redisplay: oneOf('always', 'limited', 'unspecified'),
} as const

const isWanted = (
  method: Stripe.PaymentMethod,
  { type, allow_redisplay: redisplay }: Read<typeof listFilters>,
): boolean => (!type || method.type === type) && (!redisplay || method.allow_redisplay === redisplay)

const listFor = (call: Call<Read<typeof listFilters>>, customer: string) => {
  liveCustomer(call, customer)
  return listOfTable(call, 'payment_method', {
    key: `customer:${customer}`,
    where: (m) => m.customer === customer && isWanted(m, call.params),
  })
}

export const paymentMethods: Resource = {
  routes: [
    route(
      'POST',
      '/v1/payment_methods',
      { ...methodDataShape, type: text(), customer: text(), payment_method: text() },
      (call) => {
        const { type, payment_method: original, customer } = call.params
        if (original) return clonePaymentMethod(call, original, customer)
        if (!type)
          throw invalidRequest('Missing required param: type.', { code: 'parameter_missing', param: 'type' })
        return createPaymentMethod(call, { ...call.params, type })
      },
    ),
    route(
      'GET',
      '/v1/payment_methods',
      { ...listFilters, customer: text(), customer_account: text() },
      (call) =>
        call.params.customer
          ? listFor(call, call.params.customer)
          : listOfTable(call, 'payment_method', {
              where: (m) => m.customer !== null && isWanted(m, call.params),
            }),
    ),
    route('GET', '/v1/payment_methods/:id', {}, (call) => usePaymentMethod(call, call.path['id'] ?? '')),
    route(
      'POST',
      '/v1/payment_methods/:id',
      {
        allow_redisplay: oneOf('always', 'limited', 'unspecified'),
        billing_details: hash(billingShape),
        card: hash({ exp_month: integer(), exp_year: integer(), networks: anything() }),
        us_bank_account: anything(),
        metadata: metadata(),
      },
      (call) => {
        const before = usePaymentMethod(call, call.path['id'] ?? '')
        const { allow_redisplay: redisplay, billing_details: details, card, metadata: meta } = call.params
        const expiry = (old: Stripe.PaymentMethod.Card) =>
          checkedExpiry(card?.exp_month ?? old.exp_month, card?.exp_year ?? old.exp_year, call.now)
        const updated: Stripe.PaymentMethod = {
          ...before,
          ...(redisplay ? { allow_redisplay: redisplay } : {}),
          ...(details ? { billing_details: billing(details, before.billing_details) } : {}),
          ...(card && before.card
            ? {
                card: {
                  ...before.card,
                  exp_month: expiry(before.card).expMonth,
                  exp_year: expiry(before.card).expYear,
                },
              }
            : {}),
          metadata: mergeMetadata(before.metadata ?? {}, meta),
        }
        call.account.put('payment_method', updated)
        emit(call, 'payment_method.updated', updated, before)
        return updated
      },
    ),
    route(
      'POST',
      '/v1/payment_methods/:id/attach',
      { customer: required(text()), customer_account: text() },
      (call) => {
        const { customer } = call.params
        const method = usePaymentMethod(call, call.path['id'] ?? '')
        liveCustomer(call, customer)
        checkAttachable(call, method)
        return attach(call, method, customer)
      },
    ),
    route('POST', '/v1/payment_methods/:id/detach', {}, (call) => {
      const before = usePaymentMethod(call, call.path['id'] ?? '')
      const customer = idOf(before.customer)
      if (customer === undefined)
        throw invalidRequest(
          'The payment method you provided is not attached to a customer so detachment is impossible.',
          { code: 'payment_method_unexpected_state' },
        )
      const detached = call.account.put('payment_method', { ...before, customer: null })
      spend(call, detached)
      forgetDefault(call, customer, before.id)
      endMandates(call, before.id)
      emit(call, 'payment_method.detached', detached, before)
      return detached
    }),
    route('GET', '/v1/customers/:customer/payment_methods', listFilters, (call) =>
      listFor(call, call.path['customer'] ?? ''),
    ),
    route('GET', '/v1/customers/:customer/payment_methods/:id', {}, (call) => {
      const method = usePaymentMethod(call, call.path['id'] ?? '')
      if (idOf(method.customer) !== call.path['customer']) throw noSuchMethod(method.id)
      return method
    }),
  ],
}

function forgetDefault(scope: Scope, id: string, method: string): void {
  const customer = scope.account.get('customer', id)
  if (!customer || customer.deleted || customer.invoice_settings.default_payment_method !== method) return
  const updated = {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
  }
  scope.account.put('customer', updated)
  emit(scope, 'customer.updated', updated, customer)
}
