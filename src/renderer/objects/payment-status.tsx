import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PaymentStatus as Value } from '../../shared/features/payments/contract.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<Value, Tone>> = {
  succeeded: 'succeeded',
  partially_refunded: 'refunded',
  refunded: 'refunded',
  disputed: 'disputed',
  failed: 'failed',
  uncaptured: 'waiting',
  processing: 'pending',
  requires_action: 'waiting',
  incomplete: 'waiting',
  canceled: 'canceled',
  unknown: 'unknown',
}

interface Props {
  readonly status: Value
  /** Stripe's own word, shown where we have none. */
  readonly rawStatus?: string
  readonly title?: string | undefined
}

function StatusOfPayment({ status, rawStatus, title }: Props) {
  const { t } = useTranslation('objects')
  return (
    <Status tone={tones[status]} title={title}>
      {status === 'unknown' && rawStatus !== undefined ? rawStatus : t(`payment.${status}`)}
    </Status>
  )
}

/** The state of a payment. Kept as it is while a list gives its element to another row of the same state. */
export const PaymentStatus = memo(StatusOfPayment)
