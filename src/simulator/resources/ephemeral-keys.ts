import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { anything, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { randomText } from '../world/ids.ts'
import { liveCustomer } from './payment-method-use.ts'

/** Short-lived keys with which a mobile app acts for one customer. https://docs.stripe.com/api/ephemeral_keys */
export const ephemeralKeys: Resource = {
  routes: [
    route(
      'POST',
      '/v1/ephemeral_keys',
      { customer: text(), issuing_card: text(), nonce: text(), verification_session: anything() },
      (call) => {
        const { account, now, params } = call
        if (!params.customer)
          throw invalidRequest('You must provide a resource this key is for, e.g. `customer`.', {
            param: 'customer',
          })
        const customer = liveCustomer(call, params.customer)
        const key: Stripe.EphemeralKey = {
          id: `ephkey_1${randomText(23)}`,
          object: 'ephemeral_key',
          created: now,
          expires: now + 3600,
          livemode: false,
          secret: `ek_test_${randomText(60)}`,
        }
        account.put('ephemeral_key', { ...key, customer: customer.id })
        return { ...key, associated_objects: [{ id: customer.id, type: 'customer' }] }
      },
    ),
    route('DELETE', '/v1/ephemeral_keys/:id', {}, (call) => {
      const id = call.path['id'] ?? ''
      const key = call.account.getListed('ephemeral_key', id)
      if (!key)
        throw invalidRequest(`No such ephemeral key: '${id}'`, { code: 'resource_missing', param: 'id' }, 404)
      const { customer, secret: _, ...rest } = key
      const ended = { ...rest, expires: call.now }
      call.account.hide('ephemeral_key', id)
      return { ...ended, associated_objects: [{ id: customer, type: 'customer' }] }
    }),
  ],
}
