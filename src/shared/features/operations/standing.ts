import type { Operation } from './contract.ts'

/** What Stripe has taken on is `pending` until its own status says so, and may still come `back` days later. */
export type Standing = 'done' | 'pending' | 'back'

/** Statuses of what may come back after Stripe has answered; old refunds have none and had succeeded. */
const DONE: Partial<Readonly<Record<Operation['kind'], readonly (string | null)[]>>> = {
  refund: ['succeeded', null],
  payout: ['paid'],
  payout_reversal: ['paid'],
}
const BACK: readonly (string | null)[] = ['failed', 'canceled']

/** How an operation that was made stands by now; null where it is not known to have been made. */
export function operationStanding({
  kind,
  state,
  resultStatus,
}: Pick<Operation, 'kind' | 'state' | 'resultStatus'>): Standing | null {
  if (state !== 'succeeded' && state !== 'proved') return null
  const done = DONE[kind]
  if (done === undefined || done.includes(resultStatus)) return 'done'
  return BACK.includes(resultStatus) ? 'back' : 'pending'
}
