import { isLoopback } from './api-base.ts'

/** Requests a second; Stripe's own ceilings are 25 for an endpoint and 100 (live) or 25 (test) in all. */
export interface RateLimits {
  readonly perEndpoint: number
  readonly overall: number
}

export const unlimited: RateLimits = {
  perEndpoint: Number.POSITIVE_INFINITY,
  overall: Number.POSITIVE_INFINITY,
}

/**
 * What one thread may use. An account's allowance is shared by the threads that hold its key: `share` is the part of
 * it, above 0 up to 1 (https://docs.stripe.com/rate-limits). A loopback server has no limit.
 */
export function limitsFor(target: {
  readonly livemode: boolean
  readonly apiBase: string | null
  readonly share: number
}): RateLimits {
  if (target.apiBase !== null && isLoopback(target.apiBase)) return unlimited
  return { perEndpoint: 20 * target.share, overall: (target.livemode ? 80 : 20) * target.share }
}

/** `/v1/charges/ch_1/capture` → `GET /v1/charges/:id/capture`: Stripe counts by endpoint, not by object. */
export function endpointTemplate(method: string, path: string): string {
  const parts = path
    .split('/')
    .map((part, index) =>
      index > 2 && /[_\d]/.test(part) && !/^[a-z]+(?:_[a-z]+)*$/.test(part) ? ':id' : part,
    )
  return `${method} ${parts.join('/')}`
}

/** Milliseconds' worth of requests that may leave at once; keeps any second below Stripe's own ceiling. */
const BURST = 200

/** Lets requests through in order, evenly spaced after a short burst. */
export class RateGate {
  readonly #limits: RateLimits
  readonly #now: () => number
  readonly #sleep: (milliseconds: number) => Promise<void>
  /** Per bucket, the time from which the next request is due (the generic cell rate algorithm). */
  readonly #due = new Map<string, number>()

  constructor(
    limits: RateLimits,
    clock: {
      readonly now: () => number
      readonly sleep: (milliseconds: number) => Promise<void>
    } = {
      now: () => performance.now(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
  ) {
    this.#limits = limits
    this.#now = clock.now
    this.#sleep = clock.sleep
  }

  /** Resolves when a request may leave. */
  async pass(method: string, path: string): Promise<void> {
    const wait = Math.max(
      this.#reserve('', this.#limits.overall),
      this.#reserve(endpointTemplate(method, path), this.#limits.perEndpoint),
    )
    if (wait > 0) await this.#sleep(wait)
  }

  /** Everything waits until then, as after a 429; milliseconds from now. */
  holdBack(milliseconds: number): void {
    const until = this.#now() + milliseconds + BURST
    this.#due.set('', Math.max(this.#due.get('') ?? 0, until))
  }

  #reserve(bucket: string, perSecond: number): number {
    const now = this.#now()
    const held = this.#due.get(bucket) ?? now
    if (!Number.isFinite(perSecond)) return Math.max(0, held - now - BURST)
    const spacing = 1000 / perSecond
    const due = Math.max(held, now) + spacing
    this.#due.set(bucket, due)
    return Math.max(0, due - now - BURST)
  }
}
