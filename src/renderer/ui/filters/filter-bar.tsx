import { Plus, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Popover } from '../popover.tsx'

export interface Filter {
  readonly id: string
  readonly name: string
  /** The filter in words, such as "Status is failed"; null while it is not set. */
  readonly summary: string | null
  readonly editor: (close: () => void) => ReactNode
  readonly clear: () => void
}

interface Props {
  readonly filters: readonly Filter[]
  readonly leading?: ReactNode
  /** Takes every filter away in one step. */
  readonly onClear: () => void
}

/** The filters of a list in one row: what is set reads as a sentence, and each is edited in place. */
export function FilterBar({ filters, leading, onClear }: Props) {
  const { t } = useTranslation('ui')
  const set = filters.filter((filter) => filter.summary !== null)
  return (
    <div role="group" aria-label={t('filters')} className="flex flex-wrap items-center gap-1.5 px-6 pb-3">
      {leading}
      {filters.map((filter) => (
        <Chip key={filter.id} filter={filter} />
      ))}
      {set.length > 1 && (
        <button
          type="button"
          className="h-7 rounded-md px-2 text-small text-ink-2 hover:bg-hover hover:text-ink"
          onClick={onClear}
        >
          {t('clearFilters')}
        </button>
      )}
    </div>
  )
}

function Chip({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation('ui')
  const [open, setOpen] = useState(false)
  const { summary } = filter
  const trigger =
    summary === null ? (
      <button
        type="button"
        aria-label={t('filterBy', { name: filter.name })}
        className="inline-flex h-7 items-center gap-1 rounded-full border border-dashed border-line-strong px-2.5 text-small text-ink-2 hover:bg-hover hover:text-ink"
      >
        <Plus aria-hidden="true" className="size-3" />
        {filter.name}
      </button>
    ) : (
      <button
        type="button"
        aria-label={t('editFilter', { filter: summary })}
        className="h-full max-w-80 truncate rounded-l-full pr-1.5 pl-3 hover:bg-hover"
      >
        {summary}
      </button>
    )
  const popover = (
    <Popover title={filter.name} trigger={trigger} open={open} onOpenChange={setOpen}>
      {filter.editor(() => setOpen(false))}
    </Popover>
  )
  if (summary === null) return popover
  return (
    <span className="inline-flex h-7 items-center rounded-full border border-line-strong bg-selected text-small">
      {popover}
      <button
        type="button"
        aria-label={t('removeFilter', { filter: summary })}
        className="inline-flex h-full items-center rounded-r-full pr-2 pl-1 text-ink-2 hover:bg-hover hover:text-ink"
        onClick={filter.clear}
      >
        <X aria-hidden="true" className="size-3" />
      </button>
    </span>
  )
}
