import type { Database } from 'better-sqlite3'
import { nextHoldDue, releaseDueHolds } from '../limits/holds.ts'
import type { MoneyIntent } from '../limits/intent.ts'

interface HoldTimerOptions {
  readonly ledger: Database
  /** Seconds UTC, by Stripe's clock. */
  readonly now: () => number
  readonly submit: (intent: MoneyIntent) => Promise<unknown>
  readonly onReleased: () => void
  readonly onError: (line: string, error: unknown) => void
}

/** Longest wait, milliseconds: clocks may be set meanwhile, and what could not be sent is tried again. */
const LONGEST = 30_000

/** Submits held intents when their time has come. */
export class HoldTimer {
  readonly #options: HoldTimerOptions
  #timer: NodeJS.Timeout | null = null
  #releasing = false
  #closed = false

  constructor(options: HoldTimerOptions) {
    this.#options = options
  }

  /** Waits for the next one; to be called whenever the queue changed. */
  schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const due = nextHoldDue(this.#options.ledger)
    if (due === null || this.#closed) return
    const wait = Math.min(LONGEST, Math.max(1000, (due - this.#options.now()) * 1000))
    this.#timer = setTimeout(() => void this.#release(), wait)
    this.#timer.unref()
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #release(): Promise<void> {
    const { ledger, now, submit, onReleased, onError } = this.#options
    if (this.#releasing || this.#closed) return
    this.#releasing = true
    try {
      await releaseDueHolds(ledger, now, submit)
      onReleased()
    } catch (error) {
      onError('a held operation could not be released', error)
    } finally {
      this.#releasing = false
      this.schedule()
    }
  }
}
