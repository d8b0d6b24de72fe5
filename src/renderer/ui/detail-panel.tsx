import { X } from 'lucide-react'
import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'

const SMALLEST = 360
const LARGEST = 860
const STEP = 24

function within(width: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, width))
}

/** Gives the focus back to the row from which the panel was entered, once the panel is gone. */
function useReturnOfFocus() {
  const row = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const opener = document.activeElement
    if (opener instanceof HTMLElement) row.current = opener
    return () => {
      if (document.activeElement === document.body) row.current?.focus({ preventScroll: true })
    }
  }, [])
  return (event: FocusEvent<HTMLElement>) => {
    const from = event.relatedTarget
    if (from instanceof HTMLElement && from.dataset['row'] !== undefined) row.current = from
  }
}

interface Props {
  readonly label: string
  readonly actions?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What belongs to the chosen row, beside the list; its edge is dragged or moved with the arrow keys. */
export function DetailPanel({ label, actions, onClose, children }: Props) {
  const { t } = useTranslation('ui')
  const [width, setWidth] = useState(480)
  const noteRow = useReturnOfFocus()

  function drag(event: PointerEvent<HTMLElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    setWidth(within(window.innerWidth - event.clientX))
  }
  function nudge(event: KeyboardEvent<HTMLElement>): void {
    if (event.key === 'ArrowLeft') setWidth((now) => within(now + STEP))
    if (event.key === 'ArrowRight') setWidth((now) => within(now - STEP))
  }

  return (
    <aside
      aria-label={label}
      className="relative flex max-w-full min-w-0 shrink-0 flex-col border-l border-line-strong bg-surface max-[1000px]:absolute max-[1000px]:inset-y-0 max-[1000px]:right-0 max-[1000px]:z-20 max-[1000px]:shadow-float"
      style={{ width }}
      onFocus={noteRow}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
    >
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('resizePanel')}
        aria-valuenow={width}
        aria-valuemin={SMALLEST}
        aria-valuemax={LARGEST}
        tabIndex={0}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize hover:bg-selected"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={nudge}
      />
      <div className="flex h-11 shrink-0 items-center justify-end gap-1 border-b border-line px-3">
        {actions}
        <IconButton label={t('close')} onClick={onClose}>
          <X className="size-4" />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-4 pb-8">{children}</div>
    </aside>
  )
}
