import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { hash, integer, listOf, oneOf, type Read, required, text } from '../wire/params.ts'
import { flag, type Resource, route } from '../wire/router.ts'
import { randomText } from '../world/ids.ts'
import { liveCustomer } from './payment-method-use.ts'

const enabled = required(flag())
const onOff = oneOf('enabled', 'disabled')
const filters = listOf(oneOf('always', 'limited', 'unspecified'))

const componentsShape = {
  active_entitlements: hash({ enabled }),
  buy_button: hash({ enabled }),
  customer_portal: hash({ enabled }),
  customer_sheet: hash({
    enabled,
    features: hash({ payment_method_allow_redisplay_filters: filters, payment_method_remove: onOff }),
  }),
  mobile_payment_element: hash({
    enabled,
    features: hash({
      payment_method_allow_redisplay_filters: filters,
      payment_method_redisplay: onOff,
      payment_method_remove: onOff,
      payment_method_save: onOff,
      payment_method_save_allow_redisplay_override: oneOf('always', 'limited', 'unspecified'),
    }),
  }),
  payment_element: hash({
    enabled,
    features: hash({
      payment_method_allow_redisplay_filters: filters,
      payment_method_redisplay: onOff,
      payment_method_redisplay_limit: integer({ min: 1 }),
      payment_method_remove: onOff,
      payment_method_save: onOff,
      payment_method_save_usage: oneOf('off_session', 'on_session'),
    }),
  }),
  pricing_table: hash({ enabled }),
} as const
type Sent = Read<typeof componentsShape>

/** The components with Stripe's defaults: everything off, saved methods not shown. https://docs.stripe.com/api/customer_sessions/object */
function components(sent: Sent): Stripe.CustomerSession.Components {
  const { customer_sheet: sheet, mobile_payment_element: mobile, payment_element: element } = sent
  return {
    active_entitlements: { enabled: sent.active_entitlements?.enabled ?? false },
    buy_button: { enabled: sent.buy_button?.enabled ?? false },
    customer_portal: { enabled: sent.customer_portal?.enabled ?? false },
    customer_sheet: {
      enabled: sheet?.enabled ?? false,
      features: sheet?.enabled
        ? {
            payment_method_allow_redisplay_filters: [
              ...(sheet.features?.payment_method_allow_redisplay_filters ?? ['always']),
            ],
            payment_method_remove: sheet.features?.payment_method_remove ?? 'disabled',
          }
        : null,
    },
    mobile_payment_element: {
      enabled: mobile?.enabled ?? false,
      features: mobile?.enabled
        ? {
            payment_method_allow_redisplay_filters: [
              ...(mobile.features?.payment_method_allow_redisplay_filters ?? ['always']),
            ],
            payment_method_redisplay: mobile.features?.payment_method_redisplay ?? 'disabled',
            payment_method_remove: mobile.features?.payment_method_remove ?? 'disabled',
            payment_method_save: mobile.features?.payment_method_save ?? 'disabled',
            payment_method_save_allow_redisplay_override:
              mobile.features?.payment_method_save_allow_redisplay_override ?? null,
          }
        : null,
    },
    payment_element: {
      enabled: element?.enabled ?? false,
      features: element?.enabled
        ? {
            payment_method_allow_redisplay_filters: [
              ...(element.features?.payment_method_allow_redisplay_filters ?? ['always']),
            ],
            payment_method_redisplay: element.features?.payment_method_redisplay ?? 'disabled',
            payment_method_redisplay_limit: element.features?.payment_method_redisplay_limit ?? 3,
            payment_method_remove: element.features?.payment_method_remove ?? 'disabled',
            payment_method_save: element.features?.payment_method_save ?? 'disabled',
            payment_method_save_usage: element.features?.payment_method_save_usage ?? null,
          }
        : null,
    },
    pricing_table: { enabled: sent.pricing_table?.enabled ?? false },
  }
}

export const customerSessions: Resource = {
  routes: [
    route(
      'POST',
      '/v1/customer_sessions',
      { components: required(hash(componentsShape)), customer: text(), customer_account: text() },
      (call) => {
        const { now, params } = call
        if (!params.customer)
          throw invalidRequest('You must provide one of `customer` or `customer_account`.', {
            code: 'parameter_missing',
            param: 'customer',
          })
        const customer = liveCustomer(call, params.customer)
        const sent = params.components ?? {}
        if (!Object.values(sent).some((one) => one?.enabled))
          throw invalidRequest('You must enable at least one component.', { param: 'components' })
        const limit = sent.payment_element?.features?.payment_method_redisplay_limit
        if (limit && limit > 10)
          throw invalidRequest('This value must be less than or equal to 10.', {
            code: 'parameter_invalid_integer',
            param: 'components[payment_element][features][payment_method_redisplay_limit]',
          })
        const save = sent.payment_element?.features
        if (save?.payment_method_save_usage && save.payment_method_save !== 'enabled')
          throw invalidRequest(
            '`payment_method_save_usage` can only be set when `payment_method_save` is `enabled`.',
            { param: 'components[payment_element][features][payment_method_save_usage]' },
          )
        const secret = `cuss_secret_${randomText(40)}`
        const session: Stripe.CustomerSession = {
          object: 'customer_session',
          client_secret: secret,
          components: components(sent),
          created: now,
          customer: customer.id,
          customer_account: null,
          expires_at: now + 1800,
          livemode: false,
        }
        // It has no id and cannot be retrieved, so nothing of it is kept.
        return session
      },
    ),
  ],
}
