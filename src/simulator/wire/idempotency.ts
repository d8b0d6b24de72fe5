import { StripeError } from './errors.ts'

const DAY = 86_400

/** What was answered the first time. */
export interface Saved {
  readonly endpoint: string
  readonly params: string
  readonly status: number
  readonly body: string
  readonly requestId: string
  readonly at: number
}

const conflict = (message: string): StripeError =>
  new StripeError(400, { type: 'idempotency_error', message })

/** First answers by account and key, kept for 24 hours of the simulator's clock. https://docs.stripe.com/api/idempotent_requests */
export class IdempotencyStore {
  private readonly saved = new Map<string, Saved>()
  private readonly running = new Set<string>()

  get size(): number {
    return this.saved.size
  }

  /** The first answer to replay, or undefined if this request is the first. Throws for other parameters, or while one is under way. */
  begin(key: string, name: string, endpoint: string, params: string, now: number): Saved | undefined {
    this.prune(now)
    if (this.running.has(key))
      throw new StripeError(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${name}. Please try again later.`,
      })
    const before = this.saved.get(key)
    if (!before) {
      this.running.add(key)
      return undefined
    }
    if (before.endpoint !== endpoint)
      throw conflict(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${endpoint.split(' ')[1]}' vs '${before.endpoint.split(' ')[1]}'). Try using a key other than '${name}' if you meant to execute a different request.`,
      )
    if (before.params !== params)
      throw conflict(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${name}' if you meant to execute a different request.`,
      )
    return before
  }

  has(key: string): boolean {
    return this.saved.has(key)
  }

  /** Marks a key as in use while its request is held back; false if it already was. */
  hold(key: string): boolean {
    if (this.running.has(key)) return false
    this.running.add(key)
    return true
  }

  /** Ends a request that `begin` let through; without an answer (nothing was executed) the key stays free. */
  end(key: string, answer?: Saved): void {
    this.running.delete(key)
    if (answer) this.saved.set(key, answer)
  }

  put(key: string, answer: Saved): void {
    this.saved.set(key, answer)
  }

  // In the order they came, so the old ones are in front.
  private prune(now: number): void {
    for (const [key, { at }] of this.saved) {
      if (now - at < DAY) return
      this.saved.delete(key)
    }
  }
}
