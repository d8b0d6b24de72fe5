import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAccounts } from '../lib/session.ts'
import { places } from './places.ts'

/** The places of the console, the first of them where there is more than one account; only icons where the window is narrow. */
export function Navigation() {
  const { t } = useTranslation('app')
  const several = useAccounts().profiles.length > 1
  return (
    <nav
      aria-label={t('nav.label')}
      className="flex w-52 shrink-0 flex-col gap-0.5 border-r border-line px-2 py-3 max-[1000px]:w-13"
    >
      {places
        .filter(({ name }) => several || name !== 'allAccounts')
        .map(({ to, name, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            title={t(`nav.${name}`)}
            data-place={name}
            className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink data-[place=allAccounts]:mb-2"
          >
            <Icon aria-hidden="true" className="size-4 shrink-0" />
            <span className="truncate max-[1000px]:sr-only">{t(`nav.${name}`)}</span>
          </Link>
        ))}
    </nav>
  )
}
