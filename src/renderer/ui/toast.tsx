import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'

export const toasts = Base.createToastManager()

/** Says what happened to something that was started elsewhere on the screen. */
export function toast(title: string, description?: string): void {
  toasts.add(description === undefined ? { title } : { title, description })
}

function List() {
  const { t } = useTranslation('ui')
  const { toasts: shown } = Base.useToastManager()
  return shown.map((item) => (
    <Base.Root
      key={item.id}
      toast={item}
      className="floats appears flex w-80 items-start gap-2 rounded-md px-3 py-2.5 data-limited:hidden"
    >
      <Base.Content className="min-w-0 flex-1">
        <Base.Title className="font-medium" />
        <Base.Description className="text-ink-2" />
      </Base.Content>
      <Base.Close render={<IconButton label={t('close')}>{<X className="size-4" />}</IconButton>} />
    </Base.Root>
  ))
}

export function Toasts() {
  const { t } = useTranslation('ui')
  return (
    <Base.Provider toastManager={toasts}>
      <Base.Portal>
        <Base.Viewport aria-label={t('notices')} className="fixed right-4 bottom-4 z-50 flex flex-col gap-2">
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}
