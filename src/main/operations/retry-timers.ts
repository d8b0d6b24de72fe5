const LONGEST = 600_000

/** Looks at open operations again, less and less often. */
export class RetryTimers {
  readonly #first: number
  readonly #retry: (id: string) => void
  readonly #tries = new Map<string, number>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #closed = false

  /** `first`: the first pause, milliseconds. */
  constructor(first: number, retry: (id: string) => void) {
    this.#first = first
    this.#retry = retry
  }

  schedule(id: string, delay?: number): void {
    if (this.#closed) return
    clearTimeout(this.#timers.get(id))
    const tries = this.#tries.get(id) ?? 0
    this.#tries.set(id, tries + 1)
    const timer = setTimeout(
      () => {
        this.#timers.delete(id)
        this.#retry(id)
      },
      delay ?? Math.min(LONGEST, this.#first * 2 ** tries),
    )
    timer.unref()
    this.#timers.set(id, timer)
  }

  /** Begins again with short pauses. */
  reset(): void {
    this.#tries.clear()
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
