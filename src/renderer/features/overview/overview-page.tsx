import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { daysOfPreset, presets, rangeOfDays, today } from '../../lib/period.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Page } from '../../ui/page.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Activity } from './activity.tsx'
import { Balances } from './balances.tsx'
import { Charts } from './charts.tsx'
import { FigureCards } from './figure-cards.tsx'
import type { OverviewSearch } from './search.ts'

interface Props {
  readonly search: OverviewSearch
  readonly onSearch: (search: OverviewSearch) => void
}

/** How business goes: balances, figures against the period before, two charts, and what waits for a person. */
export function OverviewPage({ search, onSearch }: Props) {
  const { t } = useTranslation(['overview', 'filters'])
  const account = useAccount()
  const timeZone = useTimeZone()
  const currencies = useQuery({
    queryKey: keys.of('payments', account.id, 'currencies'),
    queryFn: async () => await api.payments.currencies({ account: account.id }),
  })
  // Amounts of unknown currencies are never added up.
  const known = currencies.data?.filter((code) => code !== UNKNOWN_CURRENCY)
  const currency = search.currency ?? known?.[0]
  const period = search.period ?? 'last30'
  const interval = search.interval ?? (period === 'this_year' || period === 'last12m' ? 'month' : 'day')
  const { gte, lt } = rangeOfDays(daysOfPreset(period, today(timeZone)), timeZone)
  const question = { account: account.id, currency: currency ?? 'usd', from: gte, to: lt, interval, timeZone }
  const figures = useQuery({
    queryKey: keys.of('overview', account.id, 'figures', question),
    queryFn: async () => await api.overview.figures(question),
    enabled: currency !== undefined,
    placeholderData: (before) => before,
  })

  return (
    <Page
      title={t('overview:title')}
      actions={
        <>
          {currency !== undefined && (
            <Select
              label={t('overview:currency')}
              value={currency}
              onChange={(next) => onSearch({ ...search, currency: next })}
              options={(known ?? [currency]).map((code) => ({
                value: code,
                label: code.toUpperCase(),
              }))}
            />
          )}
          <Select
            label={t('overview:range')}
            value={period}
            onChange={(next) => onSearch({ ...search, period: next, interval: undefined })}
            options={presets.map((value) => ({ value, label: t(`filters:preset.${value}`) }))}
          />
          <Segmented
            label={t('overview:interval')}
            value={interval}
            onChange={(next) => onSearch({ ...search, interval: next })}
            options={(['day', 'week', 'month'] as const).map((value) => ({
              value,
              label: t(`overview:intervals.${value}`),
            }))}
          />
        </>
      }
    >
      <Balances account={account.id} />
      {figures.error && (
        <FailureNotice
          title={t('overview:failedFigures')}
          failure={failureOf(figures.error)}
          onRetry={() => void figures.refetch()}
        />
      )}
      {currencies.data?.length === 0 && (
        <EmptyState title={t('overview:noPayments')}>{t('overview:noPaymentsHint')}</EmptyState>
      )}
      {figures.isLoading && <SkeletonLines count={6} />}
      {figures.data && (
        <>
          <FigureCards total={figures.data.total} previous={figures.data.previous} />
          <Charts
            buckets={figures.data.buckets}
            previous={figures.data.previousBuckets}
            interval={interval}
          />
          <p className="pb-4 text-right text-small text-ink-2">
            <FreshnessStamp freshness={figures.data.freshness} />
          </p>
        </>
      )}
      <Activity account={account.id} />
    </Page>
  )
}
