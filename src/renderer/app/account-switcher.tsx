import { useNavigate, useRouterState } from '@tanstack/react-router'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { byPlatform } from '../lib/account-order.ts'
import { useAccount, useAccounts } from '../lib/session.ts'
import { ModeTag } from '../objects/mode-tag.tsx'
import { useSwitchAccount } from '../objects/switch-account.ts'
import { cx } from '../ui/class-names.ts'
import { Menu } from '../ui/menu.tsx'
import { placeToStay } from './places.ts'
import { useEverywhere } from './use-everywhere.ts'

/** The accounts of this console, live and test side by side, and all at once; choosing one shows the same place of it. */
export function AccountSwitcher() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const show = useSwitchAccount()
  const current = useAccount()
  const { profiles } = useAccounts()
  const everywhere = useEverywhere()
  const stay = useRouterState({ select: ({ location }) => placeToStay(location.pathname) })
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="inline-flex h-8 max-w-64 min-w-0 items-center gap-2 rounded-md px-2 font-medium hover:bg-hover"
        >
          <span className="sr-only">{t('account')} </span>
          {everywhere ? (
            <span className="truncate">{t('nav.allAccounts')}</span>
          ) : (
            <>
              <span className="truncate">{current.name}</span> <ModeTag mode={current.mode} />
            </>
          )}
          <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-ink-3" />
        </button>
      }
      entries={[
        ...(profiles.length < 2
          ? []
          : [
              {
                id: 'all',
                label: (
                  <>
                    <span className="w-4">
                      {everywhere && <Check aria-hidden="true" className="size-4" />}
                    </span>
                    {t('nav.allAccounts')}
                  </>
                ),
                onSelect: () => void navigate({ to: '/all-accounts' }),
              },
            ]),
        ...byPlatform(profiles).map((profile) => ({
          id: profile.id,
          label: (
            <>
              <span className="w-4">
                {!everywhere && profile.id === current.id && <Check aria-hidden="true" className="size-4" />}
              </span>
              <span className={cx('min-w-0 flex-1 truncate', profile.platform !== null && 'pl-4')}>
                {profile.name}
              </span>
              <ModeTag mode={profile.mode} />
            </>
          ),
          onSelect: () => void show(profile.id, () => void navigate({ to: stay })),
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
