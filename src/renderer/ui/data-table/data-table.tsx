import { type ColumnDef, type RowData, useTable } from '@tanstack/react-table'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '../class-names.ts'
import { useEnvironment } from '../environment.tsx'
import { FailureNotice } from '../failure.tsx'
import { failureOf } from '../failure-of.ts'
import { Skeleton, useLate } from '../skeleton.tsx'
import { type Features, features } from './columns.ts'
import { Header, type Sort } from './header.tsx'
import { rowAfterKey } from './keys.ts'
import { useSteadyView } from './use-steady-view.ts'
import { useWindows, type WindowSource } from './use-windows.ts'

const ROW_HEIGHT = { compact: 28, normal: 32, comfortable: 40 } as const
const HEADER_HEIGHT = 32
/** Chromium lays out nothing taller than about 33.5 million pixels. */
const TALLEST = 33_000_000

export interface DataTableProps<Row extends RowData> {
  readonly caption: string
  readonly columns: readonly ColumnDef<Features, Row>[]
  readonly source: WindowSource<Row>
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
  /** The box's accessible name. */
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
  const [view, setView] = useState({ first: 0, last: 40 })
  const [active, setActive] = useState(0)
  /** Where the keyboard is going; an effect of an earlier render must not take it for where it is. */
  const target = useRef<number | null>(null)
  const windows = useWindows(source, view.first, view.last)
  const rowHeight = Math.min(ROW_HEIGHT[density], Math.floor(TALLEST / Math.max(1, windows.count)))
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled, and the rows must follow its every change
  const virtualizer = useVirtualizer({
    count: windows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: HEADER_HEIGHT,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range)
      return rows.includes(active) || active >= range.count
        ? rows
        : [active, ...rows].toSorted((a, b) => a - b)
    },
    onChange: ({ range }) => {
      if (range && (range.startIndex !== view.first || range.endIndex !== view.last))
        setView({ first: range.startIndex, last: range.endIndex })
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
    rowAt: windows.rowAt,
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
  const loaded = items.flatMap((item) => {
    const row = windows.rowAt(item.index)
    return row === undefined ? [] : [{ item, row }]
  })
  const table = useTable({ features, columns, data: loaded.map(({ row }) => row), getRowId: rowId })
  const models = table.getRowModel().rows
  const modelAt = new Map(loaded.map(({ item }, at) => [item.index, models[at]]))
  const late = useLate(loaded.length < items.length)
  const lead = picks ? 1 : 0
  const tracks = [...(picks ? ['28px'] : []), ...columns.map((column) => column.meta?.track ?? '1fr')].join(
    ' ',
  )
  const gridStyle: CSSProperties & Record<'--tracks', string> = { '--tracks': tracks }
  const tabStop = items.some((item) => item.index === active) ? active : (items[0]?.index ?? 0)

  const lastPick = useRef<number | null>(null)
  /** Picks or unpicks a row; with Shift, all that are loaded from the row picked last to this one. */
  function pick(index: number, range: boolean): void {
    const row = windows.rowAt(index)
    if (row === undefined || !picks) return
    const from = range ? (lastPick.current ?? index) : index
    lastPick.current = index
    const step = from <= index ? 1 : -1
    const rows: Row[] = []
    for (let at = from; at !== index + step; at += step) {
      const each = windows.rowAt(at)
      if (each !== undefined) rows.push(each)
    }
    picks.onPick(rows, !picks.isPicked(row))
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return
    const row = windows.rowAt(active)
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
    const next = rowAfterKey(event.key, { active, count: windows.count, page })
    if (next === null) return
    event.preventDefault()
    target.current = next
    setActive(next)
    virtualizer.scrollToIndex(next)
  }

  if (windows.error) {
    return (
      <FailureNotice
        className="m-6"
        title={t('listFailed')}
        failure={failureOf(windows.error)}
        onRetry={windows.retry}
      />
    )
  }
  const nothing = windows.count === 0 && !windows.waiting && source.total === 0
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto overscroll-contain [contain:strict]">
      <table
        role="grid"
        aria-labelledby={captionId}
        aria-rowcount={windows.count + 1}
        aria-colcount={columns.length + lead}
        className="block min-w-max"
        style={gridStyle}
        onKeyDown={onKeyDown}
      >
        <caption id={captionId} className="sr-only">
          {caption}
        </caption>
        <Header table={table} sort={sort} onSort={onSort} lead={picks?.heading} />
        <tbody role="rowgroup" className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const model = modelAt.get(item.index)
            const chosen = selected !== undefined && model?.id === selected
            return (
              <tr
                key={item.index}
                role="row"
                data-row={item.index}
                data-id={model?.id}
                aria-rowindex={item.index + 2}
                aria-selected={onOpen ? chosen : undefined}
                aria-busy={model === undefined}
                tabIndex={item.index === tabStop ? 0 : -1}
                onFocus={() => setActive(item.index)}
                onClick={() => {
                  if (model) onOpen?.(model.original)
                }}
                className={cx(
                  'absolute inset-x-0 top-0 grid items-center border-b border-line px-6 -outline-offset-2 hover:bg-hover',
                  chosen && 'bg-selected',
                )}
                style={{
                  height: rowHeight,
                  transform: `translateY(${item.start}px)`,
                  gridTemplateColumns: 'var(--tracks)',
                }}
              >
                {picks && (
                  <td role="gridcell" aria-colindex={1}>
                    {model && (
                      <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={picks.label(model.original)}
                        checked={picks.isPicked(model.original)}
                        className="size-4 align-middle accent-accent"
                        onClick={(event) => {
                          event.stopPropagation()
                          pick(item.index, event.shiftKey)
                        }}
                        // React needs to know that the click above is what changes it.
                        onChange={() => undefined}
                      />
                    )}
                  </td>
                )}
                {model ? (
                  model.getAllCells().map((cell, column) => (
                    <td
                      key={cell.id}
                      role="gridcell"
                      aria-colindex={column + 1 + lead}
                      className={cx(
                        'min-w-0 truncate pr-4',
                        cell.column.columnDef.meta?.align === 'end' && 'text-right',
                      )}
                    >
                      <table.FlexRender cell={cell} />
                    </td>
                  ))
                ) : (
                  <td role="gridcell" aria-colindex={1 + lead} className="pr-4">
                    {late && <Skeleton className="h-3" />}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      {windows.waiting && <SkeletonRows rowHeight={rowHeight} />}
      {nothing && empty}
    </div>
  )
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
