import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Saved } from './saved.tsx'

interface Props {
  readonly sql: string
  readonly onChoose: (sql: string) => void
}

/** The views with their columns, and the queries kept. */
export function Sidebar({ sql, onChoose }: Props) {
  const { t } = useTranslation('sql')
  const account = useAccount().id
  const views = useQuery({
    queryKey: keys.of('sqlViews', account),
    queryFn: async () => await api.sql.views({ account }),
  }).data
  return (
    <div className="flex w-60 shrink-0 flex-col gap-4 overflow-y-auto border-r border-line px-4 py-3 max-[1000px]:w-56">
      <Saved sql={sql} onChoose={onChoose} />
      <section aria-label={t('views')}>
        <h2 className="pb-1 text-small font-medium text-ink-2">{t('views')}</h2>
        {views?.map(({ name, columns }) => (
          <details key={name}>
            <summary className="min-h-6 whitespace-nowrap py-0.5 font-mono text-small leading-5 hover:bg-hover">
              {name}
            </summary>
            <ul className="pb-1 pl-4">
              {columns.map((column) => (
                <li key={column.name} className="flex justify-between gap-2 font-mono text-small text-ink-2">
                  <span className="truncate">{column.name}</span>
                  <span className="text-ink-3">{column.type.toLowerCase()}</span>
                </li>
              ))}
            </ul>
            <Button
              look="quiet"
              className="mb-1 h-6"
              onClick={() => onChoose(`SELECT * FROM ${name} ORDER BY created DESC LIMIT 100`)}
            >
              SELECT *
            </Button>
          </details>
        ))}
      </section>
    </div>
  )
}
