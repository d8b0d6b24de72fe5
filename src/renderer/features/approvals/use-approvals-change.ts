import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApprovalsState } from '../../../shared/features/approvals/contract.ts'
import { approvalsKey } from '../../objects/operators.tsx'

/** Makes one change to who may work here and puts the state it answers with on screen. */
export function useApprovalsChange<Input>(
  account: string,
  change: (input: Input) => Promise<ApprovalsState>,
  onDone: () => void,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (state) => {
      client.setQueryData(approvalsKey(account), state)
      onDone()
    },
  })
}
