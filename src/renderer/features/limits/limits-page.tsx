import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Limit, LimitChange, LimitsState } from '../../../shared/features/limits/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { durationText } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { LimitDialog } from './limit-dialog.tsx'
import { isDuration, useLimitWords } from './limit-words.ts'

interface Editing {
  readonly limit: Limit | null
  readonly removing: boolean
}

/** What may be sent for the account on screen: caps, thresholds, and the looser ones that wait. */
export function LimitsPage({ tabs }: { readonly tabs: ReactNode }) {
  const { t } = useTranslation('limits')
  const account = useAccount().id
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('limits', account, 'state'),
    queryFn: async () => await api.limits.state({ account }),
  })
  const [editing, setEditing] = useState<Editing | null>(null)
  return (
    <Page
      title={t('title')}
      actions={
        <Button look="primary" onClick={() => setEditing({ limit: null, removing: false })}>
          {t('add')}
        </Button>
      }
    >
      {tabs}
      <p className="max-w-3xl pb-4 text-ink-2">{t('intro')}</p>
      {error && (
        <FailureNotice title={t('readFailed')} failure={failureOf(error)} onRetry={() => void refetch()} />
      )}
      {!data && !error && <SkeletonLines count={6} />}
      {data && (
        <>
          <Active state={data} onEdit={setEditing} />
          <Pending account={account} changes={data.pending} />
          <Timing state={data} onEdit={setEditing} />
          {editing && <LimitDialog state={data} {...editing} onClose={() => setEditing(null)} />}
        </>
      )}
    </Page>
  )
}

interface PartProps {
  readonly state: LimitsState
  readonly onEdit: (editing: Editing) => void
}

function Active({ state, onEdit }: PartProps) {
  const { t } = useTranslation('limits')
  const words = useLimitWords()
  const shown = state.active.filter(({ limit }) => !isDuration(limit.measure))
  return (
    <Section title={t('active')}>
      {shown.length === 0 ? (
        <p className="text-ink-2">{t('none')}</p>
      ) : (
        <table className="w-full">
          <caption className="sr-only">{t('caption')}</caption>
          <thead className="text-left text-small text-ink-2">
            <tr>
              {(['measure', 'kind', 'value', 'since', 'actions'] as const).map((name) => (
                <th
                  key={name}
                  scope="col"
                  className={`py-1 pr-4 font-medium ${name === 'value' ? 'text-right' : ''}`}
                >
                  <span className={name === 'actions' ? 'sr-only' : ''}>{t(`column.${name}`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id, limit, ...change }) => (
              <tr key={id} className="border-t border-line align-baseline">
                <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                  {t(`measures.${limit.measure}`)}
                </th>
                <td className="py-1.5 pr-4">{words.kind(limit.kind)}</td>
                <td className="tabular py-1.5 pr-4 text-right font-medium">{words.value(limit)}</td>
                <td className="py-1.5 pr-4 text-ink-2">
                  <Time at={change.effectiveAt} /> <Authors change={{ id, limit, ...change }} />
                </td>
                <td className="py-1 text-right whitespace-nowrap">
                  <Button look="quiet" onClick={() => onEdit({ limit, removing: false })}>
                    {t('change')}
                  </Button>
                  <Button look="quiet" onClick={() => onEdit({ limit, removing: true })}>
                    {t('remove')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Authors({ change }: { readonly change: LimitChange }) {
  const { t } = useTranslation('limits')
  return (
    <>
      {t('by', { name: change.operator })}
      {change.approver !== null && `, ${t('approvedBy', { name: change.approver })}`}
    </>
  )
}

interface PendingProps {
  readonly account: string
  readonly changes: readonly LimitChange[]
}

function Pending({ account, changes }: PendingProps) {
  const { t } = useTranslation('limits')
  const client = useQueryClient()
  const words = useLimitWords()
  const withdraw = useMutation({
    mutationFn: async (change: number) => await api.limits.withdraw({ account, change }),
    onSuccess: (next) => client.setQueryData(keys.of('limits', account, 'state'), next),
  })
  if (changes.length === 0) return null
  return (
    <Section title={t('pending')}>
      <p className="pb-2 text-ink-2">{t('pendingText')}</p>
      {withdraw.error && <FailureNotice title={t('failed')} failure={failureOf(withdraw.error)} />}
      <ul>
        {changes.map((change) => (
          <li
            key={change.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-1.5 last:border-0"
          >
            <span>{t(`measures.${change.limit.measure}`)}</span>
            <span className="text-ink-2">{words.kind(change.limit.kind)}</span>
            <span className="tabular font-medium">{words.value(change.limit)}</span>
            <span className="text-pending">
              {t('holdsFrom')} <Time at={change.effectiveAt} />
            </span>
            <span className="text-ink-2">
              <Authors change={change} />
            </span>
            <span className="flex-1" />
            <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate(change.id)}>
              {t('withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Timing({ state, onEdit }: PartProps) {
  const { t } = useTranslation('limits')
  const { locale } = useEnvironment()
  const edit = (measure: 'hold_seconds' | 'raise_delay_seconds', value: number) =>
    onEdit({ limit: { kind: 'any', measure, currency: null, value }, removing: false })
  return (
    <Section title={t('timing')}>
      <ul className="space-y-1">
        <li className="flex items-center justify-between gap-4">
          {t('timingHold', { duration: durationText(state.holdSeconds, locale) })}
          <Button look="quiet" onClick={() => edit('hold_seconds', state.holdSeconds)}>
            {t('change')}
          </Button>
        </li>
        <li className="flex items-center justify-between gap-4">
          {t('timingRaise', { duration: durationText(state.raiseDelaySeconds, locale) })}
          <Button look="quiet" onClick={() => edit('raise_delay_seconds', state.raiseDelaySeconds)}>
            {t('change')}
          </Button>
        </li>
      </ul>
    </Section>
  )
}
