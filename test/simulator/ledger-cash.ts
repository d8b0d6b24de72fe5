import fc from 'fast-check'
import { decodeForm, type RawHash } from '../../src/simulator/wire/form.ts'
import type { World } from '../../src/simulator/world/world.ts'

/** What happens around the cash balance of the first customer. */
export type CashStep =
  | { readonly cash: 'order' | 'fund' | 'apply' | 'return'; readonly which: number; readonly amount: number }
  | { readonly cash: 'mode'; readonly mode: string }
  | { readonly cash: 'give up'; readonly which: number }

export const cashStep: fc.Arbitrary<CashStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      cash: fc.constantFrom(
        'order' as const,
        'order' as const,
        'fund' as const,
        'fund' as const,
        'apply' as const,
        'return' as const,
      ),
      which: fc.nat(20),
      // Few amounts, so that some add up to others.
      amount: fc.constantFrom(1000, 2500, 3500, 5000, 7001),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      cash: fc.constant('mode' as const),
      mode: fc.constantFrom('manual', 'automatic'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ cash: fc.constant('give up' as const), which: fc.nat(5) }) },
)

const pick = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(1, all.length)]

/** The call a step makes; undefined if there is nothing to make it of. */
export function cashCall(
  { platform }: World,
  step: CashStep,
): { readonly path: string; readonly raw: RawHash } | undefined {
  const [customer] = [...platform.table('customer').values()]
  const id = customer?.id ?? ''
  const call = (path: string, fields: Readonly<Record<string, string>> = {}) => ({
    path,
    raw: decodeForm(new URLSearchParams(fields).toString()),
  })
  if (step.cash === 'mode')
    return call(`/v1/customers/${id}/cash_balance`, { 'settings[reconciliation_mode]': step.mode })
  if (step.cash === 'give up') {
    const open = [...platform.table('refund').values()].filter((r) => r.status === 'requires_action')
    const refund = pick(open, step.which)
    return refund && call(`/v1/refunds/${refund.id}/cancel`)
  }
  const sum = { amount: String(step.amount), currency: 'usd' }
  if (step.cash === 'fund') return call(`/v1/test_helpers/customers/${id}/fund_cash_balance`, sum)
  if (step.cash === 'return') return call('/v1/refunds', { ...sum, origin: 'customer_balance', customer: id })
  if (step.cash === 'order')
    return call('/v1/payment_intents', {
      ...sum,
      customer: id,
      'payment_method_types[0]': 'customer_balance',
      'payment_method_data[type]': 'customer_balance',
      'payment_method_options[customer_balance][funding_type]': 'bank_transfer',
      'payment_method_options[customer_balance][bank_transfer][type]': 'us_bank_transfer',
      confirm: 'true',
    })
  const orders = [...platform.table('payment_intent').values()].filter((p) => p.customer !== null)
  const order = pick(orders, step.which)
  return order && call(`/v1/payment_intents/${order.id}/apply_customer_balance`, sum)
}
