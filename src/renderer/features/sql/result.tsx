import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SqlCell } from '../../../shared/features/sql/contract.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { ResultChart } from './result-chart.tsx'
import type { Answered } from './session.ts'

interface Row {
  readonly at: number
  readonly cells: readonly SqlCell[]
}

const column = columnsOf<Row>()

/** The rows of a result as a table, or its first column of numbers as a chart. */
export function ResultView({ result, name }: { readonly result: Answered; readonly name: string }) {
  const { t } = useTranslation('sql')
  const [shown, setShown] = useState<'table' | 'chart'>('table')
  return (
    <>
      <div className="flex items-center gap-4 border-b border-line px-4 py-1.5 text-small text-ink-2">
        <span className="tabular flex-1" role="status">
          {t(result.more ? 'rowsMore' : 'rows', {
            count: result.rows.length,
            milliseconds: result.milliseconds,
          })}
        </span>
        <Segmented
          label={t('show')}
          value={shown}
          options={[
            { value: 'table', label: t('table') },
            { value: 'chart', label: t('chart') },
          ]}
          onChange={setShown}
        />
      </div>
      {shown === 'table' ? <ResultTable result={result} name={name} /> : <ResultChart result={result} />}
    </>
  )
}

function ResultTable({ result, name }: { readonly result: Answered; readonly name: string }) {
  const { t } = useTranslation('sql')
  const rows = useMemo(() => result.rows.map((cells, at) => ({ at, cells })), [result])
  const columns = useMemo(
    () =>
      result.columns.map((header, at) =>
        column.display({
          id: `${at}`,
          header,
          meta: { track: 'minmax(110px, 1fr)' },
          cell: ({ row }) => <Cell value={row.original.cells[at] ?? null} />,
        }),
      ),
    [result],
  )
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      source={{
        key: ['sql', 'rows', name],
        load: (offset, limit) => Promise.resolve(rows.slice(offset, offset + limit)),
        total: rows.length,
      }}
      rowId={(row) => String(row.at)}
      empty={<EmptyState title={t('empty')} />}
    />
  )
}

function Cell({ value }: { readonly value: SqlCell }) {
  if (value === null) return <span className="text-ink-3">NULL</span>
  return (
    <span className="font-mono text-small" title={String(value).slice(0, 500)}>
      {String(value).slice(0, 300)}
    </span>
  )
}
