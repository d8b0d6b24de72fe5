import { cardOfFingerprint, type Decline } from '../money/test-cards.ts'
import type { Scope } from '../world/world.ts'
import type { ChargeSpec } from './charge-object.ts'

/** https://docs.stripe.com/declines/codes: it matches a value on the block list. */
export const BLOCKED_BY_LIST = {
  code: 'card_declined',
  decline_code: 'merchant_blacklist',
  message: 'Your card was declined.',
} as const satisfies Decline

type Payment = Pick<ChargeSpec, 'customer' | 'description' | 'method' | 'receiptEmail'>

// By the names that the default lists begin with. Where the customer's computer is, is not known here.
function traitsOf({ account }: Scope, payment: Payment): readonly (readonly [string, string])[] {
  const { card, billing_details: billing } = payment.method
  const customer = payment.customer ? account.get('customer', payment.customer) : undefined
  const email = payment.receiptEmail ?? billing.email ?? (customer?.deleted ? null : customer?.email)
  const traits: readonly (readonly [string, string | null | undefined])[] = [
    ['card_bin', cardOfFingerprint(card?.fingerprint)?.number.slice(0, 6)],
    ['card_country', card?.country],
    ['card_fingerprint', card?.fingerprint],
    ['charge_description', payment.description],
    ['customer_id', payment.customer],
    ['email', email?.toLowerCase()],
  ]
  return traits.flatMap(([name, value]) => (value ? [[name, value] as const] : []))
}

/** Whether a default rule of Radar blocks a card payment by its lists. What is on an allow list is never blocked. */
export function isBlocked(scope: Scope, payment: Payment): boolean {
  const { account } = scope
  const items = account.table('radar.value_list_item')
  if (items.size === 0 || payment.method.type !== 'card') return false
  const traits = traitsOf(scope, payment)
  const isOn = (kind: 'allowlist' | 'blocklist'): boolean =>
    traits.some(([name, value]) => {
      const [list] = account.table('radar.value_list').find(`alias:${name}_${kind}`)
      return list !== undefined && items.find(`value_list:${list.id}`).some((item) => item.value === value)
    })
  return !isOn('allowlist') && isOn('blocklist')
}
