import type { Database } from 'better-sqlite3'
import { readsBefore, recordReads } from '../store/ledger/read-meter.ts'

const seconds = (): number => Math.floor(Date.now() / 1000)

/** Counts GET requests; written to the ledger now and then, since each write there waits for the disk. */
export class ReadMeter {
  readonly #ledger: Database
  #pending = 0
  #counted = 0
  #stored: { readonly at: number; readonly month: number; readonly day: number } | null = null

  constructor(ledger: Database) {
    this.#ledger = ledger
  }

  count(reads = 1): void {
    this.#pending += reads
    this.#counted += reads
  }

  /** All that were counted here. */
  get counted(): number {
    return this.#counted
  }

  flush(): void {
    if (this.#pending > 0) recordReads(this.#ledger, seconds(), this.#pending)
    this.#pending = 0
    this.#stored = null
  }

  /** GETs in the last 30 days and in the last day. */
  totals(): { readonly month: number; readonly day: number } {
    const now = seconds()
    if (this.#stored === null || now - this.#stored.at > 60) {
      this.#stored = {
        at: now,
        month: readsBefore(this.#ledger, now),
        day: readsBefore(this.#ledger, now, 24),
      }
    }
    return { month: this.#stored.month + this.#pending, day: this.#stored.day + this.#pending }
  }
}
