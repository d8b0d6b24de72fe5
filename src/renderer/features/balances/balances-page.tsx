import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useDateFilter } from '../../objects/date-filter.tsx'
import { useCurrencyFilter, useManyFilter, useOneFilter } from '../../objects/list-filters.tsx'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { ListFooter } from '../../ui/data-table/list-footer.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { TextFilter } from '../../ui/filters/text-filter.tsx'
import { Page } from '../../ui/page.tsx'
import { AsOf } from './as-of.tsx'
import { BalanceCards } from './balance-cards.tsx'
import { useTransactionColumns } from './columns.tsx'
import { PastBalances } from './past-balances.tsx'
import { Reconciliation } from './reconciliation.tsx'
import { type BalancesSearch, filterOf, transactionSortSchema } from './search.ts'
import { useTransactionType } from './transaction-type.ts'

interface Props {
  readonly search: BalancesSearch
  readonly onSearch: (search: BalancesSearch, options?: { readonly replace: boolean }) => void
}

/** What the account holds, and the transactions that made it so. */
export function BalancesPage({ search, onSearch }: Props) {
  const { t } = useTranslation('balances')
  const account = useAccount().id
  const filter = filterOf(search, useTimeZone())
  const sort = search.sort ?? { column: 'created' as const, direction: 'desc' as const }
  const summary = useQuery({
    queryKey: keys.of('balances', account, 'summary', filter),
    queryFn: async () => await api.balances.transactionSummary({ account, filter }),
  }).data
  const showAt = (at?: number): void => onSearch({ ...search, at })
  const filtered = Object.keys(filter).length > 0
  return (
    <Page title={t('title')} fills actions={<AsOf at={search.at} onChange={showAt} />}>
      <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto">
        {search.at === undefined ? (
          <>
            <Reconciliation account={account} />
            <BalanceCards account={account} />
          </>
        ) : (
          <PastBalances account={account} at={search.at} onNow={showAt} />
        )}
        <h2 className="shrink-0 px-6 pb-2 font-semibold">{t('transactions')}</h2>
        <TransactionFilters search={search} onSearch={onSearch} />
        {/* Where the window is low the page scrolls: neither cards nor list are cut. */}
        <div className="flex flex-[1_0_20rem] flex-col border-t border-line">
          <DataTable
            caption={t('caption')}
            columns={useTransactionColumns()}
            source={{
              key: keys.of('balances', account, 'list', filter, sort),
              load: async (offset, limit) =>
                (await api.balances.transactions({ account, filter, sort, offset, limit })).rows,
              total: summary?.count,
            }}
            rowId={(row) => row.id}
            sort={sort}
            onSort={(next) => onSearch({ ...search, sort: transactionSortSchema.parse(next) })}
            empty={
              <EmptyState title={filtered ? t('emptyFiltered') : t('emptyTransactions')}>
                {filtered ? t('emptyFilteredHint') : null}
              </EmptyState>
            }
          />
          <ListFooter summary={summary} />
        </div>
      </div>
    </Page>
  )
}

function TransactionFilters({ search, onSearch }: Props) {
  const { t } = useTranslation(['balances', 'filters'])
  const account = useAccount().id
  const typeName = useTransactionType()
  const balances = useQuery({
    queryKey: keys.of('balances', account, 'get'),
    queryFn: async () => await api.balances.get({ account }),
  }).data
  const types = useQuery({
    queryKey: keys.of('balances', account, 'types'),
    queryFn: async () => await api.balances.transactionTypes({ account }),
  }).data
  const setText = useCallback(
    (q: string) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true }),
    [search, onSearch],
  )
  const type = useManyFilter({
    id: 'type',
    name: t('filters:type'),
    choices: (types ?? []).map((value) => ({ value, word: typeName(value), label: typeName(value) })),
    chosen: search.type,
    onChange: (next) => onSearch({ ...search, type: next }),
  })
  const currency = useCurrencyFilter(
    balances?.balances.map((balance) => balance.currency) ?? [],
    search.currency,
    (next) => onSearch({ ...search, currency: next }),
  )
  const status = useOneFilter({
    id: 'status',
    name: t('filters:status'),
    values: ['available', 'pending'] as const,
    chosen: search.status,
    word: (value) => t(`balances:status.${value}`),
    onChange: (next) => onSearch({ ...search, status: next }),
  })
  const date = useDateFilter(search.period, (period) => onSearch({ ...search, period }))
  return (
    <FilterBar
      filters={[type, currency, status, date]}
      leading={<TextFilter label={t('balances:find')} value={search.q ?? ''} onChange={setText} />}
      onClear={() => onSearch({ sort: search.sort, at: search.at })}
    />
  )
}
