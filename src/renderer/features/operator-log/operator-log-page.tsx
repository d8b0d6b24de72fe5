import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntry } from '../../../shared/features/operator-log/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { DetailPanel } from '../../ui/detail-panel.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { numberText } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { Time } from '../../ui/time.tsx'
import { LogVerdict } from './log-report.tsx'

const column = columnsOf<LogEntry>()

function useLogColumns() {
  const { t } = useTranslation('operator-log')
  return useMemo(
    () => [
      column.display({
        id: 'seq',
        header: t('column.seq'),
        meta: { track: '72px', align: 'end' },
        cell: ({ row }) => <span className="tabular text-ink-2">{row.original.seq}</span>,
      }),
      column.display({
        id: 'at',
        header: t('column.at'),
        meta: { track: 'minmax(140px, 160px)' },
        cell: ({ row }) => <Time at={row.original.at} />,
      }),
      column.display({
        id: 'operator',
        header: t('column.operator'),
        meta: { track: 'minmax(120px, 200px)' },
        cell: ({ row }) => row.original.operator,
      }),
      column.display({
        id: 'action',
        header: t('column.action'),
        meta: { track: 'minmax(140px, 220px)' },
        cell: ({ row }) => <span className="font-mono text-small">{row.original.action}</span>,
      }),
      column.display({
        id: 'details',
        header: t('column.details'),
        meta: { track: 'minmax(200px, 1fr)' },
        cell: ({ row }) => <span className="font-mono text-small text-ink-2">{row.original.details}</span>,
      }),
    ],
    [t],
  )
}

/** Everything operators did, each entry sealing the one before; it can be verified and exported here. */
export function OperatorLogPage({ tabs }: { readonly tabs: ReactNode }) {
  const { t } = useTranslation('operator-log')
  const { locale } = useEnvironment()
  const account = useAccount().id
  const [opened, setOpened] = useState<LogEntry | null>(null)
  const list = async (offset: number, limit: number) => await api.operatorLog.list({ account, offset, limit })
  const total = useQuery({
    queryKey: keys.of('operatorLog', account, 'head'),
    queryFn: async () => (await list(0, 1)).total,
    // Whatever is done anywhere may add an entry, and nothing tells of it.
    refetchInterval: 5000,
  }).data
  const verify = useMutation({ mutationFn: async () => await api.operatorLog.verify({ account }) })
  const save = useMutation({ mutationFn: async () => await api.operatorLog.exportLog({ account }) })
  const counted = (count: number) => ({ count, formatted: numberText(count, locale) })
  return (
    <Page
      title={t('title')}
      fills
      actions={
        <>
          <Button disabled={save.isPending} onClick={() => save.mutate()}>
            {save.isPending ? t('exporting') : t('export')}
          </Button>
          <Button look="primary" disabled={verify.isPending} onClick={() => verify.mutate()}>
            {verify.isPending ? t('verifying') : t('verify')}
          </Button>
        </>
      }
    >
      <div className="px-6">{tabs}</div>
      <p className="max-w-3xl px-6 pb-3 text-ink-2">{t('intro')}</p>
      {verify.data && <LogVerdict report={verify.data} />}
      {verify.error && (
        <FailureNotice className="mx-6 mb-3" title={t('verifyFailed')} failure={failureOf(verify.error)} />
      )}
      {save.data && save.data.file !== null && (
        <p role="status" className="px-6 pb-3 break-all">
          {t('exported', { ...counted(save.data.entries), file: save.data.file })}
        </p>
      )}
      {save.error && (
        <FailureNotice className="mx-6 mb-3" title={t('exportFailed')} failure={failureOf(save.error)} />
      )}
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div className="flex min-w-0 flex-1 flex-col">
          <DataTable
            caption={t('caption')}
            columns={useLogColumns()}
            source={{
              key: keys.of('operatorLog', account, 'list', total ?? null),
              load: async (offset, limit) => (await list(offset, limit)).rows,
              total,
            }}
            rowId={(row) => String(row.seq)}
            selected={opened === null ? undefined : String(opened.seq)}
            onOpen={setOpened}
            empty={<EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>}
          />
          <footer className="flex min-h-9 items-center border-t border-line px-6 text-small">
            {total !== undefined && <span className="tabular font-medium">{t('rows', counted(total))}</span>}
          </footer>
        </div>
        {opened && (
          <DetailPanel label={t('detail')} onClose={() => setOpened(null)}>
            <Entry entry={opened} />
          </DetailPanel>
        )}
      </div>
    </Page>
  )
}

function Entry({ entry }: { readonly entry: LogEntry }) {
  const { t } = useTranslation('operator-log')
  return (
    <article className="space-y-4">
      <h2 className="font-mono text-title font-semibold">{entry.action}</h2>
      <SummaryGrid>
        <Fact label={t('column.seq')}>{entry.seq}</Fact>
        <Fact label={t('column.at')}>
          <Time at={entry.at} show="short" />
        </Fact>
        <Fact label={t('column.operator')}>{entry.operator}</Fact>
        <Fact label={t('column.hash')}>
          <CopyableId id={entry.hash} />
        </Fact>
      </SummaryGrid>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
        tabIndex={0}
        className="overflow-auto rounded-md bg-sunken px-3 py-2 font-mono text-small whitespace-pre-wrap"
      >
        {indented(entry.details)}
      </pre>
    </article>
  )
}

/** Canonical JSON as people read it; an entry that was tampered with may hold anything and is shown as it is. */
function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
