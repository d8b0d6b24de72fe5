import { Stripe } from 'stripe'
import { parseApiBase } from './api-base.ts'
import { type RequestRecord, SingleShotHttpClient } from './http-client.ts'
import { RateGate, limitsFor } from './rate-gate.ts'

/** The version every request asks for and every type is written for. */
export const API_VERSION = '2026-10-28.endive'

/** Milliseconds for one whole exchange. */
const TIMEOUT = 80_000

export interface StripeOptions {
  readonly key: string
  /** A loopback server; null is api.stripe.com. */
  readonly apiBase: string | null
  /** The connected account that every call is about, of a platform's key. */
  readonly stripeAccount?: string | null | undefined
  /** Which part of the account's rate allowance this client may use, unless a gate is given; 1 by default. */
  readonly share?: number
  readonly gate?: RateGate
  readonly onRequest?: (record: RequestRecord) => void
  /** Milliseconds; 80,000 by default. */
  readonly timeout?: number
}

export function isLiveKey(key: string): boolean {
  return /^[a-z]+_live_/.test(key)
}

/**
 * A client of Stripe's API. It never sends anything twice by itself: callers that may repeat a read do so knowingly,
 * and writes go through the journal. Errors of its calls are turned into ours by `mapStripeError`.
 */
export function createStripe(options: StripeOptions): Stripe {
  const base = options.apiBase === null ? null : parseApiBase(options.apiBase)
  const gate =
    options.gate ??
    new RateGate(
      limitsFor({ livemode: isLiveKey(options.key), apiBase: options.apiBase, share: options.share ?? 1 }),
    )
  return new Stripe(options.key, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(typeof options.stripeAccount === 'string' ? { stripeAccount: options.stripeAccount } : {}),
    timeout: options.timeout ?? TIMEOUT,
    appInfo: { name: 'Counterfoil' },
    httpClient: new SingleShotHttpClient({ gate, onRequest: options.onRequest ?? (() => {}) }),
    ...(base === null ? {} : { host: base.host, port: base.port, protocol: base.protocol }),
  })
}
