import { CircleCheck, CircleDashed, CloudOff, LoaderCircle, PauseCircle } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { SyncStatus } from '../../../shared/features/sync/contract.ts'
import { useSyncStatus } from '../../lib/session.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { relativeText, shareText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'
import { Popover } from '../../ui/popover.tsx'
import { doneShare, isRebuiltBeside } from './progress.ts'
import { SyncDetails } from './sync-details.tsx'

/** In the top bar: how old what is shown is, in words; opens the progress and the read meter. */
export function SyncState({ account }: { readonly account: AccountProfile }) {
  const { t } = useTranslation('sync')
  const status = useSyncStatus(account.id)
  const words = useStateWords(status)
  return (
    <Popover
      title={t('title')}
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t('label', { state: words })}
          data-phase={status?.phase}
          className="inline-flex h-8 shrink-0 items-center gap-2 rounded-md px-2.5 text-small text-ink-2 hover:bg-hover hover:text-ink data-[phase=blocked]:text-failed data-[phase=offline]:text-pending"
        >
          <PhaseIcon status={status} />
          <span className="tabular">{words}</span>
        </button>
      }
    >
      {status && <SyncDetails status={status} />}
    </Popover>
  )
}

/** The same words by themselves, for a list of accounts. */
export function SyncWords({ account }: { readonly account: AccountProfile }) {
  const status = useSyncStatus(account.id)
  const words = useStateWords(status)
  return (
    <span
      data-phase={status?.phase}
      className="inline-flex items-center gap-1.5 data-[phase=blocked]:text-failed data-[phase=offline]:text-pending [&>svg]:size-3.5"
    >
      <PhaseIcon status={status} />
      <span className="tabular">{words}</span>
    </span>
  )
}

function PhaseIcon({ status }: { readonly status: SyncStatus | undefined }) {
  switch (status?.phase) {
    case 'rebuilding':
    case 'backfilling':
      return <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />
    case 'watching':
      return <CircleCheck aria-hidden="true" className="size-4 text-succeeded" />
    case 'offline':
    case 'blocked':
      return <CloudOff aria-hidden="true" className="size-4" />
    case 'waiting':
    case 'paused':
      return <PauseCircle aria-hidden="true" className="size-4" />
    case 'stopped':
    case undefined:
      return <CircleDashed aria-hidden="true" className="size-4" />
  }
}

function useStateWords(status: SyncStatus | undefined): string {
  const { t } = useTranslation('sync')
  const { locale } = useEnvironment()
  const now = useNow()
  if (!status) return t('neverRead')
  const { asOf } = status.freshness
  const when = asOf === null ? null : relativeText(Math.min(asOf, now), now, locale)
  switch (status.phase) {
    case 'rebuilding':
    case 'backfilling': {
      const done = doneShare(status.resources)
      if (done === null) return t(status.phase)
      const share = shareText(Math.floor(done * 100), 100, locale) ?? ''
      return isRebuiltBeside(status) && when !== null
        ? t('rebuildingBeside', { when, share })
        : t(`${status.phase}Share`, { share })
    }
    case 'offline':
      return when === null ? t('offlineNever') : t('offline', { when })
    case 'waiting':
      return when === null ? t('waitingNever') : t('waiting', { when })
    case 'watching':
      return when === null ? t('neverRead') : t('asOf', { when })
    case 'paused':
    case 'blocked':
    case 'stopped':
      return when === null ? t('neverRead') : t(status.phase, { when })
  }
}
