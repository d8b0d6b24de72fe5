import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import { operationStanding } from '../../shared/features/operations/standing.ts'
import type { RowOutcome } from './batches.ts'

/** What a row has come to, by its operation: done or failed only where that is proved. */
export function outcomeOf(operation: Operation): RowOutcome {
  const { id, result, settledAt } = operation
  const error = operation.answers.findLast((answer) => answer.error !== null)?.error ?? null
  const failure: Failure | null =
    error === null
      ? null
      : { code: 'stripe_error', message: error.message, params: {}, field: null, stripe: error }
  switch (operation.state) {
    case 'succeeded':
    case 'proved':
      if (operationStanding(operation) === 'back') {
        return { state: 'failed', operation: id, result, failure: cameBack(operation), settledAt }
      }
      return { state: 'done', operation: id, result, failure: null, settledAt }
    case 'failed':
    case 'absent':
    case 'abandoned':
      return { state: 'failed', operation: id, result, failure, settledAt }
    case 'closed':
      return {
        state: operation.closing?.outcome === 'moved' ? 'done' : 'failed',
        operation: id,
        result,
        failure,
        settledAt,
      }
    case 'intent':
    case 'sending':
    case 'unknown':
    case 'needs_person':
      return { state: 'unresolved', operation: id, result, failure, settledAt: null }
  }
}

function cameBack({ result, resultStatus }: Operation): Failure {
  return new CounterfoilError('came_back', `Stripe took on ${result}, and it is ${resultStatus} by now`)
    .failure
}

/** Failures of the whole, not of a row: the batch pauses, and the row waits to be tried again. */
const OF_THE_WHOLE = new Set<Failure['code']>([
  'offline',
  'key_missing',
  'key_invalid',
  'key_expired',
  'key_wrong_account',
  'permission_missing',
  'rate_limited',
  'stripe_unavailable',
  'balance_insufficient',
  'limit_exceeded',
  'operator_needed',
  'disk_full',
  'disk_read_only',
])

/** The row is in the queue now, where a hold ends or a second operator decides. */
export function waitsInQueue({ code }: Failure): boolean {
  return code === 'operation_held' || code === 'approval_needed'
}

export function stopsTheBatch({ code }: Failure): boolean {
  return OF_THE_WHOLE.has(code)
}
