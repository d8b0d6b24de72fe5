export interface LoggedRequest {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: string
  readonly body: string
  readonly account: string | null
  /** The last four characters of the key. */
  readonly key: string
  readonly idempotency_key: string | null
  readonly status: number | null
  readonly fault: string | null
  readonly request_id: string | null
  readonly replayed: boolean
}

const CAPACITY = 10_000

/** The last requests, so that a test can count the calls that move money. */
export class RequestLog {
  private entries: LoggedRequest[] = []
  total = 0

  add(entry: LoggedRequest): void {
    this.total++
    this.entries.push(entry)
    if (this.entries.length >= 2 * CAPACITY) this.entries = this.entries.slice(-CAPACITY)
  }

  clear(): void {
    this.entries = []
    this.total = 0
  }

  /** Oldest first. */
  list(): readonly LoggedRequest[] {
    return this.entries.slice(-CAPACITY)
  }
}
