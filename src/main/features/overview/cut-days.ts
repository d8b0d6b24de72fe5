import type { Span } from './buckets.ts'

const DAY = 86_400

/** Hours cut off a day in UTC: they lie in another span than the day is counted in. Places of spans, -1 for none. */
export interface Cut {
  readonly from: number
  readonly to: number
  readonly span: number
  readonly counted: number
}

export interface CutDays {
  readonly from: number
  readonly to: number
  /** The span each day in UTC is counted in, by when the day begins: that of its noon. */
  readonly spans: ReadonlyMap<number, number>
  readonly cuts: readonly Cut[]
}

/**
 * Makes spans, one after another, of whole days in UTC and of the hours that midnight elsewhere cuts off them, so that no
 * others need be read. A limit within a piece of `size` seconds takes the whole piece to where it begins.
 */
export function cutDays(spans: readonly Span[], size: number): CutDays {
  const begin = spans[0]?.start ?? 0
  const edges = [begin - (begin % size), ...spans.map(({ end }) => Math.ceil(end / size) * size)]
  const [start = 0, end = 0] = [edges[0], edges.at(-1)]
  const from = start - (start % DAY)
  const countedIn = new Map<number, number>()
  const cuts: Cut[] = []
  let passed = 0
  for (let day = from; day < end; day += DAY) {
    const inside: number[] = []
    for (; (edges[passed] ?? Infinity) <= day; passed += 1);
    for (const edge of edges.slice(passed, passed + 3)) if (edge < day + DAY) inside.push(edge)
  }
  return { from, to: end, spans: countedIn, cuts }
}
