import { useTranslation } from 'react-i18next'
import type { Operation, OperationState } from '../../shared/features/operations/contract.ts'
import { operationStanding } from '../../shared/features/operations/standing.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<OperationState, Tone>> = {
  intent: 'waiting',
  sending: 'pending',
  unknown: 'unknown',
  needs_person: 'disputed',
  succeeded: 'succeeded',
  proved: 'succeeded',
  failed: 'failed',
  absent: 'canceled',
  abandoned: 'canceled',
  closed: 'refunded',
}

export function OperationStatus({ state }: { readonly state: OperationState }) {
  const { t } = useTranslation('objects')
  return <Status tone={tones[state]}>{t(`operation.${state}`)}</Status>
}

/** How an operation stands by now: what Stripe has taken on is not called done before it is, nor after it came back. */
export function OperationStanding({
  operation,
}: {
  readonly operation: Pick<Operation, 'kind' | 'state' | 'resultStatus'>
}) {
  const { t } = useTranslation('objects')
  const standing = operationStanding(operation)
  if (standing === null || standing === 'done') return <OperationStatus state={operation.state} />
  return <Status tone={standing === 'pending' ? 'pending' : 'failed'}>{t(`standing.${standing}`)}</Status>
}
