import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccounts, usePlatform } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'

type Action = 'activate' | 'forgetKey' | 'remove'

/** The accounts of this console: where each key is kept, forgetting it, removing the account. */
export function AccountsSection() {
  const { t } = useTranslation('accounts')
  const navigate = useNavigate()
  const client = useQueryClient()
  const { profiles, active, protection } = useAccounts()
  const act = useMutation({
    mutationFn: async ({ action, account }: { readonly action: Action; readonly account: string }) =>
      await api.accounts[action]({ account }),
    onSuccess: (state) => client.setQueryData(keys.accounts, state),
  })
  return (
    <Section
      title={t('accounts')}
      aside={<Button onClick={() => void navigate({ to: '/connect' })}>{t('connectAnother')}</Button>}
    >
      {act.error && <FailureNotice title={t('actionFailed')} failure={failureOf(act.error)} />}
      <ul>
        {profiles.map((profile) => (
          <Account
            key={profile.id}
            profile={profile}
            active={profile.id === active}
            provider={protection.provider}
            busy={act.isPending}
            onAct={(action) => act.mutate({ action, account: profile.id })}
            onConnect={() => void navigate({ to: '/connect' })}
          />
        ))}
      </ul>
    </Section>
  )
}

interface AccountProps {
  readonly profile: AccountProfile
  readonly active: boolean
  readonly provider: string
  readonly busy: boolean
  readonly onAct: (action: Action) => void
  readonly onConnect: () => void
}

function Account({ profile, active, provider, busy, onAct, onConnect }: AccountProps) {
  const { t } = useTranslation('accounts')
  const { mode, keyState, keyStorage, keyHint, missingPermissions } = profile
  const platform = usePlatform(profile)
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-3 last:border-0">
      <div className="min-w-0 space-y-0.5">
        <p className="font-medium">
          {profile.name} <span className="font-normal text-ink-2">· {t(`modes.${mode}`)}</span>
          {active && <span className="font-normal text-ink-2"> · {t('active')}</span>}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 text-small text-ink-2">
          <Status tone={keyState === 'ready' ? 'succeeded' : keyState === 'missing' ? 'waiting' : 'failed'}>
            {t(`state.${keyState}`)}
          </Status>
          <span>
            {platform
              ? t('storage.platform', { platform: platform.name })
              : t(`storage.${keyStorage}`, { provider })}
          </span>
          {keyHint !== null && <code className="font-mono">{keyHint}</code>}
        </p>
        {missingPermissions.length > 0 && (
          <p className="text-small text-pending">
            {t('lacks', { permissions: missingPermissions.join(', ') })}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        {!active && (
          <Button disabled={busy} onClick={() => onAct('activate')}>
            {t('open')}
          </Button>
        )}
        {mode !== 'demo' && !platform && keyState !== 'ready' && (
          <Button onClick={onConnect}>{t('replaceKey')}</Button>
        )}
        {!platform && (keyStorage === 'system' || keyStorage === 'session') && (
          <Button disabled={busy} onClick={() => onAct('forgetKey')}>
            {t('forgetKey')}
          </Button>
        )}
        <Button disabled={busy} onClick={() => onAct('remove')}>
          {t('remove')}
        </Button>
      </div>
    </li>
  )
}
