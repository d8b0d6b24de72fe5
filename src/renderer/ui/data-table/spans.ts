import type { View } from './use-view.ts'

/** A list is read in windows of so many rows. */
export const WINDOW = 50

/** A stretch of a list that is read at once. */
export interface Span {
  readonly offset: number
  readonly limit: number
}

/**
 * What is to be read for a view of a list: after a jump only the rows that are seen, which are there soonest; then the
 * windows that cover them and those around, too.
 */
export function spansOf({ first, last, around, leap }: View, total: number | undefined): readonly Span[] {
  const end = (total ?? Number.POSITIVE_INFINITY) - 1
  const seen = leap === null ? [] : [{ offset: leap.first, limit: leap.last - leap.first + 1 }]
  return leap !== null && around === 0
    ? seen
    : [...seen, ...windowsCovering(first - around, Math.min(last + around, end))]
}

/** The windows that hold the rows `first` to `last`. */
export function windowsCovering(first: number, last: number): readonly Span[] {
  const from = Math.max(0, Math.floor(first / WINDOW))
  const to = Math.max(from, Math.floor(last / WINDOW))
  return Array.from({ length: to - from + 1 }, (_, step) => ({
    offset: (from + step) * WINDOW,
    limit: WINDOW,
  }))
}
