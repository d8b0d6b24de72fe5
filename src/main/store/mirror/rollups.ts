import type { Database, Statement } from 'better-sqlite3'

/**
 * Bucket sizes in seconds, coarsest first; quarters of an hour serve every time zone, four hours those of China and more
 * with few rows, and 0 is all time in one bucket. The 32 days keep a walk to any row short.
 */
export const ROLLUP_SIZES = [0, 2_764_800, 86_400, 14_400, 3600, 900] as const
export type RollupSize = (typeof ROLLUP_SIZES)[number]

/**
 * What is summed: rows of these types by when they were created; and what balance transactions did to available and
 * pending together (`balance_total`) and to what is available (`balance_available`), by when they did it, in `captured`.
 */
export type Family =
  | 'payment'
  | 'refund'
  | 'dispute'
  | 'balance_transaction'
  | 'balance_total'
  | 'balance_available'

/** Balances are summed up to a moment: whole days, and from an index the rest of one. Finer buckets would cost more. */
const SIZES_OF_BALANCES = ROLLUP_SIZES.filter((size) => size === 0 || size === 86_400)

function sizesOf(family: Family): readonly RollupSize[] {
  return family === 'balance_total' || family === 'balance_available' ? SIZES_OF_BALANCES : ROLLUP_SIZES
}

/** What one row adds to the sums of its bucket; money in minor units of `currency`. */
export interface Contribution {
  readonly family: Family
  readonly currency: string
  /** The moment in whose buckets it counts, seconds UTC. */
  readonly at: number
  readonly status: string
  readonly amount: number
  readonly captured: number
  readonly fee: number
  /** 1 where the fee is in another currency and so not in `fee`. */
  readonly unsettled: 0 | 1
}

interface Delta {
  readonly family: Family
  readonly currency: string
  readonly bucket: number
  readonly status: string
  count: number
  amount: number
  captured: number
  fee: number
  unsettled: number
}

type Deltas = Map<string, Delta>

/** What is to be added to one bucket, to be changed in place. */
function deltaOf(
  deltas: Deltas,
  { family, currency, status }: Pick<Delta, 'family' | 'currency' | 'status'>,
  bucket: number,
): Delta {
  const name = `${family} ${currency} ${bucket} ${status}`
  const known = deltas.get(name)
  if (known !== undefined) return known
  const delta = { family, currency, bucket, status, count: 0, amount: 0, captured: 0, fee: 0, unsettled: 0 }
  deltas.set(name, delta)
  return delta
}

function bucketOf(moment: number, size: RollupSize): number {
  return size === 0 ? 0 : moment - (moment % size)
}

/** Gathers what a transaction changes in the sums and writes it once at its end. */
export class Rollups {
  readonly #upsert: Statement<
    [string, number, string, number, string, number, number, number, number, number]
  >
  readonly #sweep: Statement<[string, number, string, number, string]>
  readonly #deltas: Deltas = new Map()

  constructor(db: Database) {
    this.#upsert = db.prepare(`INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount,
        captured = captured + excluded.captured, fee = fee + excluded.fee, unsettled = unsettled + excluded.unsettled`)
    this.#sweep = db.prepare(`DELETE FROM rollup WHERE family = ? AND size = ? AND currency = ? AND bucket = ?
      AND status = ? AND count = 0`)
  }

  begin(): void {
    this.#deltas.clear()
  }

  add(row: Contribution): void {
    this.#change(row, 1)
  }

  remove(row: Contribution): void {
    this.#change(row, -1)
  }

  flush(): void {
    for (const size of ROLLUP_SIZES) {
      const deltas: Deltas = new Map()
      for (const finest of this.#deltas.values()) {
        if (!sizesOf(finest.family).includes(size)) continue
        const delta = deltaOf(deltas, finest, bucketOf(finest.bucket, size))
        delta.count += finest.count
        delta.amount += finest.amount
        delta.captured += finest.captured
        delta.fee += finest.fee
        delta.unsettled += finest.unsettled
      }
      for (const delta of deltas.values()) this.#write(size, delta)
    }
    this.#deltas.clear()
  }

  #write(
    size: RollupSize,
    { family, currency, bucket, status, count, amount, captured, fee, unsettled }: Delta,
  ): void {
    if (count === 0 && amount === 0 && captured === 0 && fee === 0 && unsettled === 0) return
    const key = [family, size, currency, bucket, status] as const
    this.#upsert.run(...key, count, amount, captured, fee, unsettled)
    if (count < 0) this.#sweep.run(...key)
  }

  /** Gathered in the finest buckets, which make up the coarser ones. */
  #change(row: Contribution, sign: 1 | -1): void {
    const finest = sizesOf(row.family).at(-1) ?? 0
    const delta = deltaOf(this.#deltas, row, bucketOf(row.at, finest))
    delta.count += sign
    delta.amount += sign * row.amount
    delta.captured += sign * row.captured
    delta.fee += sign * row.fee
    delta.unsettled += sign * row.unsettled
  }
}
