import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'

/** The customer goes to another page to agree, and comes back. */
export function redirect(
  intent: Stripe.PaymentIntent,
  returnUrl: string | null,
): Stripe.PaymentIntent.NextAction {
  if (returnUrl === null)
    throw invalidRequest(
      'A return_url must be provided to confirm this PaymentIntent, because its payment method sends the customer to another page.',
      { param: 'return_url', payment_intent: intent },
    )
  return {
    redirect_to_url: {
      return_url: returnUrl,
      url: `https://pm-redirects.stripe.com/authorize/acct_test/${intent.id}`,
    },
    type: 'redirect_to_url',
  }
}

/** The customer proves to the bank who they are. */
export const threeDSecure = (
  intent: Stripe.PaymentIntent,
  returnUrl: string | null,
): Stripe.PaymentIntent.NextAction =>
  returnUrl
    ? {
        redirect_to_url: {
          return_url: returnUrl,
          url: `https://hooks.stripe.com/3d_secure_2/hosted?payment_intent=${intent.id}`,
        },
        type: 'redirect_to_url',
      }
    : {
        type: 'use_stripe_sdk',
        use_stripe_sdk: {
          type: 'three_d_secure_redirect',
          stripe_js: `https://hooks.stripe.com/3d_secure_2/hosted?payment_intent=${intent.id}`,
          source: `src_${intent.id.slice(-24)}`,
        },
      }
