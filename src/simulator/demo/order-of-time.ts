import { lowerBound } from '../world/collection.ts'

/** One entry of a seeded table: what it is (`kind`), of what (`reference`), and when. */
export interface Entry {
  readonly kind: number
  readonly reference: number
  readonly created: number
}

/** Kinds of balance transaction in the shop's books. */
export const CHARGE = 0
export const REFUND = 1
export const WITHDRAWAL = 2
export const REINSTATEMENT = 3
export const PAYOUT = 4
export const TOPUP = 5

const SHIFT = 2 ** 27

/** Kind and reference in one 32-bit number, as ids carry it. */
export const encodeEntry = (kind: number, reference: number): number => kind * SHIFT + reference
export const kindOf = (code: number): number => Math.floor(code / SHIFT)
export const referenceOf = (code: number): number => code % SHIFT

/** Entries of several kinds in order of time: a long rising run and a shorter unsorted rest. */
export class OrderOfTime {
  readonly codes: Uint32Array
  readonly times: Uint32Array

  constructor(
    run: {
      readonly length: number
      readonly code: (i: number) => number
      readonly time: (i: number) => number
    },
    rest: readonly Entry[],
  ) {
    const sorted = rest.toSorted(
      (a, b) => a.created - b.created || a.kind - b.kind || a.reference - b.reference,
    )
    const total = run.length + sorted.length
    this.codes = new Uint32Array(total)
    this.times = new Uint32Array(total)
    let r = 0
    for (let i = 0, at = 0; at < total; at++) {
      const other = sorted[r]
      if (other && (i >= run.length || other.created < run.time(i))) {
        this.codes[at] = encodeEntry(other.kind, other.reference)
        this.times[at] = other.created
        r++
      } else {
        this.codes[at] = run.code(i)
        this.times[at] = run.time(i++)
      }
    }
  }

  get length(): number {
    return this.codes.length
  }

  /** The position of an entry, given when it was. */
  indexOf(code: number, created: number): number | undefined {
    for (
      let i = lowerBound(this.length, (at) => (this.times[at] ?? 0) >= created);
      this.times[i] === created;
      i++
    )
      if (this.codes[i] === code) return i
    return undefined
  }

  /** Positions whose code passes, rising. */
  filter(holds: (code: number, index: number) => boolean): Uint32Array {
    const out = new Uint32Array(this.length)
    let n = 0
    for (let i = 0; i < this.length; i++) if (holds(this.codes[i] ?? 0, i)) out[n++] = i
    return out.slice(0, n)
  }
}
