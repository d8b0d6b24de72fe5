import type Stripe from 'stripe'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { amountOff } from './coupons.ts'
import type { InvoiceLine } from './invoice-object.ts'

interface Taken {
  readonly amount: number
  readonly discount: string
}
interface Open {
  readonly line: InvoiceLine
  left: number
  readonly taken: Taken[]
}
type Reference = string | { readonly id: string }

// In proportion to what is left of each, to the last unit.
function share(amount: number, discount: string, lines: readonly Open[]): void {
  let [rest, whole] = [amount, lines.reduce((sum, { left }) => sum + left, 0)]
  for (const open of lines) {
    const part = whole === 0 ? 0 : Math.round((rest * open.left) / whole)
    rest -= part
    whole -= open.left
    open.left -= part
    open.taken.push({ amount: part, discount })
  }
}

/** What is taken off by discounts as credit before taxes. */
export const pretax = (taken: readonly Taken[]): NonNullable<InvoiceLine['pretax_credit_amounts']> =>
  taken.map(({ amount, discount }) => ({ amount, discount, type: 'discount' }))

/** The lines with what is taken off each, and what each discount takes off in all; those of lines go first. */
export function discounted(
  scope: Pick<Scope, 'account'>,
  ofInvoice: readonly Reference[],
  lines: readonly InvoiceLine[],
  more: readonly Stripe.Discount[],
): { readonly shown: readonly InvoiceLine[]; readonly taken: Taken[] } {
  const find = (reference: Reference): Stripe.Discount | undefined => {
    const id = idOf(reference)
    return more.find((one) => one.id === id) ?? scope.account.get('discount', id ?? '')
  }
  const open = lines.map((line): Open => ({ line, left: line.amount, taken: [] }))
  const take = (reference: Reference, from: readonly Open[]): void => {
    const discount = find(reference)
    const base = from.filter(({ line, left }) => line.discountable && left > 0)
    if (!discount || base.length === 0) return
    const sum = base.reduce((all, { left }) => all + left, 0)
    share(amountOff(scope, discount, sum), discount.id, base)
  }
  for (const one of open) for (const reference of one.line.discounts) take(reference, [one])
  for (const reference of ofInvoice) take(reference, open)
  const sums = new Map<string, number>()
  for (const { taken } of open)
    for (const { amount, discount } of taken) sums.set(discount, (sums.get(discount) ?? 0) + amount)
  return {
    shown: open.map(({ line, taken }) => ({
      ...line,
      discount_amounts: taken,
      pretax_credit_amounts: pretax(taken),
    })),
    taken: Array.from(sums, ([discount, amount]) => ({ amount, discount })),
  }
}
