import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useLate } from '../skeleton.tsx'

export const WINDOW = 50

/** A list too long to hold: read in windows of 50 as they come into view. */
export interface WindowSource<Row> {
  /** Names the list with its filter and sort; the windows are cached under it. */
  readonly key: readonly unknown[]
  readonly load: (offset: number, limit: number) => Promise<readonly Row[]>
  /** How many rows there are in all; undefined while that is being counted. */
  readonly total: number | undefined
}

interface Snapshot<Row> {
  readonly windows: ReadonlyMap<number, readonly Row[]>
  readonly count: number
}

export interface Windows<Row> {
  /** The windows that are here by their number; the same map until one of them changes. */
  readonly windows: ReadonlyMap<number, readonly Row[]>
  readonly count: number
  readonly rowAt: (index: number) => Row | undefined
  readonly waiting: boolean
  readonly error: Error | null
  readonly retry: () => void
}

/**
 * The rows of the windows that cover `[first, last]`. For the first moments after the filter or sort changed, the rows
 * from before stay, so that a quick answer replaces them without a flash.
 */
export function useWindows<Row>(source: WindowSource<Row>, first: number, last: number): Windows<Row> {
  const pages = pagesCovering(first, Math.min(last, (source.total ?? Infinity) - 1))
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...source.key, page],
      queryFn: async () => await source.load(page * WINDOW, WINDOW),
    })),
  })
  const version = results.map((result, at) => `${pages[at]}:${result.dataUpdatedAt}`).join()
  const listName = JSON.stringify(source.key)
  const windows = useMemo(() => {
    const held = new Map<number, readonly Row[]>()
    results.forEach((result, at) => {
      const page = pages[at]
      if (page !== undefined && result.data) held.set(page, result.data)
    })
    return held
    // oxlint-disable-next-line react/exhaustive-deps -- these two say all that the results depend on
  }, [version, listName])
  const settled = windows.size > 0
  const now: Snapshot<Row> = { windows, count: source.total ?? reach(windows) }
  const held = useRef<Snapshot<Row> | null>(null)
  useEffect(() => {
    if (settled) held.current = now
  })
  const late = useLate(!settled)
  // oxlint-disable-next-line react/refs -- what stays on screen for a moment is the last thing shown, not a state of its own
  const shown = settled || late ? now : (held.current ?? now)
  const failed = results.find((result) => result.error)
  return {
    windows: shown.windows,
    count: shown.count,
    rowAt: (index) => shown.windows.get(Math.floor(index / WINDOW))?.[index % WINDOW],
    waiting: !settled && late && !failed,
    error: failed?.error ?? null,
    retry: () => results.forEach((result) => void result.refetch()),
  }
}

/** The windows that hold the rows `first` to `last`. */
export function pagesCovering(first: number, last: number): readonly number[] {
  const from = Math.max(0, Math.floor(first / WINDOW))
  const to = Math.max(from, Math.floor(last / WINDOW))
  return Array.from({ length: to - from + 1 }, (_, step) => from + step)
}

function reach(windows: ReadonlyMap<number, readonly unknown[]>): number {
  let end = 0
  for (const [page, rows] of windows) end = Math.max(end, page * WINDOW + rows.length)
  return end
}
