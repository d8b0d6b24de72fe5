import { useTranslation } from 'react-i18next'
import type { ListSummary } from '../../../shared/list.ts'
import { UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { currencyName } from '../../../shared/money-text.ts'
import { useEnvironment } from '../environment.tsx'
import { numberText } from '../format.ts'
import { FreshnessStamp } from '../freshness-stamp.tsx'
import { Money } from '../money.tsx'

/** What the filtered list adds up to, per currency, and how old it is. */
export function ListFooter({ summary }: { readonly summary: ListSummary | undefined }) {
  const { t } = useTranslation('ui')
  const { locale, timeZone } = useEnvironment()
  return (
    <footer className="flex h-9 shrink-0 items-center gap-x-5 border-t border-line px-6 text-small whitespace-nowrap text-ink-2">
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
          <div
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
            tabIndex={0}
            role="group"
            aria-label={t('sums')}
            className="flex h-full min-w-0 flex-1 items-center gap-x-5 overflow-x-auto mask-r-from-[calc(100%-1.5rem)] pr-6 [scrollbar-width:none]"
          >
            {summary.sums.map(({ currency, count, total }) =>
              total === null ? (
                <span key={currency}>
                  {t(currency === UNKNOWN_CURRENCY ? 'noCurrency' : 'noTotal', {
                    count,
                    formatted: numberText(count, locale),
                    currency: currencyName(currency, locale),
                  })}
                </span>
              ) : (
                <Money key={currency} value={total} />
              ),
            )}
          </div>
          <span className="max-[1000px]:sr-only">{t('zone', { zone: timeZone })}</span>
          <FreshnessStamp freshness={summary.freshness} />
        </>
      )}
    </footer>
  )
}
