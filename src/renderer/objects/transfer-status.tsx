import { useTranslation } from 'react-i18next'
import type { TransferRow } from '../../shared/features/transfers/contract.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<TransferRow['status'], Tone>> = {
  paid: 'succeeded',
  partially_reversed: 'refunded',
  reversed: 'refunded',
}

export function TransferStatus({ status }: { readonly status: TransferRow['status'] }) {
  const { t } = useTranslation('objects')
  return <Status tone={tones[status]}>{t(`transfer.${status}`)}</Status>
}
