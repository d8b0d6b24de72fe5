import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { disputeStatusSchema } from '../../../shared/features/disputes/contract.ts'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { DisputeStatus } from '../../objects/dispute-status.tsx'
import { RefundStatus } from '../../objects/refund-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'

export function RefundsSection({ refunds }: { readonly refunds: PaymentDetail['refunds'] }) {
  const { t } = useTranslation('payments')
  return (
    <Section title={t('refunds')}>
      {refunds.length === 0 && <p className="text-ink-2">{t('noRefunds')}</p>}
      <ul>
        {refunds.map((refund) => (
          <li
            key={refund.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-1.5 last:border-0"
          >
            <Money value={refund.amount} className="font-medium" />
            <RefundStatus status={refund.status} rawStatus={refund.rawStatus} />
            <Time at={refund.created} />
            <CopyableId id={refund.id} />
            {refund.operation !== null && (
              <Link
                to="/operations"
                search={{ operation: refund.operation }}
                className="text-small text-accent underline"
              >
                {t('madeHere')}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function DisputesSection({ disputes }: { readonly disputes: PaymentDetail['disputes'] }) {
  const { t } = useTranslation('payments')
  const word = useWord()
  if (disputes.length === 0) return null
  return (
    <Section title={t('disputes')}>
      <ul>
        {disputes.map((dispute) => (
          <li key={dispute.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-1.5">
            <Money value={dispute.amount} className="font-medium" />
            <DisputeStatus
              status={disputeStatusSchema.safeParse(dispute.status).data ?? 'unknown'}
              rawStatus={dispute.status}
            />
            <span className="text-ink-2">{word('disputeReason', dispute.reason)}</span>
            {dispute.dueBy !== null && (
              <span>
                {t('dueBy')} <Time at={dispute.dueBy} show="short" />
              </span>
            )}
            <CopyableId id={dispute.id} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
