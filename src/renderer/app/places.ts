import {
  ArrowLeftRight,
  ArrowUpFromLine,
  ChartNoAxesColumn,
  CreditCard,
  Layers,
  LayoutList,
  ListChecks,
  Scale,
  Search,
  Settings,
  Share2,
  Table2,
  Undo2,
} from 'lucide-react'

/** The places of the console, in the order of the navigation. */
export const places = [
  { to: '/all-accounts', name: 'allAccounts', icon: LayoutList },
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

/** The list that another account is shown with when one is switched to: the place on screen, without what was chosen in it. */
export function placeToStay(pathname: string): (typeof places)[number]['to'] {
  const place = places.find(({ to }) => to !== '/' && (pathname === to || pathname.startsWith(`${to}/`)))
  return place === undefined || place.name === 'allAccounts' ? '/' : place.to
}
