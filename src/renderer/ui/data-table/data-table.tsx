import { type ColumnDef, type RowData, useTable } from '@tanstack/react-table'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { useEnvironment } from '../environment.tsx'
import { FailureNotice } from '../failure.tsx'
import { failureOf } from '../failure-of.ts'
import { Skeleton, useLate } from '../skeleton.tsx'
import { type Features, features } from './columns.ts'
import { DataRow } from './data-row.tsx'
import { Header, type Sort } from './header.tsx'
import { rowAfterKey } from './keys.ts'
import { useDrawnRows } from './use-drawn-rows.ts'
import { useSteadyView } from './use-steady-view.ts'
import { useRowsAround, useView } from './use-view.ts'
import { showWholeText } from './whole-text.ts'
import { type RowSource, useRows } from './use-rows.ts'

const ROW_HEIGHT = { compact: 28, normal: 32, comfortable: 40 } as const
const HEADER_HEIGHT = 32
/** Left and right of a row, in pixels. */
const ROW_PADDING = 48
/** Chromium lays out nothing taller than about 33.5 million pixels. */
const TALLEST = 33_000_000

export interface DataTableProps<Row extends RowData> {
  readonly caption: string
  readonly columns: readonly ColumnDef<Features, Row>[]
  readonly source: RowSource<Row>
  readonly rowId: (row: Row) => string
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
  readonly onOpen?: (row: Row) => void
  readonly selected?: string | undefined
  /** Rows picked for something that is done to many at once; a box in front of each. */
  readonly picks?: Picks<Row> | undefined
  /** Shown in place of the rows where there are none. */
  readonly empty: ReactNode
}

export interface Picks<Row> {
  readonly isPicked: (row: Row) => boolean
  readonly onPick: (rows: readonly Row[], picked: boolean) => void
  /** The box's accessible name; the same function while it gives the same names, or every row is drawn anew. */
  readonly label: (row: Row) => string
  readonly heading: string
}

