import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  isHash,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  required,
  text,
} from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent } from '../wire/sent.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { lineItems, lineItemShape, linesOf } from './line-items.ts'

const fields = {
  after_completion: hash({
    type: required(oneOf('hosted_confirmation', 'redirect')),
    hosted_confirmation: hash({ custom_message: text() }),
    redirect: hash({ url: required(text()) }),
  }),
  allow_promotion_codes: flag(),
  application_fee_amount: integer(),
  application_fee_percent: text(),
  automatic_tax: anything(),
  billing_address_collection: oneOf('auto', 'required'),
  consent_collection: anything(),
  custom_fields: anything(),
  custom_text: anything(),
  customer_creation: oneOf('always', 'if_required'),
  inactive_message: text({ max: 500 }),
  invoice_creation: anything(),
  metadata: metadata(),
  name_collection: anything(),
  on_behalf_of: text(),
  optional_items: anything(),
  payment_intent_data: anything(),
  payment_method_collection: oneOf('always', 'if_required'),
  payment_method_options: anything(),
  payment_method_types: listOf(text()),
  phone_number_collection: hash({ enabled: required(flag()) }),
  restrictions: hash({ completed_sessions: required(hash({ limit: required(integer({ min: 1 })) })) }),
  shipping_address_collection: hash({ allowed_countries: required(listOf(text())) }),
  shipping_options: anything(),
  submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
  subscription_data: anything(),
  tax_id_collection: anything(),
  transfer_data: anything(),
} as const
type Fields = Partial<Read<typeof fields>>

/** A new, active payment link. https://docs.stripe.com/api/payment-link/object */
function linkObject(id: string, currency: string, recurring: boolean): Stripe.PaymentLink {
  return {
    id,
    object: 'payment_link',
    active: true,
    after_completion: { hosted_confirmation: { custom_message: null }, type: 'hosted_confirmation' },
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: 'auto',
    consent_collection: null,
    currency,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_creation: recurring ? 'always' : 'if_required',
    inactive_message: null,
    invoice_creation: recurring ? null : { enabled: false, invoice_data: null },
    livemode: false,
    managed_payments: null,
    metadata: {},
    on_behalf_of: null,
    payment_intent_data: null,
    payment_method_collection: 'always',
    payment_method_options: null,
    payment_method_types: null,
    phone_number_collection: { enabled: false },
    restrictions: null,
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: 'auto',
    subscription_data: recurring
      ? {
          description: null,
          invoice_settings: {
            account_tax_ids: null,
            custom_fields: null,
            description: null,
            footer: null,
            issuer: { type: 'self' },
          },
          metadata: {},
          trial_period_days: null,
          trial_settings: null,
        }
      : null,
    tax_id_collection: { enabled: false, required: 'never' },
    transfer_data: null,
    url: `https://buy.stripe.com/test_${id.slice(-14)}`,
  }
}

function apply(link: Stripe.PaymentLink, params: Fields): Stripe.PaymentLink {
  const { after_completion: after, restrictions } = params
  return {
    ...link,
    ...given(
      params,
      'allow_promotion_codes',
      'billing_address_collection',
      'customer_creation',
      'payment_method_collection',
      'submit_type',
    ),
    ...sent(params, 'application_fee_amount', 'inactive_message', 'on_behalf_of'),
    ...(after
      ? {
          after_completion:
            after.type === 'redirect'
              ? { redirect: { url: after.redirect?.url ?? '' }, type: 'redirect' }
              : {
                  hosted_confirmation: { custom_message: after.hosted_confirmation?.custom_message ?? null },
                  type: 'hosted_confirmation',
                },
        }
      : {}),
    ...(params.payment_method_types === undefined
      ? {}
      : { payment_method_types: params.payment_method_types && [...params.payment_method_types] }),
    ...(params.phone_number_collection
      ? { phone_number_collection: { enabled: params.phone_number_collection.enabled } }
      : {}),
    ...(params.shipping_address_collection === undefined
      ? {}
      : {
          shipping_address_collection: params.shipping_address_collection && {
            allowed_countries: [...params.shipping_address_collection.allowed_countries],
          },
        }),
    ...(restrictions === undefined
      ? {}
      : {
          restrictions: restrictions && {
            completed_sessions: { count: 0, limit: restrictions.completed_sessions.limit },
          },
        }),
    ...(isHash(params.automatic_tax ?? undefined)
      ? { automatic_tax: { enabled: false, liability: null } }
      : {}),
    metadata: mergeMetadata(link.metadata, params.metadata),
  }
}

const find = (call: Call): Stripe.PaymentLink =>
  mustFind(call, 'payment_link', call.path['id'] ?? '', 'payment_link')

export const paymentLinks: Resource = {
  routes: [
    route(
      'POST',
      '/v1/payment_links',
      {
        ...fields,
        currency: text(),
        line_items: required(listOf(hash(lineItemShape))),
        managed_payments: anything(),
      },
      (call) => {
        const { account, params } = call
        if (params.after_completion?.type === 'redirect' && !params.after_completion.redirect)
          throw invalidRequest('Missing required param: after_completion[redirect].', {
            code: 'parameter_missing',
            param: 'after_completion[redirect]',
          })
        const lines = lineItems(call, params.line_items ?? [])
        const [first] = lines
        if (!first) throw invalidRequest('You must provide at least one line item.', { param: 'line_items' })
        const id = `plink_1${randomText(23)}`
        account.put('line_items', { id, items: lines })
        const recurring = lines.some((line) => line.price?.recurring)
        const link = account.put('payment_link', apply(linkObject(id, first.currency, recurring), params))
        emit(call, 'payment_link.created', link)
        return link
      },
    ),
    route('GET', '/v1/payment_links', { ...listShape, active: flag() }, (call) => {
      const { active } = call.params
      return listOfTable(call, 'payment_link', {
        where: (l) => active === undefined || active === null || l.active === active,
      })
    }),
    route('GET', '/v1/payment_links/:id', {}, find),
    route(
      'POST',
      '/v1/payment_links/:id',
      {
        ...fields,
        active: flag(),
        line_items: listOf(
          hash({ id: required(text()), quantity: integer(), adjustable_quantity: anything() }),
        ),
      },
      (call) => {
        const before = find(call)
        const updated = call.account.put('payment_link', {
          ...apply(before, call.params),
          ...given(call.params, 'active'),
        })
        const stored = call.account.get('line_items', before.id)
        if (stored && call.params.line_items)
          call.account.put('line_items', {
            id: before.id,
            items: stored.items.map((line) => {
              const quantity = call.params.line_items?.find((l) => l.id === line.id)?.quantity
              if (quantity === undefined || quantity === null) return line
              const amount = (line.price?.unit_amount ?? 0) * quantity
              return { ...line, quantity, amount_subtotal: amount, amount_total: amount }
            }),
          })
        emit(call, 'payment_link.updated', updated, before)
        return updated
      },
    ),
    route('GET', '/v1/payment_links/:id/line_items', listShape, (call) =>
      linesOf(call.account, find(call).id, call.url),
    ),
  ],
  includable: {
    payment_link: {
      line_items: (link, account) =>
        linesOf(account, String(link['id']), `/v1/payment_links/${String(link['id'])}/line_items`),
    },
  },
  downgrades: {
    payment_link: [{ before: '2026-03-25', apply: (l) => delete l['managed_payments'] }],
  },
}
