import { useEffect, useState } from 'react'

/** Rows kept ready above and below those in view. */
const AROUND = 8

interface Range {
  readonly startIndex: number
  readonly endIndex: number
}

/** The rows in view, by index, and how many around them are to be ready. */
export interface View {
  readonly first: number
  readonly last: number
  readonly around: number
  /** What came into view at the last jump, while any of it is still seen. */
  readonly leap: { readonly first: number; readonly last: number } | null
}

/** What follows from the rows that now are in view: after a jump only those are wanted at first. */
export function viewAfter(before: View, { startIndex: first, endIndex: last }: Range): View {
  if (first === before.first && last === before.last) return before
  const sees = (rows: Pick<View, 'first' | 'last'>): boolean => first <= rows.last && last >= rows.first
  if (!sees(before)) return { first, last, around: 0, leap: { first, last } }
  const leap = before.leap !== null && sees(before.leap) ? before.leap : null
  return { first, last, around: before.around, leap }
}

/** The rows in view; `setRange` tells that they are others now. */
export function useView() {
  const [view, setView] = useState<View>({ first: 0, last: 40, around: AROUND, leap: null })
  const setRange = (range: Range): void => setView((before) => viewAfter(before, range))
  return { view, setRange, setView }
}

/** Once the rows in view are drawn, those around them are wanted too: in the next frame. */
export function useRowsAround(view: View, drawn: boolean, setView: (view: View) => void): void {
  useEffect(() => {
    if (!drawn || view.around === AROUND) return undefined
    const frame = requestAnimationFrame(() => setView({ ...view, around: AROUND }))
    return () => cancelAnimationFrame(frame)
  }, [view, drawn, setView])
}
