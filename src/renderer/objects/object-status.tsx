import { disputeStatusSchema } from '../../shared/features/disputes/contract.ts'
import { Status } from '../ui/status.tsx'
import { DisputeStatus } from './dispute-status.tsx'
import { statusTones } from './words/statuses.ts'
import { useWord } from './words/use-word.ts'

/** The status of an object of any type, as Stripe gives it. */
export function ObjectStatus({ type, status }: { readonly type: string; readonly status: string }) {
  const word = useWord()
  if (type === 'disputes')
    return (
      <DisputeStatus status={disputeStatusSchema.safeParse(status).data ?? 'unknown'} rawStatus={status} />
    )
  return <Status tone={statusTones[status] ?? 'unknown'}>{word('status', status)}</Status>
}
