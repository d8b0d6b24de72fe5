import { useTranslation } from 'react-i18next'
import type { ListSummary } from '../../../shared/list.ts'
import { useEnvironment } from '../environment.tsx'
import { numberText } from '../format.ts'
import { FreshnessStamp } from '../freshness-stamp.tsx'
import { Money } from '../money.tsx'

/** What the filtered list adds up to, per currency, and how old it is. */
export function ListFooter({ summary }: { readonly summary: ListSummary | undefined }) {
  const { t } = useTranslation('ui')
  const { locale, timeZone } = useEnvironment()
  return (
    <footer className="flex min-h-9 flex-wrap items-center gap-x-5 gap-y-0.5 border-t border-line px-6 py-1.5 text-small text-ink-2">
      {summary && (
        <>
          <span className="tabular font-medium text-ink" data-testid="count">
            {summary.exact
              ? t('rows', { count: summary.count, formatted: numberText(summary.count, locale) })
              : t('about', {
                  formatted: t('rows', {
                    count: summary.count,
                    formatted: numberText(summary.count, locale),
                  }),
                })}
          </span>
          {summary.sums.map((sum) => (
            <Money key={sum.total.currency} value={sum.total} />
          ))}
          <span className="flex-1" />
          <span>{t('zone', { zone: timeZone })}</span>
          <FreshnessStamp freshness={summary.freshness} />
        </>
      )}
    </footer>
  )
}
