import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SqlCell } from '../../../shared/features/sql/contract.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { SeriesChart } from '../../ui/series-chart.tsx'
import type { Answered } from './session.ts'

interface Row {
  readonly at: number
  readonly cells: readonly SqlCell[]
}

const column = columnsOf<Row>()
/** Points that a chart can still show apart. */
const CHARTED = 400

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

function ResultChart({ result }: { readonly result: Answered }) {
  const { t } = useTranslation('sql')
  const { locale } = useEnvironment()
  const at = result.columns.findIndex(
    (_, index) =>
      (index > 0 || result.columns.length === 1) && result.rows.some((row) => typeof row[index] === 'number'),
  )
  if (at < 0) return <EmptyState title={t('noChart')} />
  const rows = result.rows.slice(0, CHARTED)
  const name = result.columns[at] ?? ''
  return (
    <div className="p-6">
      <SeriesChart
        title={name}
        axisName={result.columns[0] ?? ''}
        shape="bars"
        labels={rows.map((row) => String(row[0] ?? ''))}
        series={[
          {
            name,
            look: 'current',
            values: rows.map((row) => {
              const value = row[at]
              return typeof value === 'number' ? value : null
            }),
          },
        ]}
        format={(value) => numberText(value, locale)}
        formatAxis={(value) => numberText(value, locale)}
      />
    </div>
  )
}
