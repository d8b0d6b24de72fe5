import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  readonly footer?: ReactNode
}

/** A modal question. Clicking beside it does not close it: nothing typed is lost by a slip. */
export function Dialog({ open, onClose, title, children, footer }: Props) {
  const { t } = useTranslation('ui')
  return (
    <Base.Root
      open={open}
      disablePointerDismissal
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup className="floats appears fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-48px)] w-[480px] max-w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg">
          <div className="flex items-center justify-between gap-3 border-b border-line px-5 py-3">
            <Base.Title className="text-title font-semibold">{title}</Base.Title>
            <Base.Close render={<IconButton label={t('close')}>{<X className="size-4" />}</IconButton>} />
          </div>
          <div className="min-h-0 flex-1 space-y-4 overflow-y-auto px-5 py-4">{children}</div>
          {footer !== undefined && (
            <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
