import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { hash, oneOf, required, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { randomText } from '../world/ids.ts'
import { connectedScope, mustHaveAccount } from './connected.ts'

const LIFETIME = 300

/** Account links and login links: addresses handed out, nothing that is stored. */
export const accountLinks: Resource = {
  routes: [
    route(
      'POST',
      '/v1/account_links',
      {
        account: required(text()),
        collect: oneOf('currently_due', 'eventually_due'),
        collection_options: hash({
          fields: oneOf('currently_due', 'eventually_due'),
          future_requirements: oneOf('include', 'omit'),
        }),
        refresh_url: text(),
        return_url: text(),
        type: required(oneOf('account_onboarding', 'account_update')),
      },
      (call) => {
        const { params, now } = call
        const account = mustHaveAccount(connectedScope(call, params.account ?? '').account)
        for (const name of ['refresh_url', 'return_url'] as const)
          if (!params[name])
            throw invalidRequest(`Missing required param: ${name}.`, {
              code: 'parameter_missing',
              param: name,
            })
        if (params.type === 'account_update' && account.controller?.requirement_collection !== 'application')
          throw invalidRequest(
            'You cannot create `account_update` type Account Links for this account: `controller.requirement_collection` must be `application`.',
            { param: 'type' },
          )
        return {
          object: 'account_link',
          created: now,
          expires_at: now + LIFETIME,
          url: `https://connect.stripe.com/setup/${account.type === 'express' ? 'e' : 'c'}/${account.id}/${randomText(12)}`,
        } satisfies Stripe.AccountLink
      },
    ),
    route('POST', '/v1/accounts/:account/login_links', {}, (call) => {
      const account = mustHaveAccount(connectedScope(call).account)
      if (account.controller?.stripe_dashboard?.type !== 'express')
        throw invalidRequest(
          'Cannot create a login link for an account that does not have access to the Express Dashboard.',
          {},
        )
      if (!account.details_submitted)
        throw invalidRequest(
          'Cannot create a login link for an account that has not completed onboarding.',
          {},
        )
      return {
        object: 'login_link',
        created: call.now,
        url: `https://connect.stripe.com/express/${account.id}/${randomText(12)}`,
      } satisfies Stripe.LoginLink
    }),
  ],
}
