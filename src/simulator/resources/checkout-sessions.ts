import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  required,
  text,
} from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { checkPayable } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import { idOf } from '../world/tables.ts'
import { discountOf, useCoupon } from './coupons.ts'
import { discounted, type LineItem, lineItems, linesOf, sumOf } from './line-items.ts'
import { checkTypes } from './payment-intents.ts'
import { enabledTypes } from './payment-method-types.ts'
import { liveCustomer } from './payment-method-use.ts'
import { checkoutObject, UI_MODES } from './checkout-object.ts'
import { type CheckoutParams, checkParams, createShape, uiModeOf } from './checkout-params.ts'
import { completeSession, expireSession, settleSession } from './checkout-completion.ts'
import { setupIntentObject } from './setup-intents.ts'

/** https://docs.stripe.com/api/checkout/sessions/create */
function create(call: Call<CheckoutParams>): Stripe.Checkout.Session {
  const { account, now, params } = call
  checkTypes(call, params.payment_method_types)
  const mode = params.mode ?? 'payment'
  const uiMode = uiModeOf(call, params.ui_mode)
  checkParams(call, mode, uiMode)
  const customer = params.customer ? liveCustomer(call, params.customer) : undefined
  const coupons = (params.discounts ?? []).map((d) =>
    d.promotion_code
      ? {
          coupon: useCoupon(
            call,
            idOf(
              mustFind(call, 'promotion_code', d.promotion_code, 'discounts[0][promotion_code]').promotion
                .coupon,
            ) ?? '',
          ),
          promotion: d.promotion_code,
        }
      : { coupon: useCoupon(call, d.coupon ?? '', 'discounts[0][coupon]'), promotion: null },
  )
  const plain = lineItems(call, params.line_items ?? [])
  checkLines(mode, plain)
  const id = `cs_test_${mode === 'setup' ? 'c' : params.line_items?.length === 1 ? 'a' : 'b'}1${randomText(56)}`
  const discounts = coupons.map(({ coupon, promotion }) =>
    discountOf(call, coupon, { checkout_session: id, promotion_code: promotion }),
  )
  const lines = discounted(account, plain, discounts)
  account.put('line_items', { id, items: lines })
  const session = checkoutObject({
    id,
    created: now,
    mode,
    uiMode,
    currency: lines[0]?.currency ?? params.currency ?? null,
    subtotal: mode === 'setup' ? null : sumOf(lines, 'amount_subtotal'),
    total: mode === 'setup' ? null : sumOf(lines, 'amount_total'),
    customer,
    types: typesOf(params, lines[0]?.currency ?? params.currency ?? 'usd'),
    params,
    discounts: coupons.map(({ coupon, promotion }) => ({ coupon: coupon.id, promotion_code: promotion })),
    setupIntent: mode === 'setup' ? setupIntentFor(call, customer?.id ?? null) : null,
  })
  account.put('checkout_data', {
    id,
    intent: { ...params.payment_intent_data },
    subscription: { ...params.subscription_data },
  })
  account.put('checkout.session', session)
  call.world.at(account.id, session.expires_at, 'checkout.session.expire', id)
  return session
}

function typesOf(params: CheckoutParams, currency: string): readonly string[] {
  const named = params.payment_method_types ?? params.allowed_payment_method_types
  const excluded = params.excluded_payment_method_types ?? []
  return named ?? enabledTypes(currency).filter((type) => !excluded.includes(type))
}

function checkLines(mode: string, lines: readonly LineItem[]): void {
  const recurring = lines.some((line) => line.price?.recurring)
  if (mode === 'payment' && recurring)
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param: 'line_items' },
    )
  if (mode === 'subscription' && !recurring)
    throw invalidRequest(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      { param: 'line_items' },
    )
  const [first] = lines
  if (mode === 'payment' && first && sumOf(lines, 'amount_subtotal') > 0)
    checkPayable(sumOf(lines, 'amount_subtotal'), first.currency)
}

