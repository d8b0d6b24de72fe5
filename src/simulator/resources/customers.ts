import type Stripe from 'stripe'
import { invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfObjects, listOfTable } from '../wire/lists.ts'
import {
  addressShape,
  anything,
  email,
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
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import type { Scope } from '../world/world.ts'
import { attach, liveCustomer, usePaymentMethod } from './payment-method-use.ts'
import { cashBalanceParam, setCashSettings } from './cash-balance.ts'
import { bookBalance } from './customer-balance.ts'
import { checkCoupon, withCoupon } from './customer-discounts.ts'
import { addTaxId } from './customer-tax-ids.ts'
import { NO_ADDRESS } from './payment-method-object.ts'
import { addSource, sourcesOf } from './sources.ts'
import { checkAttachable, spend } from './spent-methods.ts'
import { endSubscription } from './subscription-flow.ts'

const shippingShape = {
  address: hash(addressShape),
  name: text(),
  phone: text(),
  carrier: text(),
  tracking_number: text(),
} as const
const fields = {
  address: hash(addressShape),
  balance: integer(),
  business_name: text(),
  cash_balance: cashBalanceParam,
  coupon: text(),
  description: text(),
  email: email(),
  individual_name: text(),
  invoice_prefix: text(),
  invoice_settings: hash({
    custom_fields: anything(),
    default_payment_method: text(),
    footer: text(),
    rendering_options: anything(),
  }),
  metadata: metadata(),
  name: text({ max: 256 }),
  next_invoice_sequence: integer(),
  phone: text(),
  preferred_locales: listOf(text()),
  promotion_code: text(),
  shipping: hash(shippingShape),
  source: text(),
  tax: anything(),
  tax_exempt: oneOf('none', 'exempt', 'reverse'),
  validate: flag(),
} as const
type Fields = Read<typeof fields>

/** https://docs.stripe.com/api/customers/object */
export function customerObject(id: string, created: number, prefix: string): Stripe.Customer {
  return {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: prefix,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
}

const TAKEN = [
  'business_name',
  'description',
  'email',
  'individual_name',
  'invoice_prefix',
  'name',
  'next_invoice_sequence',
  'phone',
  'tax_exempt',
] as const

function apply(call: Call, customer: Stripe.Customer, sent: Fields): Stripe.Customer {
  const simple = Object.fromEntries(
    TAKEN.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])),
  )
  const settings = sent.invoice_settings
  const method = settings?.default_payment_method
  if (method) {
    const found = usePaymentMethod(call, method)
    if (found.customer !== customer.id)
      throw noSuch('PaymentMethod', method, 'invoice_settings[default_payment_method]')
  }
  return {
    ...customer,
    ...simple,
    ...(sent.address === undefined ? {} : { address: sent.address && { ...NO_ADDRESS, ...sent.address } }),
    ...(sent.shipping === undefined ? {} : { shipping: sent.shipping && customerShipping(sent.shipping) }),
    ...(sent.preferred_locales === undefined
      ? {}
      : { preferred_locales: [...(sent.preferred_locales ?? [])] }),
    invoice_settings: {
      ...customer.invoice_settings,
      ...(method === undefined ? {} : { default_payment_method: method }),
      ...(settings?.footer === undefined ? {} : { footer: settings.footer }),
    },
    metadata: mergeMetadata(customer.metadata, sent.metadata),
  }
}

/** A shipping parameter as objects hold it. */
export const shipping = (
  sent: Read<typeof shippingShape>,
): Stripe.Charge.Shipping & { address: Stripe.Address; name: string; phone: string | null } => ({
  address: { ...NO_ADDRESS, ...sent.address },
  name: sent.name ?? '',
  phone: sent.phone ?? null,
  carrier: sent.carrier ?? null,
  tracking_number: sent.tracking_number ?? null,
})
// A customer's shipping has no parcel.
function customerShipping(sent: Read<typeof shippingShape>): Stripe.Customer.Shipping {
  const { address, name, phone } = shipping(sent)
  return { address, name, ...(phone === null ? {} : { phone }) }
}
export const shippingParam = hash(shippingShape)

/** Brings the balance to what was sent, in minor units of the customer's currency. */
function withBalance(
  scope: Scope,
  customer: Stripe.Customer,
  balance: number | null | undefined,
  type: 'initial' | 'adjustment',
): Stripe.Customer {
  const amount = (balance ?? customer.balance) - customer.balance
  if (amount === 0) return customer
  const currency = customer.currency ?? 'usd'
  return bookBalance(scope, customer, { amount, currency, description: null, metadata: {}, type })
}

function withSource(
  scope: Scope,
  customer: Stripe.Customer,
  source: string | null | undefined,
): Stripe.Customer {
  if (!source) return customer
  return { ...customer, default_source: addSource(scope, customer.id, source).id }
}

