import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Approval } from '../../../shared/features/approvals/contract.ts'
import type { QueuedOperation } from '../../../shared/features/operations/contract.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { useKindText } from '../../objects/operation-kind.ts'
import { QueuedStatus } from '../../objects/queued-status.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { countdownText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { Parameters } from './parameters.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { QueueActions, type QueueDialog } from './queue-actions.tsx'
import { SendDraft } from './send-draft.tsx'
import { useSecond } from './use-second.ts'

interface Props {
  readonly account: string
  readonly state: QueuedOperation['state']
}

/** What waits in one way, with everything that would be sent and what can be done about it. */
export function Queue({ account, state }: Props) {
  const { t } = useTranslation('operations')
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('operations', account, 'queue'),
    queryFn: async () => await api.operations.queue({ account }),
  })
  const approvals = useQuery({
    queryKey: keys.of('approvals', account, 'list'),
    queryFn: async () => await api.approvals.list({ account }),
    enabled: state === 'awaiting_approval',
  }).data
  // Kept above the rows: a row leaves the queue once it is decided, and the dialog still says what came of it.
  const [open, setOpen] = useState<{ dialog: QueueDialog; row: QueuedOperation } | null>(null)
  const close = () => setOpen(null)
  const rows = data?.rows.filter((row) => row.state === state) ?? []
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6 py-4">
      <p className="max-w-3xl pb-3 text-ink-2">{t(`queueHint.${state}`)}</p>
      {error && <FailureNotice failure={failureOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonLines count={4} />}
      {data && rows.length === 0 && <EmptyState title={t(`queueEmpty.${state}`)} />}
      <ul aria-label={t('queueCaption')} className="max-w-4xl space-y-3">
        {rows.map((row) => (
          <QueuedRow
            key={row.attempt}
            account={account}
            row={row}
            approval={approvals?.rows.find(({ attempt }) => attempt === row.attempt)}
            onOpen={(dialog) => setOpen({ dialog, row })}
          />
        ))}
      </ul>
      {open?.dialog === 'send' && <SendDraft account={account} draft={open.row} onClose={close} />}
      {open !== null && open.dialog !== 'send' && (
        <DecideDialog account={account} row={open.row} decision={open.dialog} onClose={close} />
      )}
    </div>
  )
}

interface RowProps {
  readonly account: string
  readonly row: QueuedOperation
  readonly approval: Approval | undefined
  readonly onOpen: (dialog: QueueDialog) => void
}

function QueuedRow({ account, row, approval, onOpen }: RowProps) {
  const { t } = useTranslation('operations')
  const kindText = useKindText()
  const machine = approval?.machine ?? null
  return (
    <li className="rounded-lg border border-line bg-surface px-4 py-3" data-attempt={row.attempt}>
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="text-figure font-semibold">
          <Money value={row.amount} />
        </h2>
        <span className="font-medium">{kindText(row.kind)}</span>
        <QueuedStatus state={row.state} />
        {row.until !== null && <Until state={row.state} until={row.until} />}
      </div>
      <p className="text-small text-ink-2">
        {t('preparedBy', { name: plainName(row.operator) })}
        {machine !== null && ` ${t('fromMachine', { fingerprint: machine.slice(0, 16) })}`}
        {' · '}
        <Time at={row.createdAt} />
      </p>
      {row.note !== null && (
        <p className="pt-1">
          <span className="text-ink-2">{t('note')}</span> {row.note}
        </p>
      )}
      <Parameters params={row.params} />
      <QueueActions account={account} row={row} onOpen={onOpen} />
    </li>
  )
}

function Until({ state, until }: { readonly state: QueuedOperation['state']; readonly until: number }) {
  const { t } = useTranslation('operations')
  const now = useSecond()
  if (state !== 'held')
    return (
      <span className="text-ink-2">
        {t('expires')} <Time at={until} />
      </span>
    )
  return (
    <span role="timer" className="tabular text-pending">
      {until > now ? t('sentIn', { left: countdownText(until - now) }) : t('sendingNow')}
    </span>
  )
}
