import type { CounterfoilError } from '../../shared/errors.ts'
import { mapStripeError } from '../stripe/errors.ts'
import type { OperationResult } from './operation-kind.ts'
import type { OperationRecord } from './operation-record.ts'

export type Looked =
  | { readonly found: OperationResult }
  | { readonly found: null; readonly failure: CounterfoilError | null }

/** Stripe's clock and the one an intent was made by may differ by this much, seconds. */
const SLACK = 3600

/** One look at Stripe for what an operation made, with its result journalled. */
export async function lookAtStripe(record: OperationRecord, id: string): Promise<Looked> {
  const entry = record.entry(id)
  const bound = record.bound(entry)
  try {
    const since = Math.min(entry.createdAt, entry.firstSentAt ?? entry.createdAt) - SLACK
    const found = await bound.lookUp(record.options.stripe(), since)
    const answer = { send: 0, status: 200, requestId: null, error: null }
    if (found === null) {
      record.answered(id, { ...answer, outcome: 'not_found' }, null)
      return { found: null, failure: null }
    }
    record.answered(
      id,
      { ...answer, outcome: 'found' },
      { state: 'proved', result: found, settledAt: record.now() },
    )
    record.options.onTouched(bound.touched(found))
    return { found }
  } catch (error) {
    const failure = mapStripeError(error)
    const { stripe } = failure.failure
    record.answered(
      id,
      {
        outcome: 'look_up_failed',
        send: 0,
        status: stripe?.status ?? null,
        requestId: stripe?.requestId ?? null,
        error: stripe,
      },
      entry.state === 'sending' ? { state: 'unknown' } : null,
    )
    return { found: null, failure }
  }
}
