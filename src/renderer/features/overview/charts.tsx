import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Bucket, Interval } from '../../../shared/features/overview/contract.ts'
import { isUnitKnown, minorUnitDigits } from '../../../shared/money.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText, numberText } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'

const SeriesChart = lazy(
  async () => await import('../../ui/series-chart.tsx').then((m) => ({ default: m.SeriesChart })),
)

interface Props {
  readonly buckets: readonly Bucket[]
  readonly previous: readonly Bucket[]
  readonly interval: Interval
}

/** One question each: how much came in, and how payments ended. */
export function Charts({ buckets, previous, interval }: Props) {
  const { t } = useTranslation('overview')
  const { locale, timeZone } = useEnvironment()
  const label = new Intl.DateTimeFormat(locale, {
    timeZone,
    ...(interval === 'month' ? { year: 'numeric', month: 'short' } : { month: 'short', day: 'numeric' }),
  })
  const currency = buckets[0]?.gross.currency ?? 'usd'
  const name = (bucket: Bucket) => label.format(bucket.start * 1000)
  return (
    <div className="grid grid-cols-2 gap-x-8 pt-5 max-[1000px]:grid-cols-1">
      <Section title={t('howMuch')} className="border-t-0 pt-0">
        <Suspense fallback={<ChartPlace />}>
          <SeriesChart
            title={t('howMuch')}
            axisName={t('from')}
            shape="area"
            labels={buckets.map(name)}
            series={[
              {
                name: t('thisPeriod'),
                look: 'current',
                values: buckets.map((bucket) => bucket.gross.amount),
              },
              {
                name: t('previousPeriod'),
                look: 'previous',
                values: buckets.map((_, at) => previous[at]?.gross.amount ?? null),
              },
            ]}
            format={(amount) => moneyText({ amount, currency }, locale)}
            formatAxis={(amount) => compactMoney(amount, currency, locale)}
          />
        </Suspense>
      </Section>
      <Section title={t('howWell')} className="border-t-0 pt-0">
        <Suspense fallback={<ChartPlace />}>
          <SeriesChart
            title={t('howWell')}
            axisName={t('from')}
            shape="bars"
            labels={buckets.map(name)}
            series={[
              {
                name: t('succeeded'),
                look: 'good',
                values: buckets.map((bucket) => bucket.succeeded),
              },
              { name: t('failed'), look: 'bad', values: buckets.map((bucket) => bucket.failed) },
            ]}
            format={(count) => numberText(count, locale)}
            formatAxis={(count) => new Intl.NumberFormat(locale, { notation: 'compact' }).format(count)}
          />
        </Suspense>
      </Section>
    </div>
  )
}

function compactMoney(amount: number, currency: string, locale: string): string {
  if (!isUnitKnown(currency)) return new Intl.NumberFormat(locale, { notation: 'compact' }).format(amount)
  // An axis label is a rounded reading aid, so that a float does no harm here.
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(amount / 10 ** minorUnitDigits(currency))
}

function ChartPlace() {
  const { t } = useTranslation('overview')
  return (
    <div className="h-60">
      <span className="sr-only">{t('loadingChart')}</span>
    </div>
  )
}