/** A list of any length: only the rows in view exist, the keyboard reaches all of them. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { caption, columns, source, rowId, sort, onSort, onOpen, selected, picks, empty } = props
  const { t } = useTranslation('ui')
  const { density } = useEnvironment()
  const captionId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { view, setRange, setView } = useView()
  const [active, setActive] = useState(0)
  /** Where the keyboard is going; an effect of an earlier render must not take it for where it is. */
  const target = useRef<number | null>(null)
  const list = useRows(source, view)
  const rowAt = (index: number): Row | undefined => list.rows.get(index)
  const rowHeight = Math.min(ROW_HEIGHT[density], Math.floor(TALLEST / Math.max(1, list.count)))
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled, and the rows must follow its every change
  const virtualizer = useVirtualizer({
    count: list.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: view.around,
    scrollPaddingStart: HEADER_HEIGHT,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range)
      return rows.includes(active) || active >= range.count
        ? rows
        : [active, ...rows].toSorted((a, b) => a - b)
    },
    onChange: ({ range }) => {
      if (range) setRange(range)
    },
  })
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer])

  const listName = JSON.stringify(source.key)
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
    setActive(0)
  }, [listName])
  useSteadyView({
    scroller,
    rowHeight,
    top: view.first,
    rowAt,
    rowId,
    onShift: (rows) => setActive((row) => row + rows),
  })
  useEffect(() => {
    if (target.current === null) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${target.current}"]`)
    if (!row) return
    target.current = null
    row.focus({ preventScroll: true })
  })

  const items = virtualizer.getVirtualItems()
  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: 0 }
  const data = useMemo(() => Array.from(list.rows.values()), [list.rows])
  const table = useTable({ features, columns, data, getRowId: rowId })
  const models = table.getRowModel().rows
  const modelAt = useMemo(
    () => new Map(Array.from(list.rows.keys(), (index, at) => [index, models[at]])),
    [list.rows, models],
  )
  const missing = items.some(({ index }) => index >= first && index <= last && !modelAt.has(index))
  const late = useLate(missing)
  useRowsAround(view, !missing, setView)
  const { rows, top } = useDrawnRows({ items, first, last, modelAt, late })
  const lead = picks ? 1 : 0
  const tracks = [...(picks ? ['28px'] : []), ...columns.map((column) => column.meta?.track ?? '1fr')]
  const gridStyle: CSSProperties & Record<'--tracks' | '--row', string> = {
    '--tracks': tracks.join(' '),
    '--row': `${rowHeight}px`,
    minWidth: leastWidth(tracks),
  }
  const tabStop = items.some((item) => item.index === active) ? active : (items[0]?.index ?? 0)

  const lastPick = useRef<number | null>(null)
  /** Picks or unpicks a row; with Shift, all that are loaded from the row picked last to this one. */
  function pick(index: number, range: boolean): void {
    const row = rowAt(index)
    if (row === undefined || !picks) return
    const from = range ? (lastPick.current ?? index) : index
    lastPick.current = index
    const step = from <= index ? 1 : -1
    const ranged: Row[] = []
    for (let at = from; at !== index + step; at += step) {
      const each = rowAt(at)
      if (each !== undefined) ranged.push(each)
    }
    picks.onPick(ranged, !picks.isPicked(row))
  }

  function onClick(event: MouseEvent<HTMLElement>): void {
    const index = indexOf(event.target)
    const row = index === undefined ? undefined : rowAt(index)
    if (index === undefined || row === undefined) return
    if (picks && event.target instanceof HTMLInputElement) pick(index, event.shiftKey)
    else onOpen?.(row)
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return
    const row = rowAt(active)
    if (event.key === 'Enter' && row !== undefined && onOpen) {
      event.preventDefault()
      onOpen(row)
      return
    }
    if (event.key === ' ' && picks) {
      event.preventDefault()
      pick(Number(event.target.dataset['row']), event.shiftKey)
      return
    }
    const page = Math.max(1, view.last - view.first - 1)
    const next = rowAfterKey(event.key, { active, count: list.count, page })
    if (next === null) return
    event.preventDefault()
    target.current = next
    setActive(next)
    virtualizer.scrollToIndex(next)
  }

  if (list.error) {
    return (
      <FailureNotice
        className="m-6"
        title={t('listFailed')}
        failure={failureOf(list.error)}
        onRetry={list.retry}
      />
    )
  }
  const nothing = list.count === 0 && !list.waiting && source.total === 0
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto overscroll-contain [contain:strict]">
      <table
        role="grid"
        aria-labelledby={captionId}
        aria-rowcount={list.count + 1}
        aria-colcount={columns.length + lead}
        className="block"
        style={gridStyle}
        onKeyDown={onKeyDown}
      >
        <caption id={captionId} className="sr-only">
          {caption}
        </caption>
        <Header table={table} sort={sort} onSort={onSort} lead={picks?.heading} />
        <tbody
          role="rowgroup"
          className="relative block"
          style={{ height: virtualizer.getTotalSize(), paddingTop: top }}
          onFocus={(event) => setActive(indexOf(event.target) ?? active)}
          onClick={onClick}
          onPointerOver={(event) => showWholeText(event.target)}
        >
          {rows.map(({ slot, index, apart, model }) => {
            const chosen = onOpen ? selected !== undefined && model?.id === selected : undefined
            return (
              <DataRow
                key={slot}
                model={model}
                columns={columns}
                index={index}
                apart={apart}
                chosen={chosen}
                tabStop={index === tabStop}
                pickLabel={picks?.label}
                picked={picks !== undefined && model !== undefined && picks.isPicked(model.original)}
              />
            )
          })}
        </tbody>
      </table>
      {list.waiting && <SkeletonRows rowHeight={rowHeight} />}
      {nothing && empty}
    </div>
  )
}

/** The width below which the list scrolls sideways. Known beforehand, so that no row has to be measured for it. */
function leastWidth(tracks: readonly string[]): number {
  const least = tracks.map((track) => Number(/\d+(?=px)/.exec(track)?.[0] ?? 120))
  return least.reduce((sum, width) => sum + width, ROW_PADDING)
}

/** The place in the list of the row that something lies in. */
function indexOf(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return row === null ? undefined : Number(row.dataset['row'])
}

function SkeletonRows({ rowHeight }: { readonly rowHeight: number }) {
  return (
    <div data-testid="skeleton">
      {Array.from({ length: 14 }, (_, row) => (
        <div
          key={row}
          className="flex items-center gap-6 border-b border-line px-6"
          style={{ height: rowHeight }}
        >
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-32" />
        </div>
      ))}
    </div>
  )
}
