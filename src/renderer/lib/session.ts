import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import type { AccountProfile, AccountsState } from '../../shared/features/accounts/contract.ts'
import type { Settings } from '../../shared/features/settings/contract.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { InputOf } from '../../shared/ipc.ts'
import type { settingsContract } from '../../shared/features/settings/contract.ts'
import { api } from './api.ts'
import { keys } from './query-keys.ts'

export const accountsQuery = queryOptions({
  queryKey: keys.accounts,
  queryFn: async () => await api.accounts.state({}),
})
export const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: async () => await api.settings.get({}),
})
export const infoQuery = queryOptions({ queryKey: keys.info, queryFn: async () => await api.app.info({}) })

export function useAccounts(): AccountsState {
  return useSuspenseQuery(accountsQuery).data
}

/** The account on screen, or null before the first one is opened. */
export function useActiveAccount(): AccountProfile | null {
  const { profiles, active } = useAccounts()
  return profiles.find((profile) => profile.id === active) ?? null
}

/** The account on screen; the shell shows the pages that call this only once there is one. */
export function useAccount(): AccountProfile {
  const account = useActiveAccount()
  if (!account) throw new Error('No account is open')
  return account
}

/** The account that a connected one belongs to; null for any other. */
export function usePlatform({ platform }: AccountProfile): AccountProfile | null {
  return useAccounts().profiles.find(({ id }) => id === platform) ?? null
}

export function useSettings(): Settings {
  return useSuspenseQuery(settingsQuery).data
}

export function useUpdateSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (change: InputOf<typeof settingsContract.update>) => await api.settings.update(change),
    onSuccess: (settings) => client.setQueryData(keys.settings, settings),
  })
}

/** The operator's IANA time zone: as chosen, otherwise the machine's. */
export function useTimeZone(): string {
  return useSettings().timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
}

export function useSyncStatus(account: string): SyncStatus | undefined {
  return useQuery({ queryKey: keys.sync(account), queryFn: async () => await api.sync.status({ account }) })
    .data
}

export type ActionObstacle = 'offline' | 'key_missing' | 'key_invalid' | 'key_expired' | 'folder_in_use'

/** Why nothing can be sent to Stripe for this account now; null where it can. */
export function actionObstacle(profile: AccountProfile, sync: SyncStatus | undefined): ActionObstacle | null {
  if (profile.keyState === 'missing') return 'key_missing'
  if (profile.keyState === 'invalid') return 'key_invalid'
  if (profile.keyState === 'expired') return 'key_expired'
  if (sync?.phase === 'waiting') return 'folder_in_use'
  return sync && !sync.online ? 'offline' : null
}

export function useActionObstacle(): ActionObstacle | null {
  const account = useAccount()
  return actionObstacle(account, useSyncStatus(account.id))
}
