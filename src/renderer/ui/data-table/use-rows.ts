import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useLate } from '../skeleton.tsx'
import { spansOf } from './spans.ts'
import type { View } from './use-view.ts'

/** A list too long to hold: read in parts as they come into view. */
export interface RowSource<Row> {
  /** Names the list with its filter and sort; its parts are cached under it. */
  readonly key: readonly unknown[]
  readonly load: (offset: number, limit: number) => Promise<readonly Row[]>
  /** How many rows there are in all; undefined while that is being counted. */
  readonly total: number | undefined
}

interface Snapshot<Row> {
  readonly rows: ReadonlyMap<number, Row>
  readonly count: number
}

export interface Rows<Row> extends Snapshot<Row> {
  readonly waiting: boolean
  readonly error: Error | null
  readonly retry: () => void
}

/**
 * The rows that are here for a view of a list, by their place in it; the same map until one of them changes. For the
 * first moments after the filter or sort changed, the rows from before stay, so that a quick answer replaces them without
 * a flash.
 */
export function useRows<Row>(source: RowSource<Row>, view: View): Rows<Row> {
  const spans = spansOf(view, source.total)
  const results = useQueries({
    queries: spans.map(({ offset, limit }) => ({
      queryKey: [...source.key, offset, limit],
      queryFn: async () => await source.load(offset, limit),
    })),
  })
  const version = spans
    .map(({ offset, limit }, at) => `${offset} ${limit} ${results[at]?.dataUpdatedAt}`)
    .join()
  const listName = JSON.stringify(source.key)
  const rows = useMemo(() => {
    const here = new Map<number, Row>()
    spans.forEach(({ offset }, at) => {
      results[at]?.data?.forEach((row, place) => here.set(offset + place, row))
    })
    return here
    // oxlint-disable-next-line react/exhaustive-deps -- these two say all that the results depend on
  }, [version, listName])
  const settled = results.some(({ data }) => data !== undefined)
  const now: Snapshot<Row> = { rows, count: source.total ?? reach(rows) }
  const held = useRef<Snapshot<Row> | null>(null)
  useEffect(() => {
    if (settled) held.current = now
  })
  const late = useLate(!settled)
  // oxlint-disable-next-line react/refs -- what stays on screen for a moment is the last thing shown, not a state of its own
  const shown = settled || late ? now : (held.current ?? now)
  const failed = results.find((result) => result.error)
  return {
    ...shown,
    waiting: !settled && late && !failed,
    error: failed?.error ?? null,
    retry: () => results.forEach((result) => void result.refetch()),
  }
}

/** As far as the list is known to go. */
const reach = (rows: ReadonlyMap<number, unknown>): number =>
  Array.from(rows.keys()).reduce((end, index) => Math.max(end, index + 1), 0)
