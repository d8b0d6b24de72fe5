import { useTranslation } from 'react-i18next'
import type { OperationState } from '../../shared/features/operations/contract.ts'
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
