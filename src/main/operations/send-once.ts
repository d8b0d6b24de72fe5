import type { Stripe } from 'stripe'
import type { CounterfoilError } from '../../shared/errors.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { type SendAnswer, readFailure } from './answers.ts'
import type { BoundOperation, OperationResult } from './operation-kind.ts'

export interface Sent {
  readonly answer: SendAnswer
  readonly result: OperationResult | null
  readonly failure: CounterfoilError | null
}

/** Sends once. An answer that is not the object asked for is no answer. */
export async function sendOnce(bound: BoundOperation, stripe: Stripe, idempotencyKey: string): Promise<Sent> {
  try {
    const response = await bound.send(stripe, idempotencyKey)
    const result = bound.understand(response)
    const answer = { status: 200, requestId: requestIdOf(response), error: null }
    return { answer: { ...answer, outcome: result === null ? 'garbled' : 'done' }, result, failure: null }
  } catch (error) {
    return { answer: readFailure(error), result: null, failure: mapStripeError(error) }
  }
}

function requestIdOf(response: unknown): string | null {
  if (typeof response !== 'object' || response === null || !('lastResponse' in response)) return null
  const { lastResponse } = response
  if (typeof lastResponse !== 'object' || lastResponse === null || !('requestId' in lastResponse)) return null
  return typeof lastResponse.requestId === 'string' ? lastResponse.requestId : null
}
