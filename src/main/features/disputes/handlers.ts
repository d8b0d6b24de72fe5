import type { disputesContract } from '../../../shared/features/disputes/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { canonicalJson } from '../../operations/canonical.ts'
import { order } from '../command.ts'
import type { OpenAccount } from '../context.ts'

export function disputesHandlers(open: OpenAccount): FeatureHandlers<typeof disputesContract> {
  return {
    list: async ({ account, ...input }) => await (await open(account)).query('disputes.list', input),
    summary: async ({ account, ...input }) => await (await open(account)).query('disputes.summary', input),
    get: async ({ account, id }) => await (await open(account)).query('disputes.get', { id }),
    submitEvidence: async (input) =>
      await order(await open(input.account), 'dispute_evidence', input, {
        dispute: input.dispute,
        evidence: canonicalJson(input.evidence),
      }),
    accept: async (input) =>
      await order(await open(input.account), 'dispute_acceptance', input, { dispute: input.dispute }),
  }
}
