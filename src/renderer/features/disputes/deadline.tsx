import type { DisputeRow } from '../../../shared/features/disputes/contract.ts'
import { useNow } from '../../ui/now.ts'
import { Time } from '../../ui/time.tsx'

const SOON = 3 * 86_400

/** By when the bank must have an answer; nothing where none can be given any more. */
export function Deadline({ dispute }: { readonly dispute: Pick<DisputeRow, 'dueBy' | 'status'> }) {
  const now = useNow()
  const open = dispute.status === 'needs_response' || dispute.status === 'warning_needs_response'
  if (dispute.dueBy === null || !open) return null
  return (
    <span className={dispute.dueBy - now < SOON ? 'font-medium text-failed' : 'text-disputed'}>
      <Time at={dispute.dueBy} />
    </span>
  )
}
