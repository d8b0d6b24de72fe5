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
  /** The span a day in UTC is counted in, by when the day begins: that of its noon. */
  readonly spanOf: (day: number) => number
  readonly cuts: readonly Cut[]
}

/**
 * Makes spans, one after another, of whole days in UTC and of the hours that midnight elsewhere cuts off them, so that no
 * others need be read. A limit within a piece of `size` seconds takes the whole piece to where it begins.
 */
export function cutDays(spans: readonly Span[], size: number): CutDays {
  const begin = spans[0]?.start ?? 0
  const edges = [begin - (begin % size), ...spans.map(({ end }) => Math.ceil(end / size) * size)]
  const [start, end] = [edges[0] ?? 0, edges.at(-1) ?? 0]
  const from = start - (start % DAY)
  const spanBefore = (edge: number): number => (edge > spans.length ? -1 : edge - 1)
  const counted: number[] = []
  const cuts: Cut[] = []
  let edge = 0
  for (let day = from; day < end; day += DAY) {
    while (edge < edges.length && (edges[edge] ?? 0) <= day) edge += 1
    const pieces: { readonly from: number; readonly to: number; readonly span: number }[] = []
    let at = day
    for (let next = edges[edge]; next !== undefined && next < day + DAY; edge += 1, next = edges[edge]) {
      pieces.push({ from: at, to: next, span: spanBefore(edge) })
      at = next
    }
    pieces.push({ from: at, to: day + DAY, span: spanBefore(edge) })
    const noon = pieces.find(({ to }) => to > day + DAY / 2)?.span ?? -1
    counted.push(noon)
    cuts.push(...pieces.filter((piece) => piece.span !== noon).map((piece) => ({ ...piece, counted: noon })))
  }
  return { from, to: end, spanOf: (day) => counted[(day - from) / DAY] ?? -1, cuts }
}
