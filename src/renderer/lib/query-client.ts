import { notifyManager, QueryClient } from '@tanstack/react-query'

/** Main answers from SQLite whether or not there is a network, so nothing is ever paused or retried here. */
export function createQueryClient(): QueryClient {
  // An answer is shown at once; by default it would wait for a timer.
  notifyManager.setScheduler(queueMicrotask)
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
