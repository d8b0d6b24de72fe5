import { queryOptions } from '@tanstack/react-query'
import type { PaymentFilter, PaymentRow, PaymentSort } from '../../../shared/features/payments/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import type { RowSource } from '../../ui/data-table/use-rows.ts'

export function paymentsSource(
  account: string,
  filter: PaymentFilter,
  sort: PaymentSort,
  total: number | undefined,
): RowSource<PaymentRow> {
  return {
    key: keys.of('payments', account, 'list', filter, sort),
    load: async (offset, limit) => (await api.payments.list({ account, filter, sort, offset, limit })).rows,
    total,
  }
}

export const paymentsSummary = (account: string, filter: PaymentFilter) =>
  queryOptions({
    queryKey: keys.of('payments', account, 'summary', filter),
    queryFn: async () => await api.payments.summary({ account, filter }),
  })

export const paymentQuery = (account: string, id: string) =>
  queryOptions({
    queryKey: keys.of('payments', account, 'get', id),
    queryFn: async () => await api.payments.get({ account, id }),
  })

export const paymentCurrencies = (account: string) =>
  queryOptions({
    queryKey: keys.of('payments', account, 'currencies'),
    queryFn: async () => await api.payments.currencies({ account }),
  })
