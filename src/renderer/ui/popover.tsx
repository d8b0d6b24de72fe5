import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

interface Props {
  readonly trigger: ReactElement
  readonly title: string
  readonly children: ReactNode
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly align?: 'start' | 'center' | 'end'
}

/** A small panel beside its button; Escape or a click elsewhere closes it. */
export function Popover({ trigger, title, children, open, onOpenChange, align = 'start' }: Props) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} className="z-50">
          <Base.Popup className="floats appears max-h-(--available-height) max-w-[calc(100vw-16px)] min-w-56 overflow-y-auto rounded-md p-3">
            <Base.Title className="mb-2 text-small font-medium text-ink-2">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
