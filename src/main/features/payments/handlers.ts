import type { paymentsContract } from '../../../shared/features/payments/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { OpenAccount } from '../context.ts'
import { paymentCommands } from './commands.ts'

export function paymentsHandlers(open: OpenAccount): FeatureHandlers<typeof paymentsContract> {
  return {
    list: async ({ account, ...input }) => (await open(account)).query('payments.list', input),
    summary: async ({ account, ...input }) => (await open(account)).query('payments.summary', input),
    get: async ({ account, id }) => (await open(account)).query('payments.get', { id }),
    currencies: async ({ account }) => (await open(account)).query('payments.currencies', {}),
    ...paymentCommands(open),
  }
}
