import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import { api } from '../lib/api.ts'
import { keys } from '../lib/query-keys.ts'
import { useAccount, useAccounts } from '../lib/session.ts'
import { cx } from '../ui/class-names.ts'
import { Menu } from '../ui/menu.tsx'

/** The accounts of this console, live and test side by side; choosing one shows it at once. */
export function AccountSwitcher() {
  const { t } = useTranslation('app')
  const client = useQueryClient()
  const navigate = useNavigate()
  const current = useAccount()
  const { profiles } = useAccounts()
  const activate = useMutation({
    mutationFn: async (account: string) => await api.accounts.activate({ account }),
    onSuccess: async (state) => {
      client.setQueryData(keys.accounts, state)
      await navigate({ to: '/' })
    },
  })
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="inline-flex h-8 max-w-64 min-w-0 items-center gap-2 rounded-md px-2 font-medium hover:bg-hover"
        >
          <span className="sr-only">{t('account')} </span>
          <span className="truncate">{current.name}</span> <ModeTag mode={current.mode} />
          <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-ink-3" />
        </button>
      }
      entries={[
        ...byPlatform(profiles).map((profile) => ({
          id: profile.id,
          label: (
            <>
              <span className="w-4">
                {profile.id === current.id && <Check aria-hidden="true" className="size-4" />}
              </span>
              <span className={cx('min-w-0 flex-1 truncate', profile.platform !== null && 'pl-4')}>
                {profile.name}
              </span>
              <ModeTag mode={profile.mode} />
            </>
          ),
          onSelect: () => activate.mutate(profile.id),
        })),
        {
          id: 'connect',
          label: (
            <>
              <Plus aria-hidden="true" className="size-4" />
              {t('connectAnother')}
            </>
          ),
          onSelect: () => void navigate({ to: '/connect' }),
        },
      ]}
    />
  )
}

/** Connected accounts below their platform. */
function byPlatform(profiles: readonly AccountProfile[]): readonly AccountProfile[] {
  return profiles
    .filter(({ platform }) => platform === null)
    .flatMap((profile) => [profile, ...profiles.filter(({ platform }) => platform === profile.id)])
}

function ModeTag({ mode }: Pick<AccountProfile, 'mode'>) {
  const { t } = useTranslation('app')
  return (
    <span
      className={`shrink-0 rounded-sm px-1 text-label font-semibold ${mode === 'live' ? 'bg-live text-on-live' : 'border border-line-strong text-ink-2'}`}
    >
      {t(`mode.${mode}`)}
    </span>
  )
}
