/**
 * Why no answer of Stripe's could be read.
 *
 * `not_reached`: no connection was made, so nothing left this machine. `lost`: the connection broke after it was made.
 * `timeout`: no complete answer in time. `garbled`: an answer that is not Stripe's JSON, cut short or otherwise.
 */
export type TransportFailure = 'not_reached' | 'lost' | 'timeout' | 'garbled'

interface TransportDetails {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/**
 * Carries none of Node's error codes on purpose: stripe-node sends a request again by itself after ECONNRESET and
 * EPIPE, even with retries off, and money must not be sent twice.
 */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly failure: TransportFailure
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>

  constructor(failure: TransportFailure, message: string, details: TransportDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.failure = failure
    this.status = details.status ?? null
    this.headers = details.headers ?? {}
  }
}
