import { queryOptions } from '@tanstack/react-query'
import type { PayoutFilter } from '../../../shared/features/payouts/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'

export const payoutsSummary = (account: string, filter: PayoutFilter) =>
  queryOptions({
    queryKey: keys.of('payouts', account, 'summary', filter),
    queryFn: async () => await api.payouts.summary({ account, filter }),
  })

export const payoutQuery = (account: string, id: string) =>
  queryOptions({
    queryKey: keys.of('payouts', account, 'get', id),
    queryFn: async () => await api.payouts.get({ account, id }),
  })
