import type { balancesContract } from '../../../shared/features/balances/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'

export function balancesHandlers(open: OpenAccount): FeatureHandlers<typeof balancesContract> {
  return {
    get: async ({ account }) => (await open(account)).query('balances.get', {}),
    at: async ({ account, at }) => (await open(account)).query('balances.at', { at }),
    course: async ({ account, to, days }) => (await open(account)).query('balances.course', { to, days }),
    reconciliation: async ({ account }) => (await open(account)).query('balances.reconciliation', {}),
    transactions: async ({ account, ...input }) =>
      (await open(account)).query('balances.transactions', input),
    transactionSummary: async ({ account, ...input }) =>
      (await open(account)).query('balances.transactionSummary', input),
    transactionTypes: async ({ account }) => (await open(account)).query('balances.transactionTypes', {}),
  }
}
