import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { payoutStatuses } from '../../../shared/features/payouts/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useDateFilter } from '../../objects/date-filter.tsx'
import { useCurrencyFilter, useManyFilter } from '../../objects/list-filters.tsx'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { PayoutStatus } from '../../objects/payout-status.tsx'
import { ListWithDetail } from '../../ui/data-table/list-with-detail.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { TextFilter } from '../../ui/filters/text-filter.tsx'
import { Page } from '../../ui/page.tsx'
import { usePayoutColumns } from './columns.tsx'
import { CreatePayout } from './create-payout.tsx'
import { PayoutDetails } from './payout-details.tsx'
import { payoutsSummary } from './queries.ts'
import { filterOf, payoutSortSchema, type PayoutsSearch } from './search.ts'

interface Props {
  readonly search: PayoutsSearch
  readonly onSearch: (search: PayoutsSearch, options?: { readonly replace: boolean }) => void
}

/** Every payout of the account, and making one. */
export function PayoutsPage({ search, onSearch }: Props) {
  const { t } = useTranslation('payouts')
  const account = useAccount()
  const filter = filterOf(search, useTimeZone())
  const sort = search.sort ?? { column: 'created' as const, direction: 'desc' as const }
  const summary = useQuery(payoutsSummary(account.id, filter)).data
  const filtered = Object.keys(filter).length > 0
  return (
    <Page
      title={t('title')}
      fills
      actions={
        <ActionButton
          label={t('create')}
          look="primary"
          permission={/payout_write/}
          preparable
          dialog={(close, mode) => <CreatePayout account={account} mode={mode} onClose={close} />}
        />
      }
    >
      <PayoutFilters search={search} onSearch={onSearch} />
      <ListWithDetail
        caption={t('caption')}
        columns={usePayoutColumns()}
        source={{
          key: keys.of('payouts', account.id, 'list', filter, sort),
          load: async (offset, limit) =>
            (await api.payouts.list({ account: account.id, filter, sort, offset, limit })).rows,
          total: summary?.count,
        }}
        rowId={(row) => row.id}
        sort={sort}
        onSort={(next) => onSearch({ ...search, sort: payoutSortSchema.parse(next) })}
        selected={search.payout}
        onOpen={(row) => onSearch({ ...search, payout: row.id })}
        empty={
          <EmptyState title={filtered ? t('emptyFiltered') : t('empty')}>
            {filtered ? t('emptyFilteredHint') : t('emptyHint')}
          </EmptyState>
        }
        summary={summary}
        detailLabel={t('detail')}
        detail={search.payout === undefined ? null : <PayoutDetails key={search.payout} id={search.payout} />}
        onCloseDetail={() => onSearch({ ...search, payout: undefined })}
      />
    </Page>
  )
}

function PayoutFilters({ search, onSearch }: Props) {
  const { t } = useTranslation(['payouts', 'filters', 'objects'])
  const account = useAccount().id
  const currencies = useQuery(payoutsSummary(account, {})).data?.sums.map((sum) => sum.currency) ?? []
  const setText = useCallback(
    (q: string) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true }),
    [search, onSearch],
  )
  const status = useManyFilter({
    id: 'status',
    name: t('filters:status'),
    choices: payoutStatuses.map((value) => ({
      value,
      word: t(`objects:payout.${value}`),
      label: <PayoutStatus status={value} />,
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
      leading={<TextFilter label={t('payouts:find')} value={search.q ?? ''} onChange={setText} />}
      onClear={() => onSearch({ sort: search.sort, payout: search.payout })}
    />
  )
}
