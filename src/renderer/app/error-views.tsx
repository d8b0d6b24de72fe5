import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../ui/failure-of.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { FailureNotice } from '../ui/failure.tsx'

interface CrashedProps {
  readonly error: unknown
  readonly reset: () => void
}

/** A view that threw: the rest of the window goes on. */
export function Crashed({ error, reset }: CrashedProps) {
  const { t } = useTranslation('app')
  return (
    <div className="mx-auto max-w-xl space-y-3 px-6 py-16">
      <FailureNotice title={t('crashed')} failure={failureOf(error)} />
      <p className="text-ink-2">{t('crashedText')}</p>
      <Button look="primary" onClick={reset}>
        {t('reload')}
      </Button>
    </div>
  )
}

export function NotFound() {
  const { t } = useTranslation('app')
  return (
    <EmptyState
      title={t('notFound')}
      action={
        <Link to="/" className="text-accent underline">
          {t('toOverview')}
        </Link>
      }
    />
  )
}
