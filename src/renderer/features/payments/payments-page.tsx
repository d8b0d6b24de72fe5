import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Maximize2 } from 'lucide-react'
import { type ReactNode, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type PaymentDetail,
  type PaymentRow,
  paymentSortSchema,
  paymentStatuses,
} from '../../../shared/features/payments/contract.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useDateFilter } from '../../objects/date-filter.tsx'
import { useAmountFilter, useCurrencyFilter, useManyFilter } from '../../objects/list-filters.tsx'
import { PaymentStatus } from '../../objects/payment-status.tsx'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { ListFooter } from '../../ui/data-table/list-footer.tsx'
import { DetailPanel } from '../../ui/detail-panel.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filters/filter-bar.tsx'
import { TextFilter } from '../../ui/filters/text-filter.tsx'
import { Page } from '../../ui/page.tsx'
import { usePaymentColumns } from './columns.tsx'
import { PaymentDetails } from './payment-details.tsx'
import { paymentCurrencies, paymentsSource, paymentsSummary } from './queries.ts'
import { SelectionBar } from './selection-bar.tsx'
import { filterOf, newestFirst, type PaymentsSearch } from './search.ts'

interface Props {
  readonly search: PaymentsSearch
  readonly onSearch: (search: PaymentsSearch, options?: { readonly replace: boolean }) => void
  readonly actions: (payment: PaymentDetail) => ReactNode
}

/** Every payment of the account: found by filter and text, read in a panel beside the list. */
export function PaymentsPage({ search, onSearch, actions }: Props) {
  const { t } = useTranslation('payments')
  const account = useAccount().id
  const timeZone = useTimeZone()
  const filter = filterOf(search, timeZone)
  const sort = search.sort ?? newestFirst
  const summary = useQuery(paymentsSummary(account, filter)).data
  const columns = usePaymentColumns()
  const filtered = Object.keys(filter).length > 0
  const [picked, setPicked] = useState<ReadonlyMap<string, PaymentRow>>(new Map())
  const pickLabel = useCallback((row: PaymentRow) => t('pick', { id: row.id }), [t])
  const close = () => onSearch({ ...search, payment: undefined })

  return (
    <Page title={t('title')} fills>
      <PaymentFilters search={search} onSearch={onSearch} />
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div className="flex min-w-0 flex-1 flex-col">
          <DataTable
            caption={t('caption')}
            columns={columns}
            source={paymentsSource(account, filter, sort, summary?.count)}
            rowId={(row) => row.id}
            sort={sort}
            onSort={(next) => onSearch({ ...search, sort: paymentSortSchema.parse(next) })}
            selected={search.payment}
            onOpen={(row) => onSearch({ ...search, payment: row.id })}
            picks={{
              isPicked: (row) => picked.has(row.id),
              onPick: (rows, on) => setPicked((before) => withRows(before, rows, on)),
              label: pickLabel,
              heading: t('picked'),
            }}
            empty={
              <EmptyState title={filtered ? t('emptyFiltered') : t('empty')}>
                {filtered ? t('emptyFilteredHint') : t('emptyHint')}
              </EmptyState>
            }
          />
          {picked.size > 0 && <SelectionBar rows={picked} onClear={() => setPicked(new Map())} />}
          <ListFooter summary={summary} />
        </div>
        {search.payment !== undefined && (
          <DetailPanel
            label={t('detail')}
            onClose={close}
            actions={
              <Link
                to="/payments/$payment"
                params={{ payment: search.payment }}
                aria-label={t('openPage')}
                title={t('openPage')}
                className="inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
              >
                <Maximize2 className="size-4" />
              </Link>
            }
          >
            <PaymentDetails key={search.payment} id={search.payment} actions={actions} />
          </DetailPanel>
        )}
      </div>
    </Page>
  )
}

/** The selection with these rows in it, or out of it. */
function withRows(
  before: ReadonlyMap<string, PaymentRow>,
  rows: readonly PaymentRow[],
  on: boolean,
): ReadonlyMap<string, PaymentRow> {
  const next = new Map(before)
  for (const row of rows) {
    if (on) next.set(row.id, row)
    else next.delete(row.id)
  }
  return next
}

function PaymentFilters({ search, onSearch }: Pick<Props, 'search' | 'onSearch'>) {
  const { t } = useTranslation(['payments', 'filters', 'objects'])
  const account = useAccount().id
  const currencies = useQuery(paymentCurrencies(account)).data ?? []
  const setText = useCallback(
    (q: string) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true }),
    [search, onSearch],
  )
  const status = useManyFilter({
    id: 'status',
    name: t('filters:status'),
    choices: paymentStatuses.map((value) => ({
      value,
      word: t(`objects:payment.${value}`),
      label: <PaymentStatus status={value} />,
    })),
    chosen: search.status,
    onChange: (next) => onSearch({ ...search, status: next }),
  })
  const amount = useAmountFilter({
    currencies,
    currency: search.currency,
    min: search.min,
    max: search.max,
    onChange: ({ currency, min, max }) =>
      onSearch({ ...search, currency: currency ?? search.currency, min, max }),
  })
  const date = useDateFilter(search.period, (period) => onSearch({ ...search, period }))
  const currency = useCurrencyFilter(currencies, search.currency, (next) =>
    onSearch({ ...search, currency: next, min: undefined, max: undefined }),
  )
  return (
    <FilterBar
      filters={[status, amount, date, currency]}
      leading={<TextFilter label={t('payments:find')} value={search.q ?? ''} onChange={setText} />}
      onClear={() => onSearch({ sort: search.sort, payment: search.payment })}
    />
  )
}
