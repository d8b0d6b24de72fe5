import { Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Onboarding } from '../features/accounts/onboarding.tsx'
import { SyncState } from '../features/sync/sync-state.tsx'
import { useActiveAccount } from '../lib/session.ts'
import { AccountSwitcher } from './account-switcher.tsx'
import { AllAccountsBar, ModeBar } from './mode-bar.tsx'
import { Navigation } from './navigation.tsx'
import { SearchEverywhere } from './search-everywhere.tsx'
import { SearchField } from './search-field.tsx'
import { useEverywhere } from './use-everywhere.ts'

/** The frame around every view; before the first account there is only the welcome. */
export function Shell() {
  const { t } = useTranslation('app')
  const account = useActiveAccount()
  const everywhere = useEverywhere()
  if (!account) return <Onboarding />
  return (
    <div className="flex h-full flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-1 focus:left-1 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-1.5"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('content')?.focus()
        }}
      >
        {t('skip')}
      </a>
      {everywhere ? <AllAccountsBar /> : <ModeBar account={account} />}
      <div className="flex min-h-0 flex-1">
        <Navigation />
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-6 max-[1000px]:px-4">
            <AccountSwitcher />
            {everywhere ? <SearchEverywhere /> : <SearchField />}
            <span className="flex-1" />
            {!everywhere && <SyncState account={account} />}
          </header>
          <main id="content" tabIndex={-1} className="min-h-0 flex-1" key={account.id}>
            <Outlet />
          </main>
        </div>
      </div>
    </div>
  )
}
