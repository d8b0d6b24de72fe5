import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Operation, OperationState } from '../../../shared/features/operations/contract.ts'
import type { Money } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'

/** Ends in which it is certain that no money moved, so that the operator may try again. */
const NOTHING_MOVED: ReadonlySet<OperationState> = new Set(['failed', 'absent', 'abandoned'])

/** What a money operation can show up in. */
const TOUCHED = [
  'payments',
  'refunds',
  'payouts',
  'transfers',
  'disputes',
  'operations',
  'approvals',
  'limits',
] as const

/** What every order carries besides its own parameters. */
export interface Guards {
  /** One for each time an operator decides: a double click or a repeated call is the same operation. */
  readonly attempt: string
  readonly typedAmount: Money | null
  readonly acceptSimilar: boolean
}

/** Sends one operation and follows what becomes of it; a new attempt begins only once the last one moved nothing. */
export function useMoneyOperation(account: string, send: (guards: Guards) => Promise<Operation>) {
  const client = useQueryClient()
  const [attempt, setAttempt] = useState<string>(() => crypto.randomUUID())
  const [sent, setSent] = useState<Operation | null>(null)
  const followed = useQuery({
    queryKey: keys.operation(account, sent?.id ?? 'none'),
    queryFn: async () => await api.operations.get({ account, id: sent?.id ?? '' }),
    enabled: sent !== null,
    ...(sent === null ? {} : { initialData: sent }),
  })
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: setSent,
    onSettled: async () => {
      await Promise.all(
        TOUCHED.map(async (feature) => await client.invalidateQueries({ queryKey: [feature, account] })),
      )
    },
  })
  const operation = sent === null ? null : (followed.data ?? sent)
  const nothingMoved = operation !== null && NOTHING_MOVED.has(operation.state)
  return {
    attempt,
    operation,
    nothingMoved,
    error: mutation.error,
    pending: mutation.isPending,
    send: (guards: Omit<Guards, 'attempt'>) => {
      if (mutation.isPending) return
      const next = nothingMoved ? crypto.randomUUID() : attempt
      if (next !== attempt) setAttempt(next)
      setSent(null)
      mutation.mutate({ ...guards, attempt: next })
    },
  }
}
export type MoneyOperation = ReturnType<typeof useMoneyOperation>
