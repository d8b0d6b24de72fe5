import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

const tabs = [
  { to: '/settings', name: 'general' },
  { to: '/settings/operators', name: 'operators' },
  { to: '/settings/limits', name: 'limits' },
  { to: '/settings/log', name: 'log' },
] as const

/** The parts of the settings, as a row of links under the title. */
export function SettingsTabs() {
  const { t } = useTranslation('settings')
  return (
    <nav
      aria-label={t('parts')}
      className="mb-3 flex flex-wrap gap-1 border-b border-line [&+section]:border-t-0 [&+section]:pt-0"
    >
      {tabs.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true }}
          className="-mb-px border-b-2 border-transparent px-3 py-1.5 text-ink-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {t(`part.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
