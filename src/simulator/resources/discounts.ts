import type Stripe from 'stripe'
import type { Resource } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'

type Reference = string | { readonly id: string }

/** The discounts that ids name. */
export const discountsOf = (account: AccountStore, ids: readonly Reference[]): readonly Stripe.Discount[] =>
  ids.flatMap((one) => account.get('discount', idOf(one) ?? '') ?? [])

/** A discount is given to a customer or subscription: it is told, and ends by itself. */
export function startDiscount(scope: Scope, discount: Stripe.Discount, before?: Stripe.Discount): void {
  const { account, world } = scope
  account.put('discount', discount)
  emit(scope, before ? 'customer.discount.updated' : 'customer.discount.created', discount, before)
  if (discount.end !== null) world.at(account.id, discount.end, 'discount.end', discount.id)
}

/** A discount is taken away. Invoices that it was applied to keep it. */
export function endDiscount(scope: Scope, discount: Stripe.Discount): Stripe.DeletedDiscount {
  const { end: _, deleted: __, ...rest } = discount
  const gone: Stripe.DeletedDiscount = { ...rest, deleted: true }
  emit(scope, 'customer.discount.deleted', gone)
  return gone
}

/** Takes a discount from whoever has it. */
function takeAway(scope: Scope, discount: Stripe.Discount): void {
  const { account } = scope
  const customer = account.get('customer', idOf(discount.customer) ?? '')
  const subscription = account.get('subscription', discount.subscription ?? '')
  if (customer && !customer.deleted && customer.discount?.id === discount.id)
    account.put('customer', { ...customer, discount: null })
  else if (subscription?.discounts.some((d) => idOf(d) === discount.id))
    account.put('subscription', {
      ...subscription,
      discounts: subscription.discounts.filter((d) => idOf(d) !== discount.id),
    })
  else return
  endDiscount(scope, discount)
}

/** An invoice is final: what was to be taken off once has been. */
export function spendDiscounts(
  scope: Scope,
  { discounts, subtotal }: { readonly discounts: readonly Reference[]; readonly subtotal: number },
): void {
  // The invoice of a trial is of nothing, so nothing was taken off.
  if (subtotal <= 0) return
  for (const discount of discountsOf(scope.account, discounts)) {
    const coupon = scope.account.get('coupon', idOf(discount.source.coupon) ?? '')
    if (coupon?.duration === 'once') takeAway(scope, discount)
  }
}

/** https://docs.stripe.com/api/discounts */
export const discounts: Resource = {
  routes: [],
  actions: {
    'discount.end': (scope, id) => {
      const discount = scope.account.get('discount', id)
      if (discount) takeAway(scope, discount)
    },
  },
}
