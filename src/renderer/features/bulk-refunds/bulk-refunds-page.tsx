import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkBatch, BulkSource } from '../../../shared/features/bulk-refunds/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { carriedSelection, carrySelection } from '../../lib/selection.ts'
import { useAccount } from '../../lib/session.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { DryRun } from './dry-run.tsx'
import { SourceChoice } from './source-choice.tsx'
import { useBatchName, useTotalsText } from './totals.tsx'

function selected(): BulkSource | null {
  const targets = carriedSelection()
  return targets.length === 0 ? null : { type: 'selection', targets, reason: null }
}

/** Refunds of many payments: choosing them, the dry run, and what became of earlier batches. */
export function BulkRefundsPage() {
  const { t } = useTranslation('bulk-refunds')
  const navigate = useNavigate()
  const account = useAccount().id
  const [source, setSource] = useState<BulkSource | null>(selected)
  return (
    <Page title={t('title')}>
      <p className="max-w-3xl pb-4 text-ink-2">{t('intro')}</p>
      {source === null ? (
        <SourceChoice onSource={setSource} />
      ) : (
        <DryRun
          account={account}
          source={source}
          onStartOver={() => {
            carrySelection([])
            setSource(null)
          }}
          onStarted={({ id }) => {
            carrySelection([])
            void navigate({ to: '/bulk-refunds/$batch', params: { batch: id } })
          }}
        />
      )}
      <Batches account={account} />
    </Page>
  )
}

const tones: Readonly<Record<BulkBatch['state'], Tone>> = {
  ready: 'waiting',
  running: 'pending',
  paused: 'disputed',
  canceled: 'canceled',
  finished: 'succeeded',
}

export function BatchState({ state }: Pick<BulkBatch, 'state'>) {
  const { t } = useTranslation('bulk-refunds')
  return <Status tone={tones[state]}>{t(`states.${state}`)}</Status>
}

const MOST_BATCHES = 100

function Batches({ account }: { readonly account: string }) {
  const { t } = useTranslation('bulk-refunds')
  const totalsText = useTotalsText()
  const batchName = useBatchName()
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('bulkRefunds', account, 'list'),
    queryFn: async () => await api.bulkRefunds.list({ account, limit: MOST_BATCHES }),
  })
  return (
    <Section title={t('batches')}>
      {error && <FailureNotice failure={failureOf(error)} onRetry={() => void refetch()} />}
      {data?.rows.length === 0 && <EmptyState title={t('noBatches')} />}
      {data && data.rows.length > 0 && (
        <table className="w-full">
          <caption className="sr-only">{t('batchesCaption')}</caption>
          <thead className="text-left text-small text-ink-2">
            <tr>
              {(['name', 'state', 'progress', 'totals', 'started', 'by'] as const).map((name) => (
                <th key={name} scope="col" className="py-1 pr-4 font-medium">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.map((batch) => (
              <tr key={batch.id} className="border-t border-line">
                <th scope="row" className="max-w-64 truncate py-1.5 pr-4 text-left font-normal">
                  <Link
                    to="/bulk-refunds/$batch"
                    params={{ batch: batch.id }}
                    className="text-accent underline"
                  >
                    {batchName(batch)}
                  </Link>
                </th>
                <td className="py-1.5 pr-4">
                  <BatchState state={batch.state} />
                </td>
                <td className="tabular py-1.5 pr-4">
                  {t('done', { done: settledOf(batch), all: batch.rows })}
                </td>
                <td className="tabular py-1.5 pr-4">{totalsText(batch.totals)}</td>
                <td className="py-1.5 pr-4">
                  <Time at={batch.createdAt} />
                </td>
                <td className="py-1.5">{batch.operator}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

/** Rows that are over, one way or another. */
export function settledOf({ counts }: BulkBatch): number {
  return counts.done + counts.failed + counts.unresolved + counts.canceled
}
