import { type RefObject, useLayoutEffect, useRef } from 'react'

interface View<Row> {
  readonly scroller: RefObject<HTMLElement | null>
  readonly rowHeight: number
  /** The first row in view, by index. */
  readonly top: number
  readonly rowAt: (index: number) => Row | undefined
  readonly rowId: (row: Row) => string
  readonly onShift: (rows: number) => void
}

/** How far to look for the row that was on top; more new rows than this at once are a different list. */
const REACH = 200

/** Keeps the row on top where it is when rows arrive above it. */
export function useSteadyView<Row>({ scroller, rowHeight, top, rowAt, rowId, onShift }: View<Row>): void {
  const anchor = useRef<{ readonly index: number; readonly id: string } | null>(null)
  useLayoutEffect(() => {
    const row = rowAt(top)
    const before = anchor.current
    anchor.current = row ? { index: top, id: rowId(row) } : null
    if (!before) return
    const there = rowAt(before.index)
    if (!there || rowId(there) === before.id) return
    for (let step = 1; step <= REACH; step += 1) {
      const moved = rowAt(before.index + step)
      if (!moved || rowId(moved) !== before.id) continue
      // Not before it is needed: asking for the position makes the browser lay out everything at once.
      const element = scroller.current
      if (!element || element.scrollTop === 0) return
      element.scrollBy({ top: step * rowHeight })
      anchor.current = { index: before.index + step, id: before.id }
      onShift(step)
      return
    }
  })
}
