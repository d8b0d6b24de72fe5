import { queryOptions } from '@tanstack/react-query'
import type { DisputeFilter } from '../../../shared/features/disputes/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'

export const disputesSummary = (account: string, filter: DisputeFilter) =>
  queryOptions({
    queryKey: keys.of('disputes', account, 'summary', filter),
    queryFn: async () => await api.disputes.summary({ account, filter }),
  })

export const disputeQuery = (account: string, id: string) =>
  queryOptions({
    queryKey: keys.of('disputes', account, 'get', id),
    queryFn: async () => await api.disputes.get({ account, id }),
  })
