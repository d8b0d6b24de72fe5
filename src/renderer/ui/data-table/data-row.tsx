import { FlexRender, type Row, type RowData } from '@tanstack/react-table'
import { memo } from 'react'
import { cx } from '../class-names.ts'
import { Skeleton } from '../skeleton.tsx'
import type { Features } from './columns.ts'

interface DataRowProps<Data extends RowData> {
  /** Undefined where its window is still to be waited for. */
  readonly model: Row<Features, Data> | undefined
  /** The columns; they are in the model too, but a row is drawn anew only when what it is given changes. */
  readonly columns: readonly unknown[]
  readonly index: number
  /** Pixels from the top of the list, where it does not follow the row before it. */
  readonly apart: number | undefined
  /** Undefined where rows cannot be opened. */
  readonly chosen: boolean | undefined
  readonly tabStop: boolean
  /** The accessible name of its box; undefined where rows cannot be picked. */
  readonly pickLabel: ((row: Data) => string) | undefined
  readonly picked: boolean
}

function Line<Data extends RowData>(props: DataRowProps<Data>) {
  const { model, index, apart, chosen, tabStop, pickLabel, picked } = props
  const lead = pickLabel === undefined ? 0 : 1
  return (
    <tr
      role="row"
      data-row={index}
      data-id={model?.id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      aria-busy={model === undefined}
      tabIndex={tabStop ? 0 : -1}
      className={cx(
        'grid h-(--row) grid-cols-(--tracks) items-center border-b border-line px-6 -outline-offset-2 [contain:strict] hover:bg-hover',
        apart !== undefined && 'absolute inset-x-0 top-0',
        chosen && 'bg-selected',
      )}
      // Only here: with a style of their own for each row the browser works out the style of every cell anew.
      style={apart === undefined ? undefined : { transform: `translateY(${apart}px)` }}
    >
      {lead === 1 && (
        <td role="gridcell" aria-colindex={1}>
          {model && (
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={pickLabel?.(model.original)}
              checked={picked}
              className="size-4 align-middle accent-accent"
              // React needs to know that the table's own handler of clicks is what changes it.
              onChange={() => undefined}
            />
          )}
        </td>
      )}
      {model ? (
        model.getAllCells().map((cell, column) => (
          <td
            key={cell.column.id}
            role="gridcell"
            aria-colindex={column + 1 + lead}
            className={cx(
              'min-w-0 truncate pr-4',
              cell.column.columnDef.meta?.align === 'end' && 'text-right',
            )}
          >
            <FlexRender cell={cell} />
          </td>
        ))
      ) : (
        <td role="gridcell" aria-colindex={1 + lead} className="pr-4">
          <Skeleton className="h-3" />
        </td>
      )}
    </tr>
  )
}

/** One row of a list. Its clicks and keys are the table's. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- memo forgets the type parameter
export const DataRow = memo(Line) as typeof Line
