import { useTranslation } from 'react-i18next'
import type { DisputeStatus as Value } from '../../shared/features/disputes/contract.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<Value, Tone>> = {
  warning_needs_response: 'disputed',
  warning_under_review: 'pending',
  warning_closed: 'canceled',
  needs_response: 'disputed',
  under_review: 'pending',
  won: 'succeeded',
  lost: 'failed',
  prevented: 'succeeded',
  unknown: 'unknown',
}

interface Props {
  readonly status: Value
  readonly rawStatus?: string
}

export function DisputeStatus({ status, rawStatus }: Props) {
  const { t } = useTranslation('objects')
  return (
    <Status tone={tones[status]}>
      {status === 'unknown' && rawStatus !== undefined ? rawStatus : t(`dispute.${status}`)}
    </Status>
  )
}
