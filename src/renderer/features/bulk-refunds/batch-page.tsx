import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BulkBatch,
  type BulkRow,
  bulkRowStates,
} from '../../../shared/features/bulk-refunds/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { useManyFilter } from '../../objects/list-filters.tsx'
import { Button } from '../../ui/button.tsx'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FailureNotice, useFailureText } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { Money } from '../../ui/money.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { BatchState, settledOf } from './bulk-refunds-page.tsx'
import { useBatchName, useTotalsText } from './totals.tsx'

const tones: Readonly<Record<BulkRow['state'], Tone>> = {
  waiting: 'waiting',
  running: 'pending',
  queued: 'waiting',
  done: 'succeeded',
  failed: 'failed',
  unresolved: 'unknown',
  canceled: 'canceled',
}

const column = columnsOf<BulkRow>()

function useRowColumns() {
  const { t } = useTranslation('bulk-refunds')
  const failureText = useFailureText()
  return useMemo(
    () => [
      column.display({
        id: 'line',
        header: t('line'),
        meta: { track: '72px', align: 'end' },
        cell: ({ row }) => <span className="tabular text-ink-2">{row.original.line}</span>,
      }),
      column.display({
        id: 'amount',
        header: t('amount'),
        meta: { track: 'minmax(152px, 200px)', align: 'end' },
        cell: ({ row }) => <Money value={row.original.amount} className="font-medium" />,
      }),
      column.display({
        id: 'state',
        header: t('state'),
        meta: { track: 'minmax(144px, 176px)' },
        cell: ({ row: { original } }) => (
          <Status tone={tones[original.state]}>{t(`rowStates.${original.state}`)}</Status>
        ),
      }),
      column.display({
        id: 'target',
        header: t('target'),
        meta: { track: 'minmax(160px, 1fr)' },
        cell: ({ row }) => <span className="font-mono text-small">{row.original.target}</span>,
      }),
      column.display({
        id: 'refund',
        header: t('refund'),
        meta: { track: 'minmax(140px, 1fr)' },
        cell: ({ row }) => <span className="font-mono text-small">{row.original.result}</span>,
      }),
      column.display({
        id: 'problem',
        header: t('problemCell'),
        meta: { track: 'minmax(160px, 1.4fr)' },
        cell: ({ row: { original } }) =>
          original.failure === null ? null : (
            <span
              className="text-failed"
              title={original.failure.stripe?.message ?? original.failure.message}
            >
              {failureText(original.failure)}
            </span>
          ),
      }),
    ],
    // oxlint-disable-next-line react/exhaustive-deps -- the failure texts change only with the language, as t does
    [t],
  )
}

/** One batch as it runs: progress, what was refunded, every row, and stopping or going on. */
export function BatchPage({ id }: { readonly id: string }) {
  const { t } = useTranslation('bulk-refunds')
  const account = useAccount().id
  const batchName = useBatchName()
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('bulkRefunds', account, 'get', id),
    queryFn: async () => await api.bulkRefunds.get({ account, batch: id }),
  })
  return (
    <Page
      title={data ? batchName(data) : t('batch')}
      fills
      actions={
        <Link to="/bulk-refunds" className="text-accent underline">
          {t('back')}
        </Link>
      }
    >
      {error && (
        <FailureNotice
          className="mx-6"
          title={t('batchFailed')}
          failure={failureOf(error)}
          onRetry={() => void refetch()}
        />
      )}
      {!data && !error && <SkeletonLines count={5} />}
      {data && <Batch account={account} batch={data} />}
    </Page>
  )
}

interface BatchProps {
  readonly account: string
  readonly batch: BulkBatch
}

