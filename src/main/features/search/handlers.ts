import type { searchContract } from '../../../shared/features/search/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'

export function searchHandlers(open: OpenAccount): FeatureHandlers<typeof searchContract> {
  return {
    query: async ({ account, ...input }) => (await open(account)).query('search.query', input),
    count: async ({ account, ...input }) => (await open(account)).query('search.count', input),
    everything: async ({ account, ...input }) => (await open(account)).query('search.everything', input),
    metadataKeys: async ({ account, ...input }) => (await open(account)).query('search.metadataKeys', input),
  }
}
