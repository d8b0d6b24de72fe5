import type { CounterfoilError } from '../../shared/errors.ts'
import { isJson, type Json } from '../store/mirror/stripe-object.ts'
import { transportError } from '../stripe/errors.ts'
import { AnswerTooLarge } from '../stripe/http-client.ts'

const TRIES = 6
/** Each is waited for as long as a request may take at all. */
const TRIES_IN_SILENCE = 2

function headersOf(error: unknown): Json {
  const headers = transportError(error)?.headers ?? (isJson(error) ? error['headers'] : null)
  return isJson(headers) ? headers : {}
}

/**
 * Whether a read that failed so many times is asked for again: as `Stripe-Should-Retry` says, otherwise where the
 * failure is one that passes. A server that cannot be reached at all is not: to be offline should be seen at once.
 */
export function mayRepeat(error: unknown, failure: CounterfoilError, tries: number): boolean {
  const transport = transportError(error)
  if (tries >= TRIES || transport instanceof AnswerTooLarge) return false
  const told = headersOf(error)['stripe-should-retry']
  if (told === 'true') return true
  if (told === 'false') return false
  if (transport?.failure === 'lost') return true
  if (transport?.failure === 'timeout') return tries < TRIES_IN_SILENCE
  return failure.failure.code === 'rate_limited' || failure.failure.code === 'stripe_unavailable'
}
