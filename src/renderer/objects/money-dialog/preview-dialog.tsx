import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'

interface Props<Preview> {
  readonly title: string
  /** Names what is previewed; it is read afresh each time the dialog opens. */
  readonly queryKey: readonly unknown[]
  readonly load: () => Promise<Preview>
  readonly onClose: () => void
  readonly children: (preview: Preview) => ReactNode
}

/** Asks Stripe how things stand, then shows the form that depends on it. */
export function PreviewDialog<Preview>({ title, queryKey, load, onClose, children }: Props<Preview>) {
  const { t } = useTranslation(['money', 'ui'])
  const { data, error, refetch } = useQuery({ queryKey, queryFn: load, gcTime: 0, staleTime: 0 })
  if (data !== undefined) return children(data)
  return (
    <Dialog open title={title} onClose={onClose} footer={<Button onClick={onClose}>{t('ui:close')}</Button>}>
      {error ? (
        <FailureNotice
          title={t('money:previewFailed')}
          failure={failureOf(error)}
          onRetry={() => void refetch()}
        />
      ) : (
        <p role="status" className="py-6 text-ink-2">
          {t('money:checking')}
        </p>
      )}
    </Dialog>
  )
}
