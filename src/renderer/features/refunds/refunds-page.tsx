import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { type RefundFilter, refundStatuses } from '../../../shared/features/refunds/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useDateFilter } from '../../objects/date-filter.tsx'
import { useCurrencyFilter, useManyFilter } from '../../objects/list-filters.tsx'
import { RefundStatus } from '../../objects/refund-status.tsx'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { ListFooter } from '../../ui/data-table/list-footer.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { TextFilter } from '../../ui/filters/text-filter.tsx'
import { Page } from '../../ui/page.tsx'
import { useRefundColumns } from './columns.tsx'
import { filterOf, refundSortSchema, type RefundsSearch } from './search.ts'

interface Props {
  readonly search: RefundsSearch
  readonly onSearch: (search: RefundsSearch, options?: { readonly replace: boolean }) => void
}

function useRefundSummary(account: string, filter: RefundFilter) {
  return useQuery({
    queryKey: keys.of('refunds', account, 'summary', filter),
    queryFn: async () => await api.refunds.summary({ account, filter }),
  }).data
}

/** Every refund of the account, however it was made; opening one shows its payment. */
export function RefundsPage({ search, onSearch }: Props) {
  const { t } = useTranslation('refunds')
  const navigate = useNavigate()
  const account = useAccount().id
  const filter = filterOf(search, useTimeZone())
  const sort = search.sort ?? { column: 'created' as const, direction: 'desc' as const }
  const summary = useRefundSummary(account, filter)
  const filtered = Object.keys(filter).length > 0
  return (
    <Page title={t('title')} fills>
      <RefundFilters search={search} onSearch={onSearch} />
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">
        <DataTable
          caption={t('caption')}
          columns={useRefundColumns()}
          source={{
            key: keys.of('refunds', account, 'list', filter, sort),
            load: async (offset, limit) =>
              (await api.refunds.list({ account, filter, sort, offset, limit })).rows,
            total: summary?.count,
          }}
          rowId={(row) => row.id}
          sort={sort}
          onSort={(next) => onSearch({ ...search, sort: refundSortSchema.parse(next) })}
          onOpen={({ payment, charge }) => {
            const target = payment ?? charge
            if (target !== null) void navigate({ to: '/payments/$payment', params: { payment: target } })
          }}
          empty={
            <EmptyState title={filtered ? t('emptyFiltered') : t('empty')}>
              {filtered ? t('emptyFilteredHint') : t('emptyHint')}
            </EmptyState>
          }
        />
        <ListFooter summary={summary} />
      </div>
    </Page>
  )
}

function RefundFilters({ search, onSearch }: Props) {
  const { t } = useTranslation(['refunds', 'filters', 'objects'])
  const account = useAccount().id
  // The currencies refunds occur in are those of the whole list's sums.
  const currencies = useRefundSummary(account, {})?.sums.map((sum) => sum.currency) ?? []
  const setText = useCallback(
    (q: string) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true }),
    [search, onSearch],
  )
  const status = useManyFilter({
    id: 'status',
    name: t('filters:status'),
    choices: refundStatuses.map((value) => ({
      value,
      word: t(`objects:refund.${value}`),
      label: <RefundStatus status={value} />,
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
      leading={<TextFilter label={t('refunds:find')} value={search.q ?? ''} onChange={setText} />}
      onClear={() => onSearch({ sort: search.sort })}
    />
  )
}
