import { useNavigate } from '@tanstack/react-router'
import { CornerDownRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { Attention } from '../../../shared/features/all-accounts/contract.ts'
import { usePlatform } from '../../lib/session.ts'
import { ModeTag } from '../../objects/mode-tag.tsx'
import { useSwitchAccount } from '../../objects/switch-account.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { type AttentionKind, AttentionList } from './attention.tsx'

const keyTones: Readonly<Record<AccountProfile['keyState'], Tone>> = {
  ready: 'succeeded',
  missing: 'waiting',
  invalid: 'failed',
  expired: 'failed',
}

interface Props {
  readonly account: AccountProfile
  readonly attention: Attention | undefined
  readonly sync: ReactNode
  readonly onOpen: () => void
}

/** Which account it is, how it is read, and what waits in it. */
export function AccountCell({ account, attention, sync, onOpen }: Props) {
  const { t } = useTranslation(['all-accounts', 'app'])
  const { locale } = useEnvironment()
  const platform = usePlatform(account)
  const showWaiting = useShowWaiting(account)
  return (
    <div className="flex gap-1.5">
      {platform && <CornerDownRight aria-hidden="true" className="mt-0.5 ml-1 size-4 shrink-0 text-ink-3" />}
      <div className="min-w-0 space-y-0.5">
        <p className="flex items-center gap-2">
          <button type="button" className="min-w-0 truncate font-medium hover:underline" onClick={onOpen}>
            {account.name}
          </button>
          <ModeTag mode={account.mode} />
        </p>
        <p className="flex flex-wrap gap-x-3 text-small text-ink-2">
          {platform && <span>{t('app:connectedTo', { platform: platform.name })}</span>}
          {account.country !== null && <span>{countryName(account.country, locale)}</span>}
          {sync}
          <Status tone={keyTones[account.keyState]}>{t(`all-accounts:key.${account.keyState}`)}</Status>
        </p>
        {attention !== undefined && (
          <div className="text-small">
            <AttentionList attention={attention} onOpen={showWaiting} />
          </div>
        )}
      </div>
    </div>
  )
}

function countryName(code: string, locale: string): string {
  return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code) : code
}

/** Switches to the account and shows what is counted. */
function useShowWaiting(account: AccountProfile): (kind: AttentionKind) => void {
  const navigate = useNavigate()
  const show = useSwitchAccount()
  const tabs = {
    operationsNeedPerson: 'needs_person',
    operationsUnknown: 'unknown',
    operationsToApprove: 'awaiting_approval',
    operationsHeld: 'held',
  } as const
  return (kind) => {
    void show(account.id, () => {
      if (kind === 'disputesOpen')
        void navigate({
          to: '/disputes',
          search: {
            status: ['needs_response', 'warning_needs_response', 'under_review', 'warning_under_review'],
          },
        })
      else if (kind === 'payoutsFailed')
        void navigate({ to: '/payouts', search: { status: ['failed'], period: 'last30' } })
      else void navigate({ to: '/operations', search: { tab: tabs[kind] } })
    })
  }
}
