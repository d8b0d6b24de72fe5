import { useTranslation } from 'react-i18next'
import type { SearchRow } from '../../../shared/features/search/contract.ts'
import type { OutputOf } from '../../../shared/ipc.ts'
import type { searchContract } from '../../../shared/features/search/contract.ts'
import { cx } from '../../ui/class-names.ts'
import { Money } from '../../ui/money.tsx'
import { Time } from '../../ui/time.tsx'

interface Props {
  readonly id: string
  readonly found: OutputOf<typeof searchContract.everything>
  /** Index among all rows shown; -1 for none. */
  readonly chosen: number
  readonly onOpen: (row: SearchRow) => void
}

/** What half a clue finds, by type, below the box it is typed into. */
export function QuickResults({ id, found, chosen, onOpen }: Props) {
  const { t } = useTranslation('search')
  const rows = found.groups.flatMap((group) => group.rows)
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('results')}
      className="floats absolute top-full left-0 z-40 mt-1.5 max-h-[70vh] w-[36rem] max-w-[calc(100vw-16rem)] overflow-y-auto rounded-md p-1.5"
    >
      {found.groups.length === 0 && <p className="px-2 py-3 text-ink-2">{t('nothing')}</p>}
      {found.groups.map((group) => (
        <div key={group.type} role="group" aria-label={t(`types.${group.type}`)} className="pb-1">
          <p className="px-2 py-1 text-small font-medium text-ink-2">
            {t(`types.${group.type}`)}
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
                <span className="w-28 shrink-0 truncate text-right">
                  {row.amount !== null && <Money value={row.amount} className="font-medium" />}
                </span>
                <span className="min-w-0 flex-1 truncate">
                  {[row.who, row.title].filter((text) => text !== null).join(' · ') || row.id}
                </span>
                <span className="shrink-0 text-small text-ink-2">{row.status?.replaceAll('_', ' ')}</span>
                <span className="shrink-0 text-small text-ink-2">
                  {row.created > 0 && <Time at={row.created} />}
                </span>
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
