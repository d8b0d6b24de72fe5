/**
 * Stripe's clock as far as it is known here: this machine's, corrected by the last `Date` header. The time within
 * which a key may be used again is counted by it, because this machine's clock may be set.
 */
export class ServerClock {
  readonly #local: () => number
  #offset: number | null = null

  constructor(local: () => number = () => Math.floor(Date.now() / 1000)) {
    this.#local = local
  }

  /** Seconds UTC. */
  now(): number {
    return this.#local() + (this.#offset ?? 0)
  }

  /** False until Stripe has answered once. */
  get known(): boolean {
    return this.#offset !== null
  }

  /** Takes the time of an answer, seconds UTC. */
  observe(serverTime: number | null): void {
    if (serverTime !== null) this.#offset = serverTime - this.#local()
  }
}
