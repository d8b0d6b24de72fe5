import type { overviewContract } from '../../../shared/features/overview/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'

export function overviewHandlers(open: OpenAccount): FeatureHandlers<typeof overviewContract> {
  return {
    figures: async ({ account, ...input }) => (await open(account)).query('overview.figures', input),
    activity: async ({ account, since }) => {
      const context = await open(account)
      const found = await context.query('overview.activity', { since })
      return { ...found, operationsUnresolved: context.operations.unresolvedCount() }
    },
  }
}
