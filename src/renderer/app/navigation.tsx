import { Link } from '@tanstack/react-router'
import {
  ArrowLeftRight,
  ArrowUpFromLine,
  ChartNoAxesColumn,
  CreditCard,
  Layers,
  ListChecks,
  Scale,
  Search,
  Settings,
  Share2,
  Table2,
  Undo2,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'

const places = [
  { to: '/', name: 'overview', icon: ChartNoAxesColumn },
  { to: '/payments', name: 'payments', icon: CreditCard },
  { to: '/refunds', name: 'refunds', icon: Undo2 },
  { to: '/bulk-refunds', name: 'bulkRefunds', icon: Layers },
  { to: '/payouts', name: 'payouts', icon: ArrowUpFromLine },
  { to: '/transfers', name: 'transfers', icon: Share2 },
  { to: '/disputes', name: 'disputes', icon: Scale },
  { to: '/balances', name: 'balances', icon: ArrowLeftRight },
  { to: '/operations', name: 'operations', icon: ListChecks },
  { to: '/search', name: 'search', icon: Search },
  { to: '/sql', name: 'sql', icon: Table2 },
  { to: '/settings', name: 'settings', icon: Settings },
] as const

/** The places of the console; only icons where the window is narrow. */
export function Navigation() {
  const { t } = useTranslation('app')
  return (
    <nav
      aria-label={t('nav.label')}
      className="flex w-52 shrink-0 flex-col gap-0.5 border-r border-line px-2 py-3 max-[1000px]:w-13"
    >
      {places.map(({ to, name, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          title={t(`nav.${name}`)}
          className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          <Icon aria-hidden="true" className="size-4 shrink-0" />
          <span className="truncate max-[1000px]:sr-only">{t(`nav.${name}`)}</span>
        </Link>
      ))}
    </nav>
  )
}
