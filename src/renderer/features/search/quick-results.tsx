import { useTranslation } from 'react-i18next'
import type { SearchRow } from '../../../shared/features/search/contract.ts'
import type { OutputOf } from '../../../shared/ipc.ts'
import type { searchContract } from '../../../shared/features/search/contract.ts'
import { FoundCells } from '../../objects/found-row.tsx'
import { cx } from '../../ui/class-names.ts'

interface Props {
  readonly id: string
  readonly found: OutputOf<typeof searchContract.everything>
  /** Index among all rows shown; -1 for none. */
  readonly chosen: number
  readonly onOpen: (row: SearchRow) => void
}

/** What half a clue finds, by type, below the box it is typed into. */
export function QuickResults({ id, found, chosen, onOpen }: Props) {
  const { t } = useTranslation(['search', 'objects'])
  const rows = found.groups.flatMap((group) => group.rows)
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('search:results')}
      className="floats absolute top-full left-0 z-40 mt-1.5 max-h-[70vh] w-[36rem] max-w-[calc(100vw-16rem)] overflow-y-auto rounded-md p-1.5"
    >
      {found.groups.length === 0 && <p className="px-2 py-3 text-ink-2">{t('search:nothing')}</p>}
      {found.groups.map((group) => (
        <div key={group.type} role="group" aria-label={t(`objects:type.${group.type}`)} className="pb-1">
          <p className="px-2 py-1 text-small font-medium text-ink-2">
            {t(`objects:type.${group.type}`)}
            {group.more && ' +'}
          </p>
          {group.rows.map((row) => {
            const here = rows.indexOf(row)
            return (
              <div
                key={row.id}
                id={`${id}-${here}`}
                role="option"
                tabIndex={-1}
                aria-selected={here === chosen}
                className={cx(
                  'flex cursor-default items-center gap-3 rounded-sm px-2 py-1 hover:bg-hover',
                  here === chosen && 'bg-selected',
                )}
                onMouseDown={(event) => {
                  event.preventDefault()
                  onOpen(row)
                }}
              >
                <FoundCells row={row} />
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
