import type { ReactTable, RowData } from '@tanstack/react-table'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cx } from '../class-names.ts'
import type { Features } from './columns.ts'

export interface Sort {
  readonly column: string
  readonly direction: 'asc' | 'desc'
}

interface Props<Row extends RowData> {
  readonly table: ReactTable<Features, Row>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
  /** Names a column of boxes in front. */
  readonly lead: string | undefined
}

/** The sticky header; a sortable column's name is a button. */
export function Header<Row extends RowData>({ table, sort, onSort, lead }: Props<Row>) {
  const { t } = useTranslation('ui')
  return (
    <thead role="rowgroup" className="sticky top-0 z-10 block bg-paper">
      {table.getHeaderGroups().map((group) => (
        <tr
          key={group.id}
          role="row"
          aria-rowindex={1}
          className="grid h-8 items-center border-b border-line-strong px-6 text-small text-ink-2"
          style={{ gridTemplateColumns: 'var(--tracks)' }}
        >
          {lead !== undefined && (
            <th role="columnheader" scope="col" aria-colindex={1}>
              <span className="sr-only">{lead}</span>
            </th>
          )}
          {group.headers.map((header, at) => {
            const meta = header.column.columnDef.meta
            const name = header.column.columnDef.header
            const sorted = meta?.sort !== undefined && sort?.column === meta.sort ? sort.direction : null
            const column = typeof name === 'string' ? name : header.id
            return (
              <th
                key={header.id}
                role="columnheader"
                scope="col"
                aria-colindex={at + (lead === undefined ? 1 : 2)}
                aria-sort={
                  meta?.sort === undefined
                    ? undefined
                    : sorted === 'asc'
                      ? 'ascending'
                      : sorted === 'desc'
                        ? 'descending'
                        : 'none'
                }
                className={cx(
                  'min-w-0 truncate pr-4 font-medium',
                  meta?.align === 'end' ? 'text-right' : 'text-left',
                )}
              >
                {meta?.sort !== undefined && onSort ? (
                  <button
                    type="button"
                    title={t('sortBy', { column })}
                    className="inline-flex max-w-full items-center gap-1 rounded-sm hover:text-ink"
                    onClick={() =>
                      onSort({
                        column: meta.sort ?? header.id,
                        direction: sorted === 'desc' ? 'asc' : 'desc',
                      })
                    }
                  >
                    {meta.align === 'end' && <SortMark direction={sorted} />}
                    <span className="truncate">{column}</span>
                    {meta.align !== 'end' && <SortMark direction={sorted} />}
                  </button>
                ) : (
                  column
                )}
              </th>
            )
          })}
        </tr>
      ))}
    </thead>
  )
}

function SortMark({ direction }: { readonly direction: 'asc' | 'desc' | null }) {
  if (direction === null) return null
  const Icon = direction === 'asc' ? ArrowUp : ArrowDown
  return <Icon aria-hidden="true" className="size-3 shrink-0" />
}
