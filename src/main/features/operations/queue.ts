import {
  type QueuedOperation,
  operationParamsSchema,
  queuedOperationSchema,
} from '../../../shared/features/operations/contract.ts'
import { listApprovals } from '../../approvals/approvals.ts'
import type { MoneyDesk } from '../../accounts/money-desk.ts'
import { listHolds } from '../../limits/holds.ts'
import { listDrafts } from '../../operations/drafts.ts'

/** What waits before the journal: holds and approvals by their end, then drafts by age. */
export function queueOf({ ledger, now }: MoneyDesk): readonly QueuedOperation[] {
  const holds = listHolds(ledger)
    .filter(({ state }) => state === 'waiting' || state === 'releasing')
    .map(({ attempt, kind, amount, params, operator, placedAt, until }) =>
      queuedOperationSchema.parse({
        attempt,
        state: 'held',
        kind,
        amount,
        params: operationParamsSchema.parse(JSON.parse(params)),
        operator,
        createdAt: placedAt,
        until,
        note: null,
      }),
    )
  const approvals = listApprovals(ledger, now())
    .filter(({ state }) => state === 'waiting')
    .map(({ attempt, kind, amount, params, preparer, createdAt, expiresAt }) =>
      queuedOperationSchema.parse({
        attempt,
        state: 'awaiting_approval',
        kind,
        amount,
        params,
        operator: preparer,
        createdAt,
        until: expiresAt,
        note: null,
      }),
    )
  const ending = [...holds, ...approvals].toSorted((a, b) => (a.until ?? 0) - (b.until ?? 0))
  return [...ending, ...listDrafts(ledger)]
}

export function queueCounts(queue: readonly QueuedOperation[]): Record<QueuedOperation['state'], number> {
  const count = (state: QueuedOperation['state']) => queue.filter((each) => each.state === state).length
  return { draft: count('draft'), held: count('held'), awaiting_approval: count('awaiting_approval') }
}
