import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type DisputeDetail, evidenceTextFields } from '../../../shared/features/disputes/contract.ts'
import { knownMoney } from '../../../shared/money.ts'
import { useAccount } from '../../lib/session.ts'
import { DisputeStatus } from '../../objects/dispute-status.tsx'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { MetadataSection, RawSection } from '../../objects/object-sections.tsx'
import { Timeline } from '../../objects/timeline.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { relativeText } from '../../ui/format.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Money } from '../../ui/money.tsx'
import { useNow } from '../../ui/now.ts'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { Time } from '../../ui/time.tsx'
import { AcceptDispute } from './accept-dispute.tsx'
import { disputeQuery } from './queries.ts'
import { SubmitEvidence } from './submit-evidence.tsx'

/** One dispute: what it is about, by when to answer, what was given, and answering or accepting it. */
export function DisputeDetails({ id }: { readonly id: string }) {
  const { t } = useTranslation('disputes')
  const account = useAccount().id
  const { data, error, refetch } = useQuery(disputeQuery(account, id))
  if (error)
    return <FailureNotice title={t('notFound')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={8} />
  const { dispute } = data
  const amount = knownMoney(dispute.amount)
  return (
    <article>
      <header className="space-y-3 pb-5">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 className="text-hero font-semibold">
            <Money value={dispute.amount} />
          </h2>
          <DisputeStatus status={dispute.status} rawStatus={dispute.rawStatus} />
        </div>
        <DueText detail={data} />
        <div className="flex flex-wrap items-start gap-2">
          <ActionButton
            label={t('answer')}
            look="primary"
            obstacle={data.canSubmit ? null : t('closed')}
            moves={dispute.amount}
            permission={/dispute_write/}
            dialog={(close) =>
              amount && <SubmitEvidence account={account} detail={data} amount={amount} onClose={close} />
            }
          />
          {data.canAccept && (
            <ActionButton
              label={t('accept')}
              moves={dispute.amount}
              permission={/dispute_write/}
              dialog={(close) =>
                amount && (
                  <AcceptDispute account={account} dispute={dispute.id} amount={amount} onClose={close} />
                )
              }
            />
          )}
        </div>
      </header>
      <Facts detail={data} />
      <Movements detail={data} />
      <EvidenceSection detail={data} />
      <Section title={t('timeline')}>
        <Timeline entries={data.timeline} />
      </Section>
      <MetadataSection metadata={data.metadata} />
      <RawSection raw={[{ object: 'dispute', id: dispute.id, json: data.raw }]} />
      <p className="text-small text-ink-2">
        <FreshnessStamp freshness={data.freshness} />
      </p>
    </article>
  )
}

function DueText({ detail }: { readonly detail: DisputeDetail }) {
  const { t } = useTranslation('disputes')
  const { locale } = useEnvironment()
  const now = useNow()
  const { dueBy } = detail.dispute
  if (!detail.canSubmit || dueBy === null) return null
  return (
    <p className="font-medium text-disputed">
      {detail.pastDue ? t('pastDue') : t('dueText', { when: relativeText(dueBy, now, locale) })}
    </p>
  )
}

function Facts({ detail }: { readonly detail: DisputeDetail }) {
  const { t } = useTranslation('disputes')
  const { dispute } = detail
  const word = useWord()
  const payment = dispute.payment ?? dispute.charge
  return (
    <Section title={t('detail')}>
      <SummaryGrid>
        <Fact label={t('reason')}>{word('disputeReason', dispute.reason)}</Fact>
        <Fact label={t('opened')}>
          <Time at={dispute.created} show="short" />
        </Fact>
        {dispute.dueBy !== null && (
          <Fact label={t('dueBy')}>
            <Time at={dispute.dueBy} show="short" />
          </Fact>
        )}
        {detail.networkReasonCode !== null && (
          <Fact label={t('networkCode')}>{detail.networkReasonCode}</Fact>
        )}
        <Fact label={t('submissions')}>{detail.submissionCount}</Fact>
        {payment !== null && (
          <Fact label={t('payment')}>
            <Link
              to="/payments/$payment"
              params={{ payment }}
              className="font-mono text-small text-accent underline"
            >
              {payment}
            </Link>
          </Fact>
        )}
        <Fact label="Id">
          <CopyableId id={dispute.id} />
        </Fact>
      </SummaryGrid>
    </Section>
  )
}

function Movements({ detail }: { readonly detail: DisputeDetail }) {
  const { t } = useTranslation('disputes')
  return (
    <Section title={t('movements')}>
      {detail.movements.length === 0 && <p className="text-ink-2">{t('noMovements')}</p>}
      <ul>
        {detail.movements.map((movement) => (
          <li key={movement.id} className="flex flex-wrap gap-x-5 border-b border-line py-1 last:border-0">
            <span>
              <span className="text-ink-2">{t('taken')}</span> <Money value={movement.amount} />
            </span>
            <span>
              <span className="text-ink-2">{t('fee')}</span> <Money value={movement.fee} />
            </span>
            <span>
              <span className="text-ink-2">{t('net')}</span>{' '}
              <Money value={movement.net} className="font-medium" />
            </span>
            <CopyableId id={movement.id} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function EvidenceSection({ detail }: { readonly detail: DisputeDetail }) {
  const { t } = useTranslation('disputes')
  const given = evidenceTextFields.flatMap((field) => {
    const text = detail.evidence[field]
    return text === undefined || text === '' ? [] : [{ field, text }]
  })
  return (
    <Section title={t('evidence')}>
      {given.length === 0 && <p className="text-ink-2">{t('noEvidence')}</p>}
      <dl className="space-y-2">
        {given.map(({ field, text }) => (
          <div key={field}>
            <dt className="text-label text-ink-2">{t(`field.${field}`)}</dt>
            <dd className="whitespace-pre-wrap">{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