export const customers: Resource = {
  routes: [
    route(
      'POST',
      '/v1/customers',
      {
        ...fields,
        payment_method: text(),
        tax_id_data: listOf(hash({ type: required(text()), value: required(text()) })),
        test_clock: text(),
      },
      (call) => {
        const { account, now, params } = call
        checkCoupon(call, params)
        const fresh = customerObject(account.newId('cus'), now, randomText(8).toUpperCase())
        const method = params.payment_method ? usePaymentMethod(call, params.payment_method) : undefined
        // The method is attached first, so that it may be named as the default in the same call.
        if (method) {
          checkAttachable(call, method)
          attach(call, method, fresh.id)
        }
        const customer = withSource(
          call,
          apply(call, fresh, method ? withDefault(params, method.id) : params),
          params.source,
        )
        const opened = withCoupon(call, withBalance(call, customer, params.balance, 'initial'), params)
        const made = account.put('customer', opened)
        setCashSettings(call, made.id, params.cash_balance)
        emit(call, 'customer.created', made)
        for (const { type, value } of params.tax_id_data ?? []) addTaxId(call, made.id, type, value)
        return made
      },
    ),
    route(
      'GET',
      '/v1/customers',
      { ...listShape, created: range(), email: text(), test_clock: text() },
      (call) => {
        const { email: address } = call.params
        return listOfTable(call, 'customer', {
          key: address ? `email:${address.toLowerCase()}` : undefined,
          where: (c) => !address || ('email' in c && c.email === address),
        })
      },
    ),
    route('GET', '/v1/customers/:id', {}, ({ account, path }) => {
      const found = account.get('customer', path['id'] ?? '')
      if (!found) throw noSuch('customer', path['id'] ?? '')
      return found
    }),
    route('POST', '/v1/customers/:id', { ...fields, default_source: text() }, (call) => {
      const before = liveCustomer(call, call.path['id'] ?? '', 'id')
      checkCoupon(call, call.params)
      const applied = withSource(call, apply(call, before, call.params), call.params.source)
      const chosen = call.params.default_source
      if (chosen && !sourcesOf(call.account, before.id).some((one) => one.id === chosen))
        throw noSuch('source', chosen, 'default_source')
      const settled = withBalance(call, applied, call.params.balance, 'adjustment')
      const updated = withCoupon(call, chosen ? { ...settled, default_source: chosen } : settled, call.params)
      call.account.put('customer', updated)
      setCashSettings(call, updated.id, call.params.cash_balance)
      emit(call, 'customer.updated', updated, before)
      return updated
    }),
    route('DELETE', '/v1/customers/:id', {}, (call) => {
      const before = liveCustomer(call, call.path['id'] ?? '', 'id')
      if (call.account.get('cash_balance', before.id)?.available)
        throw invalidRequest(
          'You cannot delete a customer that has a cash balance, even if nothing is left in it.',
          {},
        )
      for (const method of call.account.table('payment_method').find(`customer:${before.id}`))
        spend(call, call.account.put('payment_method', { ...method, customer: null }))
      for (const subscription of call.account.table('subscription').find(`customer:${before.id}`))
        endSubscription(call, subscription)
      const deleted: Stripe.DeletedCustomer = { id: before.id, object: 'customer', deleted: true }
      call.account.put('customer', deleted)
      call.account.hide('customer', before.id)
      emit(call, 'customer.deleted', before)
      return deleted
    }),
  ],
  includable: {
    customer: {
      sources: (customer, account) =>
        listOfObjects(
          sourcesOf(account, String(customer['id'])),
          `/v1/customers/${String(customer['id'])}/sources`,
        ),
      subscriptions: (customer, account) =>
        listOfObjects(
          account.table('subscription').find(`customer:${String(customer['id'])}`),
          `/v1/customers/${String(customer['id'])}/subscriptions`,
        ),
      tax: () => ({
        automatic_tax: 'unrecognized_location',
        ip_address: null,
        location: null,
        provider: 'stripe',
      }),
      // The same with the other sign: what the customer has, not what it owes.
      invoice_credit_balance: ({ balance, currency }) =>
        typeof balance === 'number' && balance !== 0 && typeof currency === 'string'
          ? { [currency]: -balance }
          : {},
    },
  },
  downgrades: {
    customer: [
      { before: '2025-09-30', apply: (c) => delete c['customer_account'] },
      {
        before: '2020-08-27',
        apply: (c, account) => {
          if (c['deleted'] === true) return
          const url = `/v1/customers/${String(c['id'])}`
          const key = `customer:${String(c['id'])}`
          c['sources'] ??= {
            ...listOfObjects(structuredClone(sourcesOf(account, String(c['id']))), `${url}/sources`),
            total_count: sourcesOf(account, String(c['id'])).length,
          }
          c['subscriptions'] ??= {
            ...listOfObjects(
              structuredClone(account.table('subscription').find(key)),
              `${url}/subscriptions`,
            ),
            total_count: account.table('subscription').find(key).length,
          }
          c['tax_ids'] ??= { ...listOfObjects([], `${url}/tax_ids`), total_count: 0 }
        },
      },
    ],
  },
}

function withDefault(params: Fields, method: string): Fields {
  const settings = params.invoice_settings
  return settings?.default_payment_method?.startsWith('pm_card_')
    ? { ...params, invoice_settings: { ...settings, default_payment_method: method } }
    : params
}
