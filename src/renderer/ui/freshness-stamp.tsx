import { useTranslation } from 'react-i18next'
import type { Freshness } from '../../shared/freshness.ts'
import { useEnvironment } from './environment.tsx'
import { relativeText, timeText } from './format.ts'
import { useNow } from './now.ts'

/** How old what is shown is, in words. */
export function FreshnessStamp({ freshness }: { readonly freshness: Freshness }) {
  const { t } = useTranslation('ui')
  const { locale, timeZone } = useEnvironment()
  const now = useNow()
  const { asOf, complete } = freshness
  if (asOf === null) return <span>{t('notYetRead')}</span>
  return (
    <span className="tabular whitespace-nowrap" title={timeText(asOf, locale, timeZone, 'exact')}>
      {t('asOf', { when: relativeText(Math.min(asOf, now), now, locale) })}
      {!complete && ` · ${t('incomplete')}`}
    </span>
  )
}
