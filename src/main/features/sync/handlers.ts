import type { syncContract } from '../../../shared/features/sync/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'

export function syncHandlers(open: OpenAccount): FeatureHandlers<typeof syncContract> {
  return {
    status: async ({ account }) => (await open(account)).sync.status(),
    pollNow: async ({ account }) => {
      const { sync } = await open(account)
      await sync.pollNow()
      return sync.status()
    },
    pause: async ({ account }) => {
      const { sync } = await open(account)
      sync.pause()
      return sync.status()
    },
    resume: async ({ account }) => {
      const { sync } = await open(account)
      sync.resume()
      return sync.status()
    },
  }
}
