import { useTranslation } from 'react-i18next'
import type { QueuedOperation } from '../../../shared/features/operations/contract.ts'

/** Stripe's own names and values, so that nothing is hidden from whoever approves. */
export function Parameters({ params }: Pick<QueuedOperation, 'params'>) {
  const { t } = useTranslation('operations')
  return (
    <dl aria-label={t('parameters')} className="my-2 rounded-md bg-sunken px-3 py-1.5">
      {Object.entries(params).map(([name, value]) => (
        <div key={name} className="flex gap-4 py-0.5">
          <dt className="w-44 shrink-0 font-mono text-small text-ink-2">{name}</dt>
          <dd className="min-w-0 break-all">{String(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
