import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useDateFilter } from '../../objects/date-filter.tsx'
import { useCurrencyFilter, useManyFilter } from '../../objects/list-filters.tsx'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { TransferStatus } from '../../objects/transfer-status.tsx'
import { ListWithDetail } from '../../ui/data-table/list-with-detail.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { TextFilter } from '../../ui/filters/text-filter.tsx'
import { Page } from '../../ui/page.tsx'
import { useTransferColumns } from './columns.tsx'
import { CreateTransfer } from './create-transfer.tsx'
import { TransferDetails } from './transfer-details.tsx'
import { transfersSummary } from './queries.ts'
import { filterOf, transferSortSchema, transferStatuses, type TransfersSearch } from './search.ts'

interface Props {
  readonly search: TransfersSearch
  readonly onSearch: (search: TransfersSearch, options?: { readonly replace: boolean }) => void
}

/** Every transfer to a connected account, and making one. */
export function TransfersPage({ search, onSearch }: Props) {
  const { t } = useTranslation('transfers')
  const account = useAccount()
  const filter = filterOf(search, useTimeZone())
  const sort = search.sort ?? { column: 'created' as const, direction: 'desc' as const }
  const summary = useQuery(transfersSummary(account.id, filter)).data
  const filtered = Object.keys(filter).length > 0
  return (
    <Page
      title={t('title')}
      fills
      actions={
        <ActionButton
          label={t('create')}
          look="primary"
          permission={/transfer_write/}
          preparable
          dialog={(close, mode) => <CreateTransfer account={account} mode={mode} onClose={close} />}
        />
      }
    >
      <TransferFilters search={search} onSearch={onSearch} />
      <ListWithDetail
        caption={t('caption')}
        columns={useTransferColumns()}
        source={{
          key: keys.of('transfers', account.id, 'list', filter, sort),
          load: async (offset, limit) =>
            (await api.transfers.list({ account: account.id, filter, sort, offset, limit })).rows,
          total: summary?.count,
        }}
        rowId={(row) => row.id}
        sort={sort}
        onSort={(next) => onSearch({ ...search, sort: transferSortSchema.parse(next) })}
        selected={search.transfer}
        onOpen={(row) => onSearch({ ...search, transfer: row.id })}
        empty={
          <EmptyState title={filtered ? t('emptyFiltered') : t('empty')}>
            {filtered ? t('emptyFilteredHint') : t('emptyHint')}
          </EmptyState>
        }
        summary={summary}
        detailLabel={t('detail')}
        detail={
          search.transfer === undefined ? null : (
            <TransferDetails key={search.transfer} id={search.transfer} />
          )
        }
        onCloseDetail={() => onSearch({ ...search, transfer: undefined })}
      />
    </Page>
  )
}

function TransferFilters({ search, onSearch }: Props) {
  const { t } = useTranslation(['transfers', 'filters', 'objects'])
  const account = useAccount().id
  const currencies = useQuery(transfersSummary(account, {})).data?.sums.map((sum) => sum.currency) ?? []
  const setText = useCallback(
    (q: string) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true }),
    [search, onSearch],
  )
  const status = useManyFilter({
    id: 'status',
    name: t('filters:status'),
    choices: transferStatuses.map((value) => ({
      value,
      word: t(`objects:transfer.${value}`),
      label: <TransferStatus status={value} />,
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
      leading={<TextFilter label={t('transfers:find')} value={search.q ?? ''} onChange={setText} />}
      onClear={() => onSearch({ sort: search.sort, transfer: search.transfer })}
    />
  )
}