function Batch({ account, batch }: BatchProps) {
  const { t } = useTranslation('bulk-refunds')
  const totalsText = useTotalsText()
  const [states, setStates] = useState<readonly BulkRow['state'][] | undefined>()
  const filter = states ? { states } : {}
  const list = async (offset: number, limit: number) =>
    await api.bulkRefunds.rows({ account, batch: batch.id, ...filter, offset, limit })
  const total = useQuery({
    queryKey: keys.of('bulkRefunds', account, 'rows', batch.id, 'head', filter),
    queryFn: async () => (await list(0, 1)).total,
  }).data
  const byState = useManyFilter({
    id: 'state',
    name: t('state'),
    choices: bulkRowStates.map((value) => ({
      value,
      word: t(`rowStates.${value}`),
      label: <Status tone={tones[value]}>{t(`rowStates.${value}`)}</Status>,
    })),
    chosen: states,
    onChange: setStates,
  })
  const settled = settledOf(batch)
  return (
    <>
      <div className="space-y-2 px-6 pb-3">
        <p className="flex flex-wrap items-center gap-x-5 gap-y-1">
          <BatchState state={batch.state} />
          <span className="tabular font-medium">{t('done', { done: settled, all: batch.rows })}</span>
          <span className="tabular">
            <span className="text-ink-2">{t('totals')}</span> {totalsText(batch.totals)}
          </span>
          {batch.refunded.length > 0 && (
            <span className="tabular">
              <span className="text-ink-2">{t('refunded')}</span> {totalsText(batch.refunded)}
            </span>
          )}
          <span className="text-small text-ink-2">
            {batch.operator} · <Time at={batch.createdAt} />
          </span>
        </p>
        <div
          role="progressbar"
          aria-label={t('progress')}
          aria-valuenow={settled}
          aria-valuemin={0}
          aria-valuemax={batch.rows}
          className="h-1 max-w-xl overflow-hidden rounded-full bg-hover"
        >
          <div
            className="h-full bg-accent"
            style={{ width: `${(100 * settled) / Math.max(1, batch.rows)}%` }}
          />
        </div>
        {batch.failure && <FailureNotice title={t('pausedBecause')} failure={batch.failure} />}
        <BatchActions account={account} batch={batch} />
      </div>
      <FilterBar filters={[byState]} onClear={() => setStates(undefined)} />
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">
        <DataTable
          caption={t('resultCaption')}
          columns={useRowColumns()}
          source={{
            key: keys.of('bulkRefunds', account, 'rows', batch.id, filter),
            load: async (offset, limit) => (await list(offset, limit)).rows,
            total,
          }}
          rowId={(row) => row.attempt}
          empty={<EmptyState title={t('all')} />}
        />
      </div>
    </>
  )
}

type Act = 'pause' | 'resume' | 'cancel'

function BatchActions({ account, batch }: BatchProps) {
  const { t } = useTranslation('bulk-refunds')
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: async (how: Act) => await api.bulkRefunds[how]({ account, batch: batch.id }),
    onSuccess: async (next) => {
      client.setQueryData(keys.of('bulkRefunds', account, 'get', batch.id), next)
      await client.invalidateQueries({ queryKey: ['bulkRefunds', account] })
    },
  })
  const save = useMutation({
    mutationFn: async () => await api.bulkRefunds.exportResult({ account, batch: batch.id }),
  })
  const over = batch.state === 'finished' || batch.state === 'canceled'
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        {batch.state === 'running' && (
          <Button look="primary" disabled={act.isPending} onClick={() => act.mutate('pause')}>
            {t('pause')}
          </Button>
        )}
        {(batch.state === 'paused' || batch.state === 'ready') && (
          <Button look="primary" disabled={act.isPending} onClick={() => act.mutate('resume')}>
            {t('resume')}
          </Button>
        )}
        {!over && (
          <Button title={t('cancelHint')} disabled={act.isPending} onClick={() => act.mutate('cancel')}>
            {t('cancel')}
          </Button>
        )}
        <Button disabled={save.isPending} onClick={() => save.mutate()}>
          {t('export')}
        </Button>
        {save.data && save.data.file !== null && (
          <span role="status" className="break-all">
            {t('exported', { file: save.data.file })}
          </span>
        )}
      </div>
      {act.error && <FailureNotice title={t('actFailed')} failure={failureOf(act.error)} />}
      {save.error && <FailureNotice title={t('actFailed')} failure={failureOf(save.error)} />}
    </div>
  )
}
