import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'

export interface MenuEntry {
  readonly id: string
  readonly label: ReactNode
  readonly onSelect: () => void
}

interface Props {
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
}

/** A button that opens a list of things to do or places to go. */
export function Menu({ trigger, entries, align = 'start' }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className="floats appears max-h-(--available-height) max-w-96 min-w-48 overflow-y-auto rounded-md p-1">
            {entries.map((entry) => (
              <Base.Item
                key={entry.id}
                onClick={entry.onSelect}
                className="flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 outline-none data-highlighted:bg-hover"
              >
                {entry.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
