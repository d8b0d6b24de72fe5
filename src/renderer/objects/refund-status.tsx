import { useTranslation } from 'react-i18next'
import type { RefundStatus as Value } from '../../shared/features/refunds/contract.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<Value, Tone>> = {
  pending: 'pending',
  requires_action: 'waiting',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
  unknown: 'unknown',
}

interface Props {
  readonly status: Value
  readonly rawStatus?: string
}

export function RefundStatus({ status, rawStatus }: Props) {
  const { t } = useTranslation('objects')
  return (
    <Status tone={tones[status]}>
      {status === 'unknown' && rawStatus !== undefined ? rawStatus : t(`refund.${status}`)}
    </Status>
  )
}
