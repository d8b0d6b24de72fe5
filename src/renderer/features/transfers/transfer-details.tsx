import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TransferDetail } from '../../../shared/features/transfers/contract.ts'
import { knownMoney, subtract } from '../../../shared/money.ts'
import { useAccount } from '../../lib/session.ts'
import { OpenConnectedAccount } from '../../objects/connected-account.tsx'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MetadataSection, RawSection } from '../../objects/object-sections.tsx'
import { Timeline } from '../../objects/timeline.tsx'
import { TransferStatus } from '../../objects/transfer-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { Time } from '../../ui/time.tsx'
import { transferQuery } from './queries.ts'
import { ReverseTransfer } from './reverse-transfer.tsx'

/** One transfer: to whom, from what, what came back, and taking more of it back. */
export function TransferDetails({ id }: { readonly id: string }) {
  const { t } = useTranslation('transfers')
  const account = useAccount()
  const { data, error, refetch } = useQuery(transferQuery(account.id, id))
  if (error)
    return <FailureNotice title={t('notFound')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={8} />
  const { transfer } = data
  const amount = knownMoney(transfer.amount)
  const left = amount && subtract(amount, transfer.amountReversed)
  return (
    <article>
      <header className="space-y-3 pb-5">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 className="text-hero font-semibold">
            <Money value={transfer.amount} />
          </h2>
          <TransferStatus status={transfer.status} />
        </div>
        <div className="flex flex-wrap items-start gap-2">
          <ActionButton
            label={t('reverse')}
            obstacle={left?.amount === 0 ? t('nothingLeft') : null}
            moves={transfer.amount}
            permission={/transfer_write/}
            dialog={(close) => <ReverseTransfer account={account.id} transfer={transfer} onClose={close} />}
          />
          {transfer.destination !== null && <OpenConnectedAccount stripeAccount={transfer.destination} />}
        </div>
      </header>
      <Facts detail={data} />
      <Section title={t('money')}>
        <Figures>
          <Figure label={t('transferred')} value={transfer.amount} />
          {transfer.amountReversed.amount > 0 && (
            <Figure label={t('takenBack')} value={transfer.amountReversed} />
          )}
          {left && <Figure label={t('left')} value={left} strong />}
        </Figures>
      </Section>
      <Reversals detail={data} />
      <Section title={t('timeline')}>
        <Timeline entries={data.timeline} />
      </Section>
      <MetadataSection metadata={data.metadata} />
      <RawSection raw={[{ object: 'transfer', id: transfer.id, json: data.raw }]} />
      <p className="text-small text-ink-2">
        <FreshnessStamp freshness={data.freshness} />
      </p>
    </article>
  )
}

function Facts({ detail }: { readonly detail: TransferDetail }) {
  const { t } = useTranslation('transfers')
  const word = useWord()
  const { transfer, destinationPayment, balanceTransaction, sourceType } = detail
  return (
    <Section title={t('detail')}>
      <SummaryGrid>
        <Fact label={t('made')}>
          <Time at={transfer.created} show="short" />
        </Fact>
        {transfer.destination !== null && (
          <Fact label={t('destination')}>
            {transfer.destinationName !== null && (
              <span className="block break-words">{transfer.destinationName}</span>
            )}
            <CopyableId id={transfer.destination} />
          </Fact>
        )}
        {destinationPayment !== null && (
          <Fact label={t('destinationPayment')}>
            <CopyableId id={destinationPayment} />
          </Fact>
        )}
        {transfer.sourceTransaction !== null && (
          <Fact label={t('source')}>
            <Link
              to="/payments/$payment"
              params={{ payment: transfer.sourceTransaction }}
              className="font-mono text-small text-accent underline"
            >
              {transfer.sourceTransaction}
            </Link>
          </Fact>
        )}
        {transfer.transferGroup !== null && <Fact label={t('group')}>{transfer.transferGroup}</Fact>}
        {transfer.description !== null && <Fact label={t('column.description')}>{transfer.description}</Fact>}
        {sourceType !== null && <Fact label={t('sourceType')}>{word('source', sourceType)}</Fact>}
        {balanceTransaction !== null && (
          <Fact label={t('balanceTransaction')}>
            <CopyableId id={balanceTransaction} />
          </Fact>
        )}
        <Fact label="Id">
          <CopyableId id={transfer.id} />
        </Fact>
        {transfer.operation !== null && (
          <Fact label={t('madeHere')}>
            <Link
              to="/operations"
              search={{ operation: transfer.operation }}
              className="text-accent underline"
            >
              {t('seeOperation')}
            </Link>
          </Fact>
        )}
      </SummaryGrid>
    </Section>
  )
}

function Reversals({ detail }: { readonly detail: TransferDetail }) {
  const { t } = useTranslation('transfers')
  return (
    <Section title={t('reversals')}>
      {detail.reversals.length === 0 && <p className="text-ink-2">{t('noReversals')}</p>}
      <ul>
        {detail.reversals.map((reversal) => (
          <li
            key={reversal.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-1.5 last:border-0"
          >
            <Money value={reversal.amount} className="font-medium" />
            <Time at={reversal.created} />
            <CopyableId id={reversal.id} />
            {reversal.sourceRefund !== null && (
              <span className="text-small text-ink-2">
                {t('byRefund', { refund: reversal.sourceRefund })}
              </span>
            )}
            {reversal.operation !== null && (
              <Link
                to="/operations"
                search={{ operation: reversal.operation }}
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
