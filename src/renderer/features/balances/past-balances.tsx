import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TransactionHistory } from '../../../shared/features/balances/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { timeText } from '../../ui/format.ts'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { BalanceCard, CardRow, Figure, Line } from './balance-card.tsx'
import { CourseLine, useCourses } from './course.tsx'

interface Props {
  readonly account: string
  /** Seconds UTC. */
  readonly at: number
  readonly onNow: () => void
}

/** What the account held at a moment of the past, with the way back to now. */
export function PastBalances({ account, at, onNow }: Props) {
  const { t } = useTranslation('balances')
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('balances', account, 'at', at),
    queryFn: async () => await api.balances.at({ account, at }),
  })
  const courseOf = useCourses(account, at)
  return (
    <>
      <PastBanner
        at={at}
        onNow={onNow}
        history={data?.history}
        knownUntil={data?.freshness.asOf ?? undefined}
      />
      {error && (
        <FailureNotice
          className="mx-6 mb-4"
          title={t('failed')}
          failure={failureOf(error)}
          onRetry={() => void refetch()}
        />
      )}
      {!data && !error && <SkeletonLines count={4} />}
      {data?.balances.length === 0 && <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>}
      {data && data.balances.length > 0 && (
        <CardRow figures={data.balances.map(({ available }) => available)}>
          {data.balances.map(({ currency, available, pending, total }) => {
            const course = courseOf(currency)
            return (
              <BalanceCard key={currency} currency={currency}>
                <dl>
                  <Figure label={t('available')} value={available} />
                  <Line label={t('pending')} value={pending} />
                  <Line label={t('total')} value={total} />
                </dl>
                {course && <CourseLine course={course} />}
              </BalanceCard>
            )
          })}
        </CardRow>
      )}
    </>
  )
}

interface BannerProps {
  readonly at: number
  readonly onNow: () => void
  readonly history: TransactionHistory | undefined
  /** When the mirror last agreed with Stripe, seconds UTC. */
  readonly knownUntil: number | undefined
}

/** Says that this is not now, of when it is, and what these sums may lack. */
function PastBanner({ at, onNow, history, knownUntil }: BannerProps) {
  const { t } = useTranslation('balances')
  const { locale, timeZone } = useEnvironment()
  const when = (seconds: number): string => timeText(seconds, locale, timeZone, 'short')
  const lacks = [
    history?.state === 'unreadable' ? t('past.unreadable') : null,
    history?.state === 'reading'
      ? history.reachedBackTo === null
        ? t('past.reading')
        : t('past.readingBackTo', { when: when(history.reachedBackTo) })
      : null,
    knownUntil !== undefined && at > knownUntil ? t('past.knownUntil', { when: when(knownUntil) }) : null,
  ].filter((text) => text !== null)
  return (
    <div
      role="status"
      className="mx-6 mb-3 flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-pending/40 bg-pending/8 px-3 py-2"
    >
      <History aria-hidden="true" className="size-4 shrink-0 text-pending" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{t('past.title', { when: timeText(at, locale, timeZone, 'exact') })}</p>
        <p className="text-small text-ink-2">{t('past.text')}</p>
        {lacks.map((text) => (
          <p key={text} className="text-small text-pending">
            {text}
          </p>
        ))}
      </div>
      <Button onClick={onNow}>{t('past.back')}</Button>
    </div>
  )
}
