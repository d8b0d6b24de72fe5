import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PayoutDetail } from '../../../shared/features/payouts/contract.ts'
import { knownMoney } from '../../../shared/money.ts'
import { useAccount } from '../../lib/session.ts'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { MetadataSection, RawSection } from '../../objects/object-sections.tsx'
import { PayoutStatus } from '../../objects/payout-status.tsx'
import { Timeline } from '../../objects/timeline.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { Day, Time } from '../../ui/time.tsx'
import { payoutQuery } from './queries.ts'
import { TransactionsSection } from './transactions-section.tsx'
import { UndoPayout } from './undo-payout.tsx'

/** One payout: where it went, what it paid out, and what can still be done about it. */
export function PayoutDetails({ id }: { readonly id: string }) {
  const { t } = useTranslation('payouts')
  const account = useAccount()
  const word = useWord()
  const { data, error, refetch } = useQuery(payoutQuery(account.id, id))
  if (error)
    return <FailureNotice title={t('notFound')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={8} />
  const { payout } = data
  return (
    <article>
      <header className="space-y-3 pb-5">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 className="text-hero font-semibold">
            <Money value={payout.amount} />
          </h2>
          <PayoutStatus status={payout.status} rawStatus={payout.rawStatus} />
        </div>
        <Actions detail={data} account={account.id} />
        {payout.failureCode !== null && (
          <p className="text-ink-2">
            <span className="font-medium text-failed">{word('payoutFailure', payout.failureCode)}</span>{' '}
            {t('failedBack')}{' '}
            <code className="font-mono text-small" title={data.failureMessage ?? undefined}>
              {payout.failureCode}
            </code>
          </p>
        )}
      </header>
      <Facts detail={data} />
      <TransactionsSection detail={data} />
      <Section title={t('timeline')}>
        <Timeline entries={data.timeline} />
      </Section>
      <MetadataSection metadata={data.metadata} />
      <RawSection raw={[{ object: 'payout', id: payout.id, json: data.raw }]} />
      <p className="text-small text-ink-2">
        <FreshnessStamp freshness={data.freshness} />
      </p>
    </article>
  )
}

function Actions({ detail, account }: { readonly detail: PayoutDetail; readonly account: string }) {
  const { t } = useTranslation('payouts')
  const { payout, canCancel, canReverse } = detail
  const amount = knownMoney(payout.amount)
  const undo = (how: 'cancel' | 'reverse') => (close: () => void) =>
    amount && <UndoPayout how={how} account={account} payout={payout.id} amount={amount} onClose={close} />
  return (
    <div className="flex flex-wrap items-start gap-2">
      <ActionButton
        label={t('cancel')}
        obstacle={canCancel ? null : t('cannotCancel')}
        moves={payout.amount}
        permission={/payout_write/}
        dialog={undo('cancel')}
      />
      {canReverse && (
        <ActionButton
          label={t('reverse')}
          moves={payout.amount}
          permission={/payout_write/}
          dialog={undo('reverse')}
        />
      )}
    </div>
  )
}

function Facts({ detail }: { readonly detail: PayoutDetail }) {
  const { t } = useTranslation('payouts')
  const word = useWord()
  const { payout, sourceType, statementDescriptor, traceId, reversedBy, originalPayout } = detail
  return (
    <Section title={t('detail')}>
      <SummaryGrid>
        <Fact label={t('made')}>
          <Time at={payout.created} show="short" />
        </Fact>
        {payout.arrivalDate !== null && (
          <Fact label={t('arrival')}>
            <Day at={payout.arrivalDate} />
          </Fact>
        )}
        <Fact label={t('method')}>
          {word('payoutMethod', payout.method)}
          {payout.automatic && ` · ${t('automatic')}`}
        </Fact>
        {payout.destination !== null && (
          <Fact label={t('destination')}>
            <CopyableId id={payout.destination} />
          </Fact>
        )}
        {sourceType !== null && <Fact label={t('sourceType')}>{word('source', sourceType)}</Fact>}
        {payout.description !== null && <Fact label={t('column.description')}>{payout.description}</Fact>}
        {statementDescriptor !== null && <Fact label={t('descriptor')}>{statementDescriptor}</Fact>}
        {traceId !== null && (
          <Fact label={t('trace')}>
            <CopyableId id={traceId} />
          </Fact>
        )}
        {detail.reconciliationStatus !== null && (
          <Fact label={t('reconciliation')}>{word('reconciliation', detail.reconciliationStatus)}</Fact>
        )}
        {reversedBy !== null && (
          <Fact label={t('reversedBy')}>
            <PayoutLink id={reversedBy} />
          </Fact>
        )}
        {originalPayout !== null && (
          <Fact label={t('original')}>
            <PayoutLink id={originalPayout} />
          </Fact>
        )}
        <Fact label="Id">
          <CopyableId id={payout.id} />
        </Fact>
        {payout.operation !== null && (
          <Fact label={t('madeHere')}>
            <Link to="/operations" search={{ operation: payout.operation }} className="text-accent underline">
              {t('seeOperation')}
            </Link>
          </Fact>
        )}
      </SummaryGrid>
    </Section>
  )
}

function PayoutLink({ id }: { readonly id: string }) {
  return (
    <Link to="/payouts" search={{ payout: id }} className="font-mono text-small text-accent underline">
      {id}
    </Link>
  )
}
