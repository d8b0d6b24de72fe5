import { Stripe } from 'stripe'
import type { StripeErrorDetail } from '../../shared/errors.ts'
import { stripeErrorDetail, transportError } from '../stripe/errors.ts'

/** What came back for one send, by where in Stripe it came from. */
export type Outcome =
  /** A valid object of what was asked for. */
  | 'done'
  /** Sent, and no readable answer: the connection broke, time ran out, or the answer was not Stripe's. */
  | 'lost'
  | 'timeout'
  | 'garbled'
  /** 5xx or 424: Stripe itself does not know yet. */
  | 'server_error'
  /** No connection was made. */
  | 'not_reached'
  | 'rate_limited'
  | 'unauthorized'
  | 'forbidden'
  /** Refused before it was executed: nothing is kept under the key. */
  | 'refused'
  /** Executed and rejected, such as an over-refund. */
  | 'rejected'
  /** Another request with the key is under way. */
  | 'key_in_use'
  /** The key belongs to a request with other parameters. */
  | 'key_mismatch'

export interface SendAnswer {
  readonly outcome: Outcome
  readonly status: number | null
  readonly requestId: string | null
  readonly error: StripeErrorDetail | null
}

/** Codes that Stripe gives after looking at the object, so that the answer is kept under the key. */
const EXECUTED = new Set([
  'amount_too_large',
  'amount_too_small',
  'balance_insufficient',
  'charge_already_captured',
  'charge_already_refunded',
  'charge_disputed',
  'charge_not_refundable',
  'charge_expired_for_capture',
  'insufficient_capabilities_for_transfer',
  'insufficient_funds',
  'payment_intent_unexpected_state',
  'refund_disputed_payment',
])

function isExecuted(detail: StripeErrorDetail, headers: Readonly<Record<string, unknown>>): boolean {
  if (detail.status === 402 || headers['idempotent-replayed'] === 'true') return true
  if (detail.code !== null) return EXECUTED.has(detail.code)
  return /greater than un(?:refunded|reversed) amount|already been (?:fully )?(?:reversed|refunded|canceled|paid)|is already closed/i.test(
    detail.message,
  )
}

function outcomeOf(detail: StripeErrorDetail, headers: Readonly<Record<string, unknown>>): Outcome {
  const { status, code, type } = detail
  if (type === 'idempotency_error' && status === 400) return 'key_mismatch'
  if (code === 'rate_limit' || code === 'lock_timeout' || status === 429) return 'rate_limited'
  if (status === 409) return 'key_in_use'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === null || status === 424 || status >= 500 || status < 400) return 'server_error'
  return isExecuted(detail, headers) ? 'rejected' : 'refused'
}

function headersOf(error: InstanceType<typeof Stripe.errors.StripeError>): Readonly<Record<string, unknown>> {
  return error.headers ?? {}
}

/** Reads a failed send. An error that is neither Stripe's nor the transport's tells nothing about what was sent. */
export function readFailure(error: unknown): SendAnswer {
  const transport = transportError(error)
  if (transport !== null) {
    const outcome =
      transport.failure === 'garbled' && (transport.status ?? 0) >= 500 ? 'server_error' : transport.failure
    return {
      outcome,
      status: transport.status,
      requestId: transport.headers['request-id'] ?? null,
      error: null,
    }
  }
  if (!(error instanceof Stripe.errors.StripeError)) {
    return { outcome: 'lost', status: null, requestId: null, error: null }
  }
  const detail = stripeErrorDetail(error)
  return {
    outcome: outcomeOf(detail, headersOf(error)),
    status: detail.status,
    requestId: detail.requestId,
    error: detail,
  }
}

/**
 * What to do after a send. `settle`: it is known not to have happened. `wait`: the same again shortly.
 * `look_up`: only looking can tell.
 */
export type Next = 'done' | 'settle' | 'unknown' | 'wait' | 'look_up'

const NOT_EXECUTED = new Set<string>(['not_reached', 'rate_limited', 'unauthorized', 'forbidden', 'refused'])

/** Whether the outcome proves that this one send moved nothing. */
export function movedNothing(outcome: string): boolean {
  return NOT_EXECUTED.has(outcome) || ['rejected', 'key_mismatch', 'key_in_use'].includes(outcome)
}

/**
 * The answer table. `mayHaveRun`: an earlier send of the same operation may have been executed, so that a refusal of
 * this one says nothing about that one.
 */
export function decide(outcome: Outcome, mayHaveRun: boolean): Next {
  if (outcome === 'done') return 'done'
  if (outcome === 'key_in_use') return 'wait'
  if (outcome === 'key_mismatch') return 'look_up'
  if (outcome === 'rejected') return mayHaveRun ? 'look_up' : 'settle'
  if (outcome === 'server_error') return mayHaveRun ? 'look_up' : 'unknown'
  if (!NOT_EXECUTED.has(outcome)) return 'unknown'
  if (mayHaveRun) return 'unknown'
  return outcome === 'rate_limited' ? 'wait' : 'settle'
}
