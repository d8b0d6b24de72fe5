import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../../shared/errors.ts'
import type { Operator } from '../../../shared/features/approvals/contract.ts'
import type { limitsContract } from '../../../shared/features/limits/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { cancelHold, listHolds, publicHold } from '../../limits/holds.ts'
import { changeLimit, limitsAt, withdrawLimitChange } from '../../limits/limits.ts'

export interface LimitsServices {
  readonly ledger: Database
  readonly now: () => number
  /** Who is at the desk. */
  readonly operator: () => string
  /** Throws where nobody is there who could be told from the second operator. */
  readonly requireOperator: () => void
  /** The operator whose PIN this is; throws `pin_wrong` or `pin_throttled`. */
  readonly checkPin: (operator: string, pin: string) => Promise<Operator>
}

/** The name of the second operator who agrees, who is neither at the desk nor made up today. */
async function agreedBy(
  { now, operator, requireOperator, checkPin }: LimitsServices,
  by: { readonly operator: string; readonly pin: string },
): Promise<string> {
  requireOperator()
  const { name, mayApproveFrom } = await checkPin(by.operator, by.pin)
  if (name === operator()) {
    throw new CounterfoilError('self_approval', 'A looser limit needs another operator to agree')
  }
  if (now() < mayApproveFrom) {
    throw new CounterfoilError('operator_too_new', `${name} may approve later`, {
      params: { from: mayApproveFrom },
    })
  }
  return name
}

export function limitsHandlers(
  open: (account: string) => Promise<LimitsServices>,
): FeatureHandlers<typeof limitsContract> {
  return {
    state: async ({ account }) => {
      const { ledger, now } = await open(account)
      return limitsAt(ledger, now())
    },
    change: async ({ account, limit, approval }) => {
      const services = await open(account)
      const { ledger, now, operator } = services
      const approver = approval === null ? null : await agreedBy(services, approval)
      changeLimit(ledger, limit, { operator: operator(), approver, now: now() })
      return limitsAt(ledger, now())
    },
    withdraw: async ({ account, change }) => {
      const { ledger, now, operator } = await open(account)
      withdrawLimitChange(ledger, change, { operator: operator(), now: now() })
      return limitsAt(ledger, now())
    },
    holds: async ({ account }) => ({ rows: listHolds((await open(account)).ledger).map(publicHold) }),
    cancelHold: async ({ account, attempt }) => {
      const { ledger, now, operator } = await open(account)
      return publicHold(cancelHold(ledger, attempt, { operator: operator(), now: now() }))
    },
  }
}
