import { useTranslation } from 'react-i18next'
import type { QueuedOperation } from '../../shared/features/operations/contract.ts'
import { Status, type Tone } from '../ui/status.tsx'

const tones: Readonly<Record<QueuedOperation['state'], Tone>> = {
  draft: 'waiting',
  held: 'pending',
  awaiting_approval: 'disputed',
}

export function QueuedStatus({ state }: { readonly state: QueuedOperation['state'] }) {
  const { t } = useTranslation('objects')
  return <Status tone={tones[state]}>{t(`queued.${state}`)}</Status>
}
