import { useTranslation } from 'react-i18next'
import type { PayoutStatus as Value } from '../../shared/features/payouts/contract.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<Value, Tone>> = {
  pending: 'waiting',
  in_transit: 'pending',
  paid: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
  unknown: 'unknown',
}

interface Props {
  readonly status: Value
  readonly rawStatus?: string
}

export function PayoutStatus({ status, rawStatus }: Props) {
  const { t } = useTranslation('objects')
  return (
    <Status tone={tones[status]}>
      {status === 'unknown' && rawStatus !== undefined ? rawStatus : t(`payout.${status}`)}
    </Status>
  )
}
