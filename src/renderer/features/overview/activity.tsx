import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { daysOfPeriod, rangeOfDays } from '../../lib/period.ts'
import { keys } from '../../lib/query-keys.ts'
import { useTimeZone } from '../../lib/session.ts'
import { PaymentStatus } from '../../objects/payment-status.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { Attention, RECENTLY } from './attention.tsx'

/** What waits for a person, and the newest payments. */
export function Activity({ account }: { readonly account: string }) {
  const { t } = useTranslation('overview')
  const timeZone = useTimeZone()
  const { gte: since } = rangeOfDays(daysOfPeriod(RECENTLY, timeZone), timeZone)
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('overview', account, 'activity', since),
    queryFn: async () => await api.overview.activity({ account, since }),
  })
  if (error)
    return (
      <FailureNotice title={t('failedActivity')} failure={failureOf(error)} onRetry={() => void refetch()} />
    )
  if (!data) return <SkeletonLines count={5} />
  return (
    <div className="grid grid-cols-[1fr_2fr] gap-x-8 max-[1000px]:grid-cols-1">
      <Section title={t('attention')}>
        <Attention {...data} />
      </Section>
      <Section
        title={t('recent')}
        aside={
          <Link to="/payments" className="text-accent underline">
            {t('all')}
          </Link>
        }
      >
        <Recent payments={data.recent} />
      </Section>
    </div>
  )
}

function Recent({ payments }: { readonly payments: readonly PaymentRow[] }) {
  const { t } = useTranslation('overview')
  const navigate = useNavigate()
  return (
    <table className="w-full table-fixed">
      <caption className="sr-only">{t('recentCaption')}</caption>
      <thead className="sr-only">
        <tr>
          {(['amount', 'status', 'customer', 'date'] as const).map((name) => (
            <th key={name} scope="col">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <tr
            key={payment.id}
            className="h-8 border-b border-line last:border-0 hover:bg-hover"
            onClick={() => void navigate({ to: '/payments/$payment', params: { payment: payment.id } })}
          >
            <td className="w-40 pr-4 text-right">
              <Link to="/payments/$payment" params={{ payment: payment.id }} className="font-medium">
                <Money value={payment.amount} />
              </Link>
            </td>
            <td className="w-48 truncate pr-4">
              <PaymentStatus status={payment.status} rawStatus={payment.rawStatus} />
            </td>
            <td className="truncate pr-4" title={payment.customerName ?? payment.customerEmail ?? undefined}>
              {payment.customerName ?? payment.customerEmail}
            </td>
            <td className="w-32 text-right text-ink-2">
              <Time at={payment.created} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
