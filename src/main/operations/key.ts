import type { Operation } from '../../shared/features/operations/contract.ts'
import { digest } from './canonical.ts'

/**
 * The idempotency key's start for one kind of operation on one state of one object. Whoever acts on the same state
 * gets the same, on whatever machine.
 */
export function keyBase(
  account: { readonly stripeAccount: string; readonly livemode: boolean },
  kind: Operation['kind'],
  state: string,
): string {
  const mode = account.livemode ? 'live' : 'test'
  return `counterfoil_${kind}_${digest([account.stripeAccount, mode, kind, state].join('\n'))}`
}
