import type { allAccountsContract } from '../../../shared/features/all-accounts/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'
import { accountStanding } from './standing.ts'

export function allAccountsHandlers(open: OpenAccount): FeatureHandlers<typeof allAccountsContract> {
  return {
    standing: async ({ account, ...input }) => await accountStanding(await open(account), input),
  }
}
