import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AccountsState } from '../../shared/features/accounts/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import { api } from '../lib/api.ts'
import { keys } from '../lib/query-keys.ts'
import { failureOf } from '../ui/failure-of.ts'
import { useFailureText } from '../ui/failure.tsx'
import { toast } from '../ui/toast.tsx'

/**
 * Shows another account and then what was chosen of it, as `go` says. One that has answered before is open and shown
 * without waiting for main. Where it cannot be opened, the account that was on screen is, and the reason is told.
 */
export function useSwitchAccount(): (account: AccountId, go: () => void) => Promise<void> {
  const { t } = useTranslation('objects')
  const client = useQueryClient()
  const textOf = useFailureText()
  return async (account, go) => {
    const before = client.getQueryData<AccountsState>(keys.accounts)
    const isOpen = client.getQueryData(keys.sync(account)) !== undefined
    if (isOpen && before !== undefined) {
      client.setQueryData(keys.accounts, { ...before, active: account })
      go()
    }
    try {
      client.setQueryData(keys.accounts, await api.accounts.activate({ account }))
      if (!isOpen) go()
    } catch (error) {
      client.setQueryData(keys.accounts, before)
      toast(t('switchFailed'), textOf(failureOf(error)))
    }
  }
}
