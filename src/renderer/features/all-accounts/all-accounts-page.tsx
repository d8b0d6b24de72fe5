import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import { byMode } from '../../lib/account-order.ts'
import { useAccounts } from '../../lib/session.ts'
import { Page } from '../../ui/page.tsx'
import { FoundEverywhere } from './found-everywhere.tsx'
import { ModeSection } from './mode-section.tsx'
import { NewestPayments } from './newest-payments.tsx'
import { useStandings } from './queries.ts'
import type { AllAccountsSearch } from './search.ts'

interface Props {
  readonly search: AllAccountsSearch
  readonly onSearch: (search: AllAccountsSearch) => void
  /** The state of an account's sync, in words. */
  readonly sync: (account: AccountProfile) => ReactNode
}

/** Every account of this console: what it holds and took, what waits in it, its newest payments; or what is searched. */
export function AllAccountsPage({ search, onSearch, sync }: Props) {
  const { t } = useTranslation('all-accounts')
  const groups = byMode(useAccounts().profiles)
  const accounts = groups.flatMap((group) => group.accounts)
  const standings = useStandings(accounts)
  if (search.q !== undefined)
    return (
      <Page title={t('title')}>
        <FoundEverywhere accounts={accounts} clue={search.q} />
      </Page>
    )
  return (
    <Page title={t('title')}>
      {groups.map(({ mode }) => (
        <ModeSection
          key={mode}
          mode={mode}
          answers={standings.filter(({ account }) => account.mode === mode)}
          period={search.period ?? 'last30'}
          onPeriod={(period) => onSearch({ ...search, period })}
          sync={sync}
        />
      ))}
      <NewestPayments groups={groups} mode={search.mode} onMode={(mode) => onSearch({ ...search, mode })} />
    </Page>
  )
}
