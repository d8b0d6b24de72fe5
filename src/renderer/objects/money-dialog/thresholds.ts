import { useQuery } from '@tanstack/react-query'
import type { LimitMeasure, LimitsState } from '../../../shared/features/limits/contract.ts'
import { type OperationKindName, outgoingKindSchema } from '../../../shared/features/operations/contract.ts'
import { type Money, money } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'

/** The thresholds an amount is above; null where it is above none. */
export interface Thresholds {
  readonly typed: Money | null
  readonly hold: Money | null
  readonly approval: Money | null
  readonly holdSeconds: number
}

/** What will come before an operation is sent, by the limits as they stand; main decides again when it is sent. */
export function thresholdsOf(
  state: LimitsState | undefined,
  kind: OperationKindName,
  amount: Money | null,
): Thresholds {
  const none = { typed: null, hold: null, approval: null, holdSeconds: state?.holdSeconds ?? 0 }
  if (!state || amount === null || !outgoingKindSchema.safeParse(kind).success) return none
  const above = (measure: LimitMeasure): Money | null => {
    const values = state.active
      .filter(({ limit }) => limit.kind === 'any' || limit.kind === kind)
      .filter(({ limit }) => limit.measure === measure && limit.currency === amount.currency)
      .map(({ limit }) => limit.value ?? Number.POSITIVE_INFINITY)
    const lowest = Math.min(...values)
    return amount.amount > lowest ? money(lowest, amount.currency) : null
  }
  return {
    ...none,
    typed: above('typed_above'),
    hold: above('hold_above'),
    approval: above('approval_above'),
  }
}

export function useThresholds(account: string, kind: OperationKindName, amount: Money | null): Thresholds {
  const state = useQuery({
    queryKey: keys.of('limits', account, 'state'),
    queryFn: async () => await api.limits.state({ account }),
  }).data
  return thresholdsOf(state, kind, amount)
}
