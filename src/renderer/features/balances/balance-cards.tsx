import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CurrencyBalance } from '../../../shared/features/balances/contract.ts'
import { sumOf } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { numberText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Day } from '../../ui/time.tsx'
import { BalanceCard, CardRow, Figure, Line } from './balance-card.tsx'
import { type Course, CourseLine, useCourses } from './course.tsx'

const SHOWN_DAYS = 3

/** What the account holds, one card per currency: available, pending, and when the pending arrives. */
export function BalanceCards({ account }: { readonly account: string }) {
  const { t } = useTranslation('balances')
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('balances', account, 'get'),
    queryFn: async () => await api.balances.get({ account }),
  })
  const courseOf = useCourses(account)
  if (error)
    return <FailureNotice title={t('failed')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={4} />
  if (data.balances.length === 0) return <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
  return (
    <CardRow figures={data.balances.map(({ available }) => available.total)}>
      {data.balances.map((balance) => (
        <LiveCard key={balance.currency} balance={balance} course={courseOf(balance.currency)} />
      ))}
    </CardRow>
  )
}

interface CardProps {
  readonly balance: CurrencyBalance
  readonly course: Course | undefined
}

function LiveCard({ balance, course }: CardProps) {
  const { t } = useTranslation('balances')
  const { available, pending, instantAvailable, connectReserved, currency } = balance
  return (
    <BalanceCard currency={currency}>
      <dl>
        <Figure label={t('available')} value={available.total} />
        <Sources part={available} currency={currency} />
        <Line label={t('pending')} value={pending.total} />
        <Sources part={pending} currency={currency} />
        <Line label={t('total')} value={sumOf(available.total, pending.total)} />
        {instantAvailable && <Line label={t('instant')} value={instantAvailable} />}
        {connectReserved && <Line label={t('reserved')} value={connectReserved} />}
      </dl>
      {course && <CourseLine course={course} />}
      <Arriving arriving={balance.arriving} />
    </BalanceCard>
  )
}

function Sources({
  part,
  currency,
}: {
  readonly part: CurrencyBalance['available']
  readonly currency: string
}) {
  const sources = part.sourceTypes.filter(({ amount }) => amount !== 0)
  if (sources.length < 2) return null
  return sources.map(({ type, amount }) => (
    <div key={type} className="flex justify-between gap-4 pl-3 text-small text-ink-2">
      <dt>{type.replaceAll('_', ' ')}</dt>
      <dd>
        <Money value={{ amount, currency }} alone />
      </dd>
    </div>
  ))
}

function Arriving({ arriving }: Pick<CurrencyBalance, 'arriving'>) {
  const { t } = useTranslation('balances')
  const { locale } = useEnvironment()
  const more = arriving.length - SHOWN_DAYS
  return (
    <div className="mt-2 border-t border-line pt-2 text-small">
      <h3 className="text-label text-ink-2">{t('arriving')}</h3>
      {arriving.length === 0 && <p className="text-ink-2">{t('arrivingNone')}</p>}
      <ul>
        {arriving.slice(0, SHOWN_DAYS).map(({ availableOn, amount }) => (
          <li key={availableOn} className="flex justify-between gap-4">
            <Day at={availableOn} />
            <Money value={amount} alone />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="text-ink-2">
          {t('arrivingMore', { count: more, formatted: numberText(more, locale) })}
        </p>
      )}
    </div>
  )
}
