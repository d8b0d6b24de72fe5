import { queryOptions } from '@tanstack/react-query'
import type { TransferFilter } from '../../../shared/features/transfers/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'

export const transfersSummary = (account: string, filter: TransferFilter) =>
  queryOptions({
    queryKey: keys.of('transfers', account, 'summary', filter),
    queryFn: async () => await api.transfers.summary({ account, filter }),
  })

export const transferQuery = (account: string, id: string) =>
  queryOptions({
    queryKey: keys.of('transfers', account, 'get', id),
    queryFn: async () => await api.transfers.get({ account, id }),
  })

/** The connected accounts that the latest transfers went to, most recent first. */
export const recentDestinations = (account: string) =>
  queryOptions({
    queryKey: keys.of('transfers', account, 'destinations'),
    queryFn: async () => {
      const { rows } = await api.transfers.list({ account, filter: {}, limit: 500 })
      return [
        ...new Map(
          rows.flatMap(({ destination, destinationName }) =>
            destination === null ? [] : [[destination, { id: destination, name: destinationName }] as const],
          ),
        ).values(),
      ]
    },
  })
