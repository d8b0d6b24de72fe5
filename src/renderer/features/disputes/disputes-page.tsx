import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { disputeStatuses } from '../../../shared/features/disputes/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useDateFilter } from '../../objects/date-filter.tsx'
import { useCurrencyFilter, useManyFilter } from '../../objects/list-filters.tsx'
import { DisputeStatus } from '../../objects/dispute-status.tsx'
import { ListWithDetail } from '../../ui/data-table/list-with-detail.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { TextFilter } from '../../ui/filters/text-filter.tsx'
import { Page } from '../../ui/page.tsx'
import { useDisputeColumns } from './columns.tsx'
import { DisputeDetails } from './dispute-details.tsx'
import { disputesSummary } from './queries.ts'
import { filterOf, disputeSortSchema, type DisputesSearch } from './search.ts'

interface Props {
  readonly search: DisputesSearch
  readonly onSearch: (search: DisputesSearch, options?: { readonly replace: boolean }) => void
}

/** Every dispute of the account, with the deadlines of those that need an answer. */
export function DisputesPage({ search, onSearch }: Props) {
  const { t } = useTranslation('disputes')
  const account = useAccount().id
  const filter = filterOf(search, useTimeZone())
  const sort = search.sort ?? { column: 'created' as const, direction: 'desc' as const }
  const summary = useQuery(disputesSummary(account, filter)).data
  const filtered = Object.keys(filter).length > 0
  return (
    <Page title={t('title')} fills>
      <DisputeFilters search={search} onSearch={onSearch} />
      <ListWithDetail
        caption={t('caption')}
        columns={useDisputeColumns()}
        source={{
          key: keys.of('disputes', account, 'list', filter, sort),
          load: async (offset, limit) =>
            (await api.disputes.list({ account, filter, sort, offset, limit })).rows,
          total: summary?.count,
        }}
        rowId={(row) => row.id}
        sort={sort}
        onSort={(next) => onSearch({ ...search, sort: disputeSortSchema.parse(next) })}
        selected={search.dispute}
        onOpen={(row) => onSearch({ ...search, dispute: row.id })}
        empty={
          <EmptyState title={filtered ? t('emptyFiltered') : t('empty')}>
            {filtered ? t('emptyFilteredHint') : t('emptyHint')}
          </EmptyState>
        }
        summary={summary}
        detailLabel={t('detail')}
        detail={
          search.dispute === undefined ? null : <DisputeDetails key={search.dispute} id={search.dispute} />
        }
        onCloseDetail={() => onSearch({ ...search, dispute: undefined })}
      />
    </Page>
  )
}

function DisputeFilters({ search, onSearch }: Props) {
  const { t } = useTranslation(['disputes', 'filters', 'objects'])
  const account = useAccount().id
  const currencies = useQuery(disputesSummary(account, {})).data?.sums.map((sum) => sum.currency) ?? []
  const setText = useCallback(
    (q: string) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true }),
    [search, onSearch],
  )
  const status = useManyFilter({
    id: 'status',
    name: t('filters:status'),
    choices: disputeStatuses.map((value) => ({
      value,
      word: t(`objects:dispute.${value}`),
      label: <DisputeStatus status={value} />,
    })),
    chosen: search.status,
    onChange: (next) => onSearch({ ...search, status: next }),
  })
  const date = useDateFilter(search.period, (period) => onSearch({ ...search, period }))
  const currency = useCurrencyFilter(currencies, search.currency, (next) =>
    onSearch({ ...search, currency: next }),
  )
  return (
    <FilterBar
      filters={[status, date, currency]}
      leading={<TextFilter label={t('disputes:find')} value={search.q ?? ''} onChange={setText} />}
      onClear={() => onSearch({ sort: search.sort, dispute: search.dispute })}
    />
  )
}
