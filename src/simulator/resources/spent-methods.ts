import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import type { Scope } from '../world/world.ts'

/** Notes that a method outside any customer may not be used again: it has paid, or was taken from its customer. */
export function spend({ account }: Scope, method: Stripe.PaymentMethod): void {
  account.put('spent_method', { id: method.id })
}

const isSpent = ({ account }: Scope, method: Stripe.PaymentMethod): boolean =>
  method.customer === null && account.get('spent_method', method.id) !== undefined

/** Throws if a method may not be paid with. https://docs.stripe.com/payments/payment-methods#reuse */
export function checkPayable(scope: Scope, method: Stripe.PaymentMethod): void {
  if (isSpent(scope, method))
    throw invalidRequest(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
      { param: 'payment_method' },
    )
}

/** Throws if a method may not be given to a customer any more. */
export function checkAttachable(scope: Scope, method: Stripe.PaymentMethod): void {
  if (isSpent(scope, method))
    throw invalidRequest(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
    )
}
