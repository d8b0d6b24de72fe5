import type { objectsContract } from '../../../shared/features/objects/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'

export function objectsHandlers(open: OpenAccount): FeatureHandlers<typeof objectsContract> {
  return {
    list: async ({ account, ...input }) => (await open(account)).query('objects.list', input),
    count: async ({ account, ...input }) => (await open(account)).query('objects.count', input),
    get: async ({ account, id }) => (await open(account)).query('objects.get', { id }),
  }
}
