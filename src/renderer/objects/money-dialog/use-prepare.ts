import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OperationKindName, operationsContract } from '../../../shared/features/operations/contract.ts'
import type { InputOf } from '../../../shared/ipc.ts'
import type { Money } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'

export type PreparedParams = InputOf<(typeof operationsContract)['saveDraft']>['params']

interface Order {
  readonly amount: Money
  readonly params: PreparedParams
}

const PROPOSAL_SECONDS = 3 * 86_400

/** Keeps an operation that cannot be sent from here now: as a draft, or as a signed proposal for another machine. */
export function usePrepare(account: string, kind: OperationKindName, attempt: string, mode: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ amount, params }: Order) => {
      if (mode === 'propose') {
        const { file } = await api.approvals.propose({
          account,
          kind,
          amount,
          params,
          expiresIn: PROPOSAL_SECONDS,
        })
        return { kept: 'proposal' as const, file }
      }
      await api.operations.saveDraft({ account, attempt, kind, amount, params })
      return { kept: 'draft' as const, file: null }
    },
    onSuccess: async () => await client.invalidateQueries({ queryKey: ['operations', account] }),
  })
}
