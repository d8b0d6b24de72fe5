import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Operation,
  operationKinds,
  operationStates,
} from '../../../shared/features/operations/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { useManyFilter } from '../../objects/list-filters.tsx'
import { useKindText } from '../../objects/operation-kind.ts'
import { OperationStanding, OperationStatus } from '../../objects/operation-status.tsx'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { DetailPanel } from '../../ui/detail-panel.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { numberText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { OperationDetails } from './operation-details.tsx'
import { Queue } from './queue.tsx'
import type { OperationsSearch } from './search.ts'
import { Target } from './target.tsx'
import { Tabs } from './tabs.tsx'

interface Props {
  readonly search: OperationsSearch
  readonly onSearch: (search: OperationsSearch) => void
}

const column = columnsOf<Operation>()

function useOperationColumns() {
  const { t } = useTranslation('operations')
  const kindText = useKindText()
  return useMemo(
    () => [
      column.display({
        id: 'amount',
        header: t('column.amount'),
        meta: { track: 'minmax(152px, 200px)', align: 'end' },
        cell: ({ row }) => <Money value={row.original.amount} className="font-medium" />,
      }),
      column.display({
        id: 'state',
        header: t('column.state'),
        meta: { track: 'minmax(168px, 200px)' },
        cell: ({ row }) => <OperationStanding operation={row.original} />,
      }),
      column.display({
        id: 'kind',
        header: t('column.kind'),
        meta: { track: 'minmax(120px, 180px)' },
        cell: ({ row }) => kindText(row.original.kind),
      }),
      column.display({
        id: 'target',
        header: t('column.target'),
        meta: { track: 'minmax(180px, 1fr)' },
        cell: ({ row }) => <Target target={row.original.target} />,
      }),
      column.display({
        id: 'created',
        header: t('column.created'),
        meta: { track: 'minmax(140px, 160px)' },
        cell: ({ row }) => <Time at={row.original.createdAt} />,
      }),
    ],
    [t, kindText],
  )
}

/** Every order to move money: what became of it, what needs a person, and what still waits. */
export function OperationsPage({ search, onSearch }: Props) {
  const { t } = useTranslation('operations')
  const account = useAccount().id
  const tab = search.tab ?? 'all'
  const queued = tab === 'held' || tab === 'awaiting_approval' || tab === 'draft'
  return (
    <Page title={t('title')} fills>
      <p className="px-6 pb-3 text-ink-2">{t('intro')}</p>
      <Tabs account={account} chosen={tab} />
      {queued ? (
        <Queue account={account} state={tab} />
      ) : (
        <Journal search={search} onSearch={onSearch} tab={tab} />
      )}
    </Page>
  )
}

const STATES = {
  needs_person: ['needs_person'],
  unknown: ['unknown', 'sending'],
} as const

interface JournalProps extends Props {
  readonly tab: 'all' | 'needs_person' | 'unknown'
}

function Journal({ search, onSearch, tab }: JournalProps) {
  const { t } = useTranslation(['operations', 'objects', 'filters'])
  const { locale } = useEnvironment()
  const account = useAccount().id
  const kindText = useKindText()
  const states = tab === 'all' ? search.state : STATES[tab]
  const filter = { ...(states ? { states } : {}), ...(search.kind ? { kinds: search.kind } : {}) }
  const list = async (offset: number, limit: number) =>
    await api.operations.list({ account, ...filter, offset, limit })
  const head = useQuery({
    queryKey: keys.of('operations', account, 'head', filter),
    queryFn: async () => await list(0, 1),
  }).data
  const byState = useManyFilter({
    id: 'state',
    name: t('operations:column.state'),
    choices: operationStates.map((value) => ({
      value,
      word: t(`objects:operation.${value}`),
      label: <OperationStatus state={value} />,
    })),
    chosen: search.state,
    onChange: (next) => onSearch({ ...search, state: next }),
  })
  const byKind = useManyFilter({
    id: 'kind',
    name: t('operations:kindFilter'),
    choices: operationKinds.map((value) => ({ value, word: kindText(value), label: kindText(value) })),
    chosen: search.kind,
    onChange: (next) => onSearch({ ...search, kind: next }),
  })
  const filtered = Object.keys(filter).length > 0
  return (
    <>
      <div className="pt-3">
        <FilterBar
          filters={tab === 'all' ? [byState, byKind] : [byKind]}
          onClear={() => onSearch({ ...search, state: undefined, kind: undefined })}
        />
      </div>
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div className="flex min-w-0 flex-1 flex-col">
          <DataTable
            caption={t('operations:caption')}
            columns={useOperationColumns()}
            source={{
              key: keys.of('operations', account, 'list', filter),
              load: async (offset, limit) => (await list(offset, limit)).rows,
              total: head?.total,
            }}
            rowId={(row) => row.id}
            selected={search.operation}
            onOpen={(row) => onSearch({ ...search, operation: row.id })}
            empty={
              <EmptyState title={filtered ? t('operations:emptyFiltered') : t('operations:empty')}>
                {filtered ? null : t('operations:emptyHint')}
              </EmptyState>
            }
          />
          <footer className="flex min-h-9 items-center gap-5 border-t border-line px-6 text-small text-ink-2">
            {head && (
              <>
                <span className="tabular font-medium text-ink">
                  {t('operations:rows', { count: head.total, formatted: numberText(head.total, locale) })}
                </span>
                {head.unresolved > 0 && (
                  <span className="tabular text-pending">
                    {t('operations:unresolved', {
                      count: head.unresolved,
                      formatted: numberText(head.unresolved, locale),
                    })}
                  </span>
                )}
              </>
            )}
          </footer>
        </div>
        {search.operation !== undefined && (
          <DetailPanel
            label={t('operations:detail')}
            onClose={() => onSearch({ ...search, operation: undefined })}
          >
            <OperationDetails key={search.operation} id={search.operation} />
          </DetailPanel>
        )}
      </div>
    </>
  )
}