function setupIntentFor(call: Call<CheckoutParams>, customer: string | null): string {
  const { account, now, params } = call
  const id = account.newId('seti')
  const intent = account.put('setup_intent', {
    ...setupIntentObject({
      id,
      created: now,
      secret: `${id}_secret_${randomText(31)}`,
      automatic: null,
      types: ['card'],
      usage: 'off_session',
    }),
    customer,
    description: params.setup_intent_data?.description ?? null,
    metadata: mergeMetadata({}, params.setup_intent_data?.metadata),
  })
  emit(call, 'setup_intent.created', intent)
  return intent.id
}

const find = (call: Call): Stripe.Checkout.Session =>
  mustFind(call, 'checkout.session', call.path['id'] ?? '', 'session', 'checkout.session')

export const checkoutSessions: Resource = {
  routes: [
    route('POST', '/v1/checkout/sessions', createShape, create),
    route(
      'GET',
      '/v1/checkout/sessions',
      {
        ...listShape,
        created: range(),
        customer: text(),
        customer_account: text(),
        customer_details: hash({ email: required(text()) }),
        payment_intent: text(),
        payment_link: text(),
        status: oneOf('complete', 'expired', 'open'),
        subscription: text(),
      },
      (call) => {
        const {
          customer,
          customer_details: details,
          payment_intent: intent,
          payment_link: link,
        } = call.params
        const { status, subscription } = call.params
        const key = customer
          ? `customer:${customer}`
          : intent
            ? `payment_intent:${intent}`
            : subscription
              ? `subscription:${subscription}`
              : link
                ? `payment_link:${link}`
                : undefined
        return listOfTable(call, 'checkout.session', {
          key,
          where: (s) =>
            (!customer || s.customer === customer) &&
            (!intent || s.payment_intent === intent) &&
            (!subscription || s.subscription === subscription) &&
            (!link || s.payment_link === link) &&
            (!status || s.status === status) &&
            (!details?.email || s.customer_details?.email === details.email),
        })
      },
    ),
    route('GET', '/v1/checkout/sessions/:id', {}, find),
    route(
      'POST',
      '/v1/checkout/sessions/:id',
      {
        collected_information: anything(),
        line_items: anything(),
        metadata: metadata(),
        shipping_options: anything(),
      },
      (call) => {
        const before = find(call)
        return call.account.put('checkout.session', {
          ...before,
          metadata: mergeMetadata(before.metadata ?? {}, call.params.metadata),
        })
      },
    ),
    route('POST', '/v1/checkout/sessions/:id/expire', {}, (call) => {
      const before = find(call)
      if (before.status !== 'open')
        throw invalidRequest(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${before.status ?? 'unknown'}.`,
          {},
        )
      return expireSession(call, before)
    }),
    route('GET', '/v1/checkout/sessions/:id/line_items', listShape, (call) =>
      linesOf(call.account, find(call).id, call.url),
    ),
    // What the hosted page itself calls; the Stripe CLI plays the customer with these.
    route('GET', '/v1/payment_pages/:id', {}, find),
    route(
      'POST',
      '/v1/payment_pages/:id/confirm',
      { payment_method: required(text()), expected_amount: integer(), return_url: text() },
      (call) => {
        const session = find(call)
        const { expected_amount: expected, payment_method: method } = call.params
        if (expected !== undefined && expected !== null && expected !== (session.amount_total ?? 0))
          throw invalidRequest(
            `The expected amount ${expected} is not that of the session, ${session.amount_total ?? 0}.`,
            { code: 'checkout_amount_mismatch', param: 'expected_amount' },
          )
        return completeSession(call, session, method ?? '')
      },
    ),
  ],
  actions: {
    'checkout.session.expire': (scope, id) => {
      const session = scope.account.get('checkout.session', id)
      if (session?.status === 'open') expireSession(scope, session)
    },
    'checkout.session.settle': settleSession,
  },
  includable: {
    'checkout.session': {
      line_items: (session, account) =>
        linesOf(account, String(session['id']), `/v1/checkout/sessions/${String(session['id'])}/line_items`),
    },
  },
  downgrades: {
    'checkout.session': [
      {
        before: '2026-03-25',
        apply: (s) => {
          const older = UI_MODES.find(([newer]) => newer === s['ui_mode'])?.[1]
          if (older) s['ui_mode'] = older
        },
      },
      {
        before: '2026-09-30',
        apply: (s) => {
          delete s['allowed_payment_method_types']
          delete s['managed_payments']
        },
      },
    ],
  },
}
