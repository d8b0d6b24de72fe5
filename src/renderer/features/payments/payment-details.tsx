import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { useAccount } from '../../lib/session.ts'
import { MetadataSection, RawSection } from '../../objects/object-sections.tsx'
import { PaymentStatus } from '../../objects/payment-status.tsx'
import { Timeline } from '../../objects/timeline.tsx'
import { knownWord } from '../../objects/words/use-word.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { MethodSection } from './method-section.tsx'
import { MoneySection } from './money-section.tsx'
import { paymentQuery } from './queries.ts'
import { DisputesSection, RefundsSection } from './related-sections.tsx'
import { RelatedSection } from './related-objects.tsx'
import { Summary } from './summary.tsx'

interface Props {
  readonly id: string
  readonly actions: (payment: PaymentDetail) => ReactNode
}

/** Everything known about one payment, the same in the panel and on its page. */
export function PaymentDetails({ id, actions }: Props) {
  const { t } = useTranslation('payments')
  const { data, error, refetch } = useQuery(paymentQuery(useAccount().id, id))
  if (error)
    return <FailureNotice title={t('notFound')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={9} />
  const { row } = data
  return (
    <article>
      <header className="space-y-3 pb-5">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 className="text-hero font-semibold">
            <Money value={row.amount} />
          </h2>
          <PaymentStatus status={row.status} rawStatus={row.rawStatus} />
        </div>
        <div className="flex flex-wrap items-start gap-2">{actions(data)}</div>
        <FailureReason payment={data} />
      </header>
      <Summary payment={data} />
      <MoneySection payment={data} />
      <Section title={t('timeline')}>
        <Timeline entries={data.timeline} />
      </Section>
      <RefundsSection refunds={data.refunds} />
      <DisputesSection disputes={data.disputes} />
      <MethodSection payment={data} />
      <MetadataSection metadata={data.metadata} />
      <RelatedSection raw={data.raw} />
      <RawSection raw={data.raw} />
      <p className="text-small text-ink-2">
        <FreshnessStamp freshness={data.freshness} />
      </p>
    </article>
  )
}

function FailureReason({ payment }: { readonly payment: PaymentDetail }) {
  const { t, i18n } = useTranslation('payments')
  const { outcome, row } = payment
  const said = outcome?.failureMessage ?? (row.status === 'failed' ? outcome?.sellerMessage : null)
  const code = outcome?.declineCode ?? row.failureCode
  if (!said && code === null) return null
  const word = code === null ? null : knownWord(i18n.language, 'decline', code)
  const meaning = code === null ? null : knownWord(i18n.language, 'declineMeaning', code)
  return (
    <p className="max-w-prose text-ink-2">
      <span className="font-medium text-failed">{word ?? t('failedBecause')}</span>{' '}
      {meaning ?? <span lang="en">{said}</span>}{' '}
      {code !== null && (
        <code className="font-mono text-small" title={said ?? undefined}>
          {code}
        </code>
      )}
    </p>
  )
}
