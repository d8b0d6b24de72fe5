import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import {
  type Operation,
  type OperationState,
  operationStates,
} from '../../../shared/features/operations/contract.ts'
import { operationStanding } from '../../../shared/features/operations/standing.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useActionObstacle } from '../../lib/session.ts'
import { OperationStanding } from '../../objects/operation-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { Button } from '../../ui/button.tsx'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { Time } from '../../ui/time.tsx'
import { CloseOperation } from './close-operation.tsx'
import { en } from './messages.ts'
import { Target } from './target.tsx'

const OPEN: ReadonlySet<OperationState> = new Set(['sending', 'unknown', 'needs_person'])

/** One operation with the evidence of what became of it. */
export function OperationDetails({ id }: { readonly id: string }) {
  const { t } = useTranslation('operations')
  const account = useAccount().id
  const { data, error, refetch } = useQuery({
    queryKey: keys.operation(account, id),
    queryFn: async () => await api.operations.get({ account, id }),
  })
  if (error)
    return <FailureNotice title={t('failed')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={7} />
  return (
    <article>
      <header className="space-y-2 pb-5">
        <div className="flex flex-wrap items-baseline gap-x-4">
          <h2 className="text-hero font-semibold">
            <Money value={data.amount} />
          </h2>
          <OperationStanding operation={data} />
        </div>
        <p>{t(`stateText.${textOf(data)}`)}</p>
        {data.closing && <Closing closing={data.closing} />}
        <div className="flex flex-wrap items-start gap-2">
          {OPEN.has(data.state) && <LookUp operation={data} />}
          {data.state === 'needs_person' && <CloseOperation operation={data} />}
        </div>
      </header>
      <Facts operation={data} />
      <Proof operation={data} />
      <Evidence operation={data} />
    </article>
  )
}

/** What is said of it: of what Stripe has taken on, how that stands. */
function textOf(operation: Operation): OperationState | 'pending' | 'back' {
  const standing = operationStanding(operation)
  return standing === null || standing === 'done' ? operation.state : standing
}

function LookUp({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('operations')
  const client = useQueryClient()
  const obstacle = useActionObstacle()
  const { account, id } = operation
  const lookUp = useMutation({
    mutationFn: async () => await api.operations.lookUp({ account, id }),
    onSuccess: (next) => client.setQueryData(keys.operation(account, id), next),
  })
  return (
    <div className="space-y-2">
      <Button
        look="primary"
        disabled={lookUp.isPending}
        obstacle={obstacle === null ? null : t(`cannotLookUp.${obstacle}`)}
        onClick={() => lookUp.mutate()}
      >
        {lookUp.isPending ? t('lookingUp') : t('lookUp')}
      </Button>
      {lookUp.error && <FailureNotice title={t('lookUpFailed')} failure={failureOf(lookUp.error)} />}
    </div>
  )
}

function Facts({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation(['operations', 'objects'])
  const word = useWord()
  return (
    <Section title={t(`objects:kind.${operation.kind}`)} aside={<TargetLink operation={operation} />}>
      <SummaryGrid>
        <Fact label={t('operations:column.target')}>
          <Target target={operation.target} copyable />
        </Fact>
        {operation.connectedAccount !== null && (
          <Fact label={t('operations:connectedAccount')}>
            <CopyableId id={operation.connectedAccount} />
          </Fact>
        )}
        <Fact label={t('operations:operator')}>{operation.operator}</Fact>
        {operation.result !== null && (
          <Fact label={t('operations:result')}>
            <CopyableId id={operation.result} />
          </Fact>
        )}
        {operation.resultStatus !== null && (
          <Fact label={t('operations:resultStatus')}>{word('status', operation.resultStatus)}</Fact>
        )}
        {operation.reason !== null && (
          <Fact label={t('operations:reason')}>
            {word(operation.kind === 'payment_cancel' ? 'cancellation' : 'refundReason', operation.reason)}
          </Fact>
        )}
        <Fact label={t('operations:ordered')}>
          <Time at={operation.createdAt} show="short" />
        </Fact>
        <Fact label={t('operations:firstSent')}>
          {operation.firstSentAt === null ? (
            t('operations:notSent')
          ) : (
            <Time at={operation.firstSentAt} show="short" />
          )}
        </Fact>
        {operation.settledAt !== null && (
          <Fact label={t('operations:settled')}>
            <Time at={operation.settledAt} show="short" />
          </Fact>
        )}
        <Fact label={t('operations:sends')}>{operation.sends}</Fact>
        <Fact label={t('operations:key')}>
          <CopyableId id={operation.idempotencyKey} />
        </Fact>
        <Fact label={t('operations:id')}>
          <CopyableId id={operation.id} />
        </Fact>
      </SummaryGrid>
    </Section>
  )
}

/** Where the object acted on is shown, for kinds that act on one we show. */
function TargetLink({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('operations')
  const { kind, target, result } = operation
  const look = 'text-accent underline'
  switch (kind) {
    case 'refund':
    case 'capture':
    case 'payment_cancel':
      return (
        <Link to="/payments/$payment" params={{ payment: target }} className={look}>
          {t('openTarget')}
        </Link>
      )
    case 'payout':
    case 'payout_cancel':
    case 'payout_reversal':
      return (
        <Link
          to="/payouts"
          search={kind === 'payout' ? { payout: result ?? undefined } : { payout: target }}
          className={look}
        >
          {t('openTarget')}
        </Link>
      )
    case 'transfer':
    case 'transfer_reversal':
      return (
        <Link
          to="/transfers"
          search={kind === 'transfer' ? { transfer: result ?? undefined } : { transfer: target }}
          className={look}
        >
          {t('openTarget')}
        </Link>
      )
    case 'dispute_evidence':
    case 'dispute_acceptance':
      return (
        <Link to="/disputes" search={{ dispute: target }} className={look}>
          {t('openTarget')}
        </Link>
      )
    case 'application_fee_refund':
      return (
        <Link
          to="/search"
          search={{ type: 'application_fees', q: `id:"${target}"`, open: target }}
          className={look}
        >
          {t('openTarget')}
        </Link>
      )
  }
}

function Closing({ closing }: { readonly closing: NonNullable<Operation['closing']> }) {
  const { t } = useTranslation('operations')
  return (
    <div className="rounded-md bg-sunken px-3 py-2">
      <p className="font-medium">{t(closing.outcome === 'moved' ? 'closedMoved' : 'closedNotMoved')}</p>
      <p className="whitespace-pre-wrap">{closing.reason}</p>
      <p className="text-small text-ink-2">
        {t('closedBy', { name: closing.operator })} · <Time at={closing.at} show="short" />
      </p>
    </div>
  )
}

function Proof({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('operations')
  const { state, result } = operation
  const how = state === 'proved' || state === 'succeeded' ? state : 'none'
  return (
    <Section title={t('proof')}>
      <p className={how === 'none' ? 'text-ink-2' : ''}>{t(`proofText.${how}`, { result: result ?? '' })}</p>
    </Section>
  )
}

type KnownOutcome = keyof typeof en.outcome

function isKnown(outcome: string): outcome is KnownOutcome {
  return Object.hasOwn(en.outcome, outcome)
}

/** The state an operation was brought to for what was journalled before; null where the outcome is an answer. */
function concluded(outcome: string): OperationState | null {
  return operationStates.find((state) => outcome === `concluded_${state}`) ?? null
}

function useOutcomeText(): (outcome: string) => string {
  const { t } = useTranslation(['operations', 'objects'])
  return (outcome) => {
    const state = concluded(outcome)
    if (state !== null) return t(`objects:operation.${state}`)
    if (outcome.startsWith('aged_')) return t('operations:aged', { status: outcome.slice('aged_'.length) })
    return isKnown(outcome) ? t(`operations:outcome.${outcome}`) : outcome
  }
}

function Evidence({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('operations')
  const outcomeText = useOutcomeText()
  return (
    <Section title={t('evidence')}>
      {operation.answers.length === 0 && <p className="text-ink-2">{t('noEvidence')}</p>}
      <ol className="space-y-2">
        {operation.answers.map((answer, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- the journal only appends
          <li key={at} className="border-b border-line pb-2 last:border-0">
            <p className="flex flex-wrap gap-x-3">
              <span className="font-medium">
                {answer.send > 0
                  ? t('send', { number: answer.send })
                  : t(concluded(answer.outcome) ? 'concluded' : 'lookedUp')}
              </span>
              <span>{outcomeText(answer.outcome)}</span>
              {answer.status !== null && <span className="tabular text-ink-2">HTTP {answer.status}</span>}
              <span className="text-ink-2">
                <Time at={answer.at} show="short" />
              </span>
            </p>
            {answer.error && (
              <p className="text-ink-2">
                <span lang="en">{answer.error.message}</span>{' '}
                <code className="font-mono text-small">{answer.error.code}</code>
              </p>
            )}
            {answer.requestId !== null && <CopyableId id={answer.requestId} />}
          </li>
        ))}
      </ol>
    </Section>
  )
}
