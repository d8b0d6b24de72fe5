import { asCounterfoilError, type Failure } from '../../shared/errors.ts'
import { elapsed, NEVER } from './elapsed.ts'
import { fillDelay } from './pace.ts'

/** The reading of the history: one at a time, begun again after a failure, later each time; polling goes on beside it. */
export class Filling {
  readonly #loopback: boolean
  readonly #onEnd: () => void
  #running: Promise<void> | null = null
  #failure: Failure | null = null
  #failures = 0
  #againAt = NEVER

  constructor(loopback: boolean, onEnd: () => void) {
    this.#loopback = loopback
    this.#onEnd = onEnd
  }

  /** Null where none is under way; never rejects. */
  get running(): Promise<void> | null {
    return this.#running
  }

  /** What stopped the last one. */
  get failure(): Failure | null {
    return this.#failure
  }

  /** Seconds until it may begin again after a failure, null where the last one did not fail. */
  get secondsLeft(): number | null {
    return this.#failure === null ? null : Math.max(0, this.#againAt - elapsed())
  }

  begin(read: () => Promise<void>): void {
    if (this.#running !== null || elapsed() < this.#againAt) return
    this.#running = read()
      .then(
        () => this.reset(),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        this.#running = null
        this.#onEnd()
      })
  }

  /** The next may begin at once. */
  doNotWait(): void {
    this.#againAt = NEVER
  }

  reset(): void {
    this.#failure = null
    this.#failures = 0
    this.doNotWait()
  }

  #failed(error: unknown): void {
    this.#failure = asCounterfoilError(error).failure
    this.#failures += 1
    this.#againAt = elapsed() + fillDelay(this.#failures, this.#loopback)
  }
}
