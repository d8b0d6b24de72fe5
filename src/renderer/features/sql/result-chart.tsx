import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'
import { SeriesChart } from '../../ui/series-chart.tsx'
import type { Answered } from './session.ts'

/** Points that a chart can still show apart. */
const CHARTED = 400

/** The first column of numbers behind the first column. */
export function ResultChart({ result }: { readonly result: Answered }) {
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
      {result.rows.length > CHARTED && (
        <p className="pt-2 text-small text-ink-2">
          {t(result.more ? 'chartedMore' : 'charted', {
            charted: numberText(CHARTED, locale),
            count: result.rows.length,
          })}
        </p>
      )}
    </div>
  )
}
