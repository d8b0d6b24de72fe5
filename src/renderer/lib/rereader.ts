import type { QueryClient } from '@tanstack/react-query'

/** Main tells of changes many times a second; views re-read this long after the first of them. */
export const REREAD_AFTER_MS = 750
/** And no more often than this while an account's history is read, which the two would only slow each other down in. */
export const REREAD_WHILE_FILLING_MS = 3000

/** Has views read again what may have changed under them, not at every change. */
export class Rereader {
  readonly #client: QueryClient
  readonly #isFilling: (account: string) => boolean
  readonly #waiting = new Map<string, Set<string>>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  constructor(client: QueryClient, isFilling: (account: string) => boolean) {
    this.#client = client
    this.#isFilling = isFilling
  }

  /** Views of these features of an account may differ from the mirror. */
  mark(account: string, features: Iterable<string>): void {
    const waiting = this.#waiting.get(account) ?? new Set()
    for (const feature of features) waiting.add(feature)
    this.#waiting.set(account, waiting)
    const soon = performance.now() + REREAD_AFTER_MS
    this.#wakeAt(this.#isFilling(account) ? Math.max(soon, this.#last + REREAD_WHILE_FILLING_MS) : soon)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #wakeAt(due: number): void {
    if (due >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => this.#flush(), due - performance.now())
  }

  #flush(): void {
    this.#due = Number.POSITIVE_INFINITY
    this.#last = performance.now()
    for (const [account, features] of this.#waiting) {
      for (const feature of features) void this.#client.invalidateQueries({ queryKey: [feature, account] })
    }
    this.#waiting.clear()
  }
}
