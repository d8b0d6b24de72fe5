import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../shared/errors.ts'
import { Button } from './button.tsx'
import { cx } from './class-names.ts'
import { CopyableId } from './copyable-id.tsx'

/** Stripe's own words, where there was an answer at all. */
function answered({ stripe }: Failure): string | null {
  return stripe === null || stripe.status === null ? null : stripe.message
}

interface Props {
  readonly failure: Failure
  /** What was being tried, in the operator's words. */
  readonly title?: string | undefined
  readonly onRetry?: (() => void) | undefined
  readonly className?: string | undefined
}

/** The sentence for a failure, by its code. */
export function useFailureText(): (failure: Failure) => string {
  const { t } = useTranslation('errors')
  return (failure) => t(failure.code, failure.params)
}

/** What failed, what it means, what to do, and the request id to copy. */
export function FailureNotice({ failure, title, onRetry, className }: Props) {
  const { t } = useTranslation('ui')
  const text = useFailureText()
  const requestId = failure.stripe?.requestId ?? null
  const { file, path, holder } = failure.params
  const concerned = file ?? path ?? holder
  const said = failure.code === 'internal' ? failure.message : answered(failure)
  return (
    <div
      role="alert"
      className={cx('flex gap-2.5 rounded-md border border-failed/40 bg-failed/6 px-3 py-2.5', className)}
    >
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-failed" />
      <div className="min-w-0 flex-1 space-y-1">
        {title !== undefined && <p className="font-medium">{title}</p>}
        <p>{text(failure)}</p>
        {said !== null && <p className="break-words text-ink-2">{said}</p>}
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-2">
          <code className="font-mono">{failure.stripe?.code ?? failure.code}</code>
          {concerned !== undefined && <code className="min-w-0 font-mono break-all">{concerned}</code>}
          {requestId !== null && (
            <span className="inline-flex items-center gap-1">
              {t('requestId')} <CopyableId id={requestId} />
            </span>
          )}
        </p>
      </div>
      {onRetry && <Button onClick={onRetry}>{t('retry')}</Button>}
    </div>
  )
}
