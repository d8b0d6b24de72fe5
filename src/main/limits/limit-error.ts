import { CounterfoilError } from '../../shared/errors.ts'
import type { LimitDecision } from './check-limits.ts'

/** What the operator is told where an intent may not be sent yet, or not at all; times in seconds UTC. */
export function limitError(decision: Exclude<LimitDecision, { decision: 'allowed' }>): CounterfoilError {
  switch (decision.decision) {
    case 'refused': {
      const { cap, kind, currency, limit, used, freesAt } = decision
      return new CounterfoilError('limit_exceeded', `Above ${cap} of ${kind}: ${used} of ${limit} used`, {
        params: {
          cap,
          kind,
          limit,
          used,
          ...(currency === null ? {} : { currency }),
          ...(freesAt === null ? {} : { freesAt }),
        },
      })
    }
    case 'needs_typed_amount':
      return new CounterfoilError('typed_amount_needed', 'The amount must be typed again', {
        params: decision.threshold,
        field: 'typedAmount',
      })
    case 'needs_approval':
      return new CounterfoilError('approval_needed', 'A second operator must approve', {
        params: decision.threshold,
      })
    case 'hold':
      return new CounterfoilError('operation_held', `Held until ${decision.until}`, {
        params: { ...decision.threshold, until: decision.until },
      })
  }
}
