import type { Operation } from '../../shared/features/operations/contract.ts'
import type { Journal } from './journal.ts'

interface ResultWatchOptions {
  readonly journal: Journal
  /** Statuses by object id, of those that the mirror holds. */
  readonly statusesOf: (wanted: {
    readonly refunds: readonly string[]
    readonly payouts: readonly string[]
  }) => Promise<readonly (readonly [id: string, status: string])[]>
  /** Seconds UTC, by Stripe's clock. */
  readonly now: () => number
  readonly onChange: (operation: Operation['id']) => void
  readonly onError: (line: string, error: unknown) => void
  /** Least time between two looks, milliseconds. */
  readonly every: number
}

/** Refunds and payouts may come back for weeks after Stripe has taken them on; seconds. */
const WATCHED_FOR = 120 * 86_400
const WATCHED_TYPES = ['refund', 'payout']

/** Takes over from the mirror what has become of refunds and payouts since Stripe answered. */
export class ResultWatch {
  readonly #options: ResultWatchOptions
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: ResultWatchOptions) {
    this.#options = options
  }

  /** Rows of these types changed in the mirror. */
  changed(types: readonly string[]): void {
    if (types.some((type) => WATCHED_TYPES.includes(type))) this.lookSoon()
  }

  /** Looks once within `every`, however often it is asked to. */
  lookSoon(): void {
    if (this.#closed || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#look().catch((error: unknown) => {
        if (!this.#closed)
          this.#options.onError('what became of refunds and payouts could not be read', error)
      })
    }, this.#options.every)
    this.#timer.unref()
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    const { journal, statusesOf, now, onChange } = this.#options
    const made = journal.mayComeBack(now() - WATCHED_FOR)
    if (made.length === 0) return
    const idsOf = (kind: Operation['kind']) =>
      made.filter((each) => each.kind === kind).map(({ result }) => result)
    const statuses = new Map(await statusesOf({ refunds: idsOf('refund'), payouts: idsOf('payout') }))
    for (const { id, result, status } of made) {
      const current = statuses.get(result)
      if (this.#closed || current === undefined || current === status) continue
      journal.aged(id, current, now())
      onChange(id)
    }
  }
}
