import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkBatch, BulkPlan, BulkSource } from '../../../shared/features/bulk-refunds/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useActionObstacle } from '../../lib/session.ts'
import { SendFailure } from '../../objects/money-dialog/notices.tsx'
import { Button } from '../../ui/button.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { ChooseMany } from '../../ui/filters/choices.tsx'
import { numberText } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'
import { PlanRows, Problems } from './plan-tables.tsx'
import { useTotalsText } from './totals.tsx'

interface Props {
  readonly account: string
  readonly source: BulkSource
  readonly onStartOver: () => void
  readonly onStarted: (batch: BulkBatch) => void
}

/** Checks every row and shows what would be refunded and what is wrong; nothing is sent before Start. */
export function DryRun({ account, source, onStartOver, onStarted }: Props) {
  const { t } = useTranslation('bulk-refunds')
  const { locale } = useEnvironment()
  // One batch per dry run: a double click is one batch.
  const [batch] = useState<string>(() => crypto.randomUUID())
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('preview', account, 'bulk', batch),
    queryFn: async () => await api.bulkRefunds.dryRun({ account, source }),
    gcTime: 0,
  })
  const name =
    source.type === 'csv'
      ? source.name
      : t('fromSelection', {
          count: source.targets.length,
          formatted: numberText(source.targets.length, locale),
        })
  return (
    <Section title={t('planTitle', { name })} aside={<Button onClick={onStartOver}>{t('startOver')}</Button>}>
      {error && (
        <FailureNotice title={t('checkFailed')} failure={failureOf(error)} onRetry={() => void refetch()} />
      )}
      {!data && !error && <p role="status">{t('checking')}</p>}
      {data && <Plan account={account} batch={batch} source={source} plan={data} onStarted={onStarted} />}
    </Section>
  )
}

interface PlanProps extends Omit<Props, 'onStartOver'> {
  readonly batch: string
  readonly plan: BulkPlan
}

function Plan({ account, batch, source, plan, onStarted }: PlanProps) {
  const { t } = useTranslation(['bulk-refunds', 'money'])
  const { locale } = useEnvironment()
  const client = useQueryClient()
  const totalsText = useTotalsText()
  const obstacle = useActionObstacle()
  const [leaveOut, setLeaveOut] = useState(false)
  const start = useMutation({
    mutationFn: async () =>
      await api.bulkRefunds.start({ account, batch, source, leaveOutProblems: leaveOut }),
    onSuccess: async (started) => {
      await client.invalidateQueries({ queryKey: ['bulkRefunds', account] })
      onStarted(started)
    },
  })
  const errors = plan.problems.filter(({ severity }) => severity === 'error')
  const bad = new Set(errors.map(({ line }) => line)).size
  const good = plan.rows.length
  const formatted = (count: number) => ({ count, formatted: numberText(count, locale) })
  return (
    <div className="space-y-4">
      <p className="text-title" aria-live="polite">
        {good === 0
          ? t('bulk-refunds:nothing')
          : t('bulk-refunds:consequence', { ...formatted(good), totals: totalsText(plan.totals) })}
      </p>
      <p className="tabular text-ink-2">
        {t('bulk-refunds:planRead', {
          read: numberText(plan.read, locale),
          good: numberText(good, locale),
          bad: numberText(bad, locale),
        })}
      </p>
      <Problems problems={plan.problems} />
      {good > 0 && <PlanRows rows={plan.rows} />}
      {bad > 0 && good > 0 && (
        <ChooseMany
          choices={[{ value: 'yes', label: t('bulk-refunds:leaveOut', formatted(bad)) }]}
          chosen={leaveOut ? ['yes'] : []}
          onChange={(chosen) => setLeaveOut(chosen.length > 0)}
        />
      )}
      {start.error && <SendFailure failure={failureOf(start.error)} />}
      {good > 0 && (
        <Button
          look="danger"
          className="max-w-full"
          disabled={start.isPending || (errors.length > 0 && !leaveOut)}
          obstacle={obstacle === null ? null : t(`money:cannot.${obstacle}`)}
          onClick={() => start.mutate()}
        >
          <span className="truncate">
            {start.isPending
              ? t('bulk-refunds:starting')
              : t('bulk-refunds:start', { totals: totalsText(plan.totals) })}
          </span>
        </Button>
      )}
    </div>
  )
}
