import type { RowData } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import type { ListSummary } from '../../../shared/list.ts'
import { DetailPanel } from '../detail-panel.tsx'
import { DataTable, type DataTableProps } from './data-table.tsx'
import { ListFooter } from './list-footer.tsx'

interface Props<Row extends RowData> extends DataTableProps<Row> {
  readonly summary: ListSummary | undefined
  /** The accessible name of the panel beside the list. */
  readonly detailLabel: string
  /** What is open beside the list; null where nothing is. */
  readonly detail: ReactNode
  readonly onCloseDetail: () => void
}

/** A list with what it adds up to below it, and the row that is open in a panel beside it. */
export function ListWithDetail<Row extends RowData>(props: Props<Row>) {
  const { summary, detailLabel, detail, onCloseDetail, ...table } = props
  return (
    <div className="relative flex min-h-0 flex-1 border-t border-line">
      <div className="flex min-w-0 flex-1 flex-col">
        <DataTable {...table} />
        <ListFooter summary={summary} />
      </div>
      {detail !== null && (
        <DetailPanel label={detailLabel} onClose={onCloseDetail}>
          {detail}
        </DetailPanel>
      )}
    </div>
  )
}
