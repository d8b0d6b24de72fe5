import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'

const looks = {
  current: { color: 'var(--accent)', dashed: false },
  previous: { color: 'var(--ink-3)', dashed: true },
  good: { color: 'var(--succeeded)', dashed: false },
  bad: { color: 'var(--failed)', dashed: false },
} as const

export interface Series {
  readonly name: string
  readonly look: keyof typeof looks
  readonly values: readonly (number | null)[]
}

interface Props {
  /** The question the chart answers; its accessible name. */
  readonly title: string
  readonly axisName: string
  readonly shape: 'area' | 'bars'
  readonly labels: readonly string[]
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  readonly formatAxis: (value: number) => string
}

const tick = { fill: 'var(--ink-2)', fontSize: 11 }

/** A chart over time in one unit, with the exact values on hover and in a table behind it. */
export function SeriesChart({ title, axisName, shape, labels, series, format, formatAxis }: Props) {
  const { t } = useTranslation('ui')
  const [asTable, setAsTable] = useState(false)
  const data = labels.map((label, at) => ({
    label,
    ...Object.fromEntries(series.map(({ look, values }) => [look, values[at] ?? null])),
  }))
  return (
    <figure aria-label={title}>
      <div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-small text-ink-2">
        {series.map(({ name, look }) => (
          <span key={look} className="inline-flex items-center gap-1.5">
            <svg aria-hidden="true" width="16" height="4">
              <line
                x1="0"
                x2="16"
                y1="2"
                y2="2"
                stroke={looks[look].color}
                strokeWidth={looks[look].dashed ? 1.5 : 3}
                strokeDasharray={looks[look].dashed ? '3 3' : undefined}
              />
            </svg>
            {name}
          </span>
        ))}
        <span className="flex-1" />
        <button
          type="button"
          aria-pressed={asTable}
          className="rounded-sm text-accent underline"
          onClick={() => setAsTable(!asTable)}
        >
          {t('chartTable')}
        </button>
      </div>
      {asTable ? (
        <ValueTable title={title} axisName={axisName} labels={labels} series={series} format={format} />
      ) : (
        <div className="h-56" aria-hidden="true">
          <ResponsiveContainer width="100%" height="100%">
            <ComposedChart
              data={data}
              // The width of the axis is measured and rounded.
              margin={{ top: 8, right: 8, bottom: 0, left: 1 }}
              accessibilityLayer={false}
            >
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="label"
                tick={tick}
                tickLine={false}
                axisLine={{ stroke: 'var(--line-strong)' }}
                minTickGap={28}
              />
              <YAxis
                tick={tick}
                tickLine={false}
                axisLine={false}
                width="auto"
                tickCount={4}
                tickFormatter={formatAxis}
                allowDecimals={false}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={{ stroke: 'var(--line-strong)', fill: 'var(--hover)' }}
                contentStyle={{
                  background: 'var(--surface)',
                  border: '1px solid var(--line-strong)',
                  borderRadius: 6,
                  boxShadow: 'var(--shadow)',
                  fontSize: 12,
                  fontVariantNumeric: 'tabular-nums',
                }}
                itemStyle={{ color: 'var(--ink)', padding: 0 }}
                formatter={(value) => (typeof value === 'number' ? format(value) : '—')}
              />
              {series.map(({ name, look }) => marks(shape, look, name))}
            </ComposedChart>
          </ResponsiveContainer>
        </div>
      )}
    </figure>
  )
}

function marks(shape: Props['shape'], look: Series['look'], name: string) {
  const { color, dashed } = looks[look]
  if (shape === 'bars')
    return (
      <Bar
        key={look}
        dataKey={look}
        name={name}
        stackId="all"
        fill={color}
        isAnimationActive={false}
        maxBarSize={28}
      />
    )
  if (dashed)
    return (
      <Line
        key={look}
        dataKey={look}
        name={name}
        stroke={color}
        strokeWidth={1.25}
        strokeDasharray="3 3"
        dot={false}
        isAnimationActive={false}
      />
    )
  return (
    <Area
      key={look}
      dataKey={look}
      name={name}
      stroke={color}
      strokeWidth={2}
      fill={color}
      fillOpacity={0.1}
      dot={false}
      isAnimationActive={false}
    />
  )
}

function ValueTable({ title, axisName, labels, series, format }: Omit<Props, 'shape' | 'formatAxis'>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
    <div className="h-56 overflow-y-auto" tabIndex={0} role="group" aria-label={title}>
      <table className="w-full">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-paper text-small text-ink-2">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              {axisName}
            </th>
            {series.map(({ name, look }) => (
              <th key={look} scope="col" className="py-1 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular">
          {labels.map((label, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows are places on the axis
            <tr key={at} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">
                {label}
              </th>
              {series.map(({ look, values }) => {
                const value = values[at]
                return (
                  <td key={look} className="py-1 text-right">
                    {typeof value !== 'number' ? '—' : format(value)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
