import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { PaymentStatus } from '../../objects/payment-status.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { numberText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'

/** What waits for a person, and the newest payments. */
export function Activity({ account }: { readonly account: string }) {
  const { t } = useTranslation('overview')
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('overview', account, 'activity'),
    queryFn: async () => await api.overview.activity({ account }),
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

interface AttentionProps {
  readonly needsResponse: number
  readonly refundsPending: number
  readonly operationsUnresolved: number
}

function Attention({ needsResponse, refundsPending, operationsUnresolved }: AttentionProps) {
  const { t } = useTranslation('overview')
  const { locale } = useEnvironment()
  const counted = (count: number) => ({ count, formatted: numberText(count, locale) })
  const look = 'block rounded-md px-2 py-1.5 -mx-2 hover:bg-hover'
  if (needsResponse + refundsPending + operationsUnresolved === 0)
    return <p className="text-ink-2">{t('nothingWaits')}</p>
  return (
    <ul>
      {operationsUnresolved > 0 && (
        <li>
          <Link to="/operations" search={{ state: ['unknown', 'needs_person', 'sending'] }} className={look}>
            {t('operationsUnresolved', counted(operationsUnresolved))}
          </Link>
        </li>
      )}
      {needsResponse > 0 && (
        <li>
          <Link to="/payments" search={{ status: ['disputed'] }} className={look}>
            {t('needsResponse', counted(needsResponse))}
          </Link>
        </li>
      )}
      {refundsPending > 0 && (
        <li>
          <Link to="/refunds" search={{ status: ['pending'] }} className={look}>
            {t('refundsPending', counted(refundsPending))}
          </Link>
        </li>
      )}
    </ul>
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
            <td className="truncate pr-4">{payment.customerName ?? payment.customerEmail}</td>
            <td className="w-32 text-right text-ink-2">
              <Time at={payment.created} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
