import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'
import { type OperationsTab, operationsTabs } from './search.ts'

interface Props {
  readonly account: string
  readonly chosen: OperationsTab
}

/** History, what needs a person, and what waits; each with how many there are. */
export function Tabs({ account, chosen }: Props) {
  const { t } = useTranslation('operations')
  const { locale } = useEnvironment()
  const counts = useQuery({
    queryKey: keys.of('operations', account, 'counts'),
    queryFn: async () => await api.operations.counts({ account }),
  }).data
  const countOf = (tab: OperationsTab): number => {
    if (!counts || tab === 'all') return 0
    if (tab === 'needs_person') return counts.journal.needs_person
    if (tab === 'unknown') return counts.journal.unknown + counts.journal.sending
    return counts.queue[tab]
  }
  return (
    <nav aria-label={t('tabs')} className="flex flex-wrap gap-1 border-b border-line px-6">
      {operationsTabs.map((tab) => {
        const count = countOf(tab)
        return (
          <Link
            key={tab}
            to="/operations"
            search={tab === 'all' ? {} : { tab }}
            aria-current={tab === chosen ? 'page' : undefined}
            className={`-mb-px inline-flex items-center gap-1.5 border-b-2 px-3 py-1.5 ${
              tab === chosen
                ? 'border-accent font-medium text-ink'
                : 'border-transparent text-ink-2 hover:text-ink'
            }`}
          >
            {t(`tab.${tab}`)}
            {count > 0 && (
              <span className="tabular rounded-full bg-selected px-1.5 text-label text-ink">
                {numberText(count, locale)}
              </span>
            )}
          </Link>
        )
      })}
    </nav>
  )
}
