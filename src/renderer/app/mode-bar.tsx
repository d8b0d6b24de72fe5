import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import { usePlatform } from '../lib/session.ts'
import { cx } from '../ui/class-names.ts'

const looks = {
  live: 'bg-live text-on-live',
  test: 'hatched-test text-on-test',
  demo: 'hatched-demo text-on-demo',
} as const

/** Says on every screen whether the money is real. */
export function ModeBar({ account }: { readonly account: AccountProfile }) {
  const { t } = useTranslation(['app', 'objects'])
  const platform = usePlatform(account)
  return (
    <section
      aria-label={t('app:modeLabel')}
      data-mode={account.mode}
      className={cx(
        'flex h-6 shrink-0 items-center justify-center gap-2 px-4 text-small',
        looks[account.mode],
      )}
    >
      <strong className="font-semibold tracking-wide">{t(`objects:mode.${account.mode}`)}</strong>
      <span className="truncate font-medium">{account.name}</span>
      {platform && <span className="truncate">· {t('app:connectedTo', { platform: platform.name })}</span>}
      <span className="truncate max-[700px]:hidden">· {t(`app:modeText.${account.mode}`)}</span>
      {account.apiBase !== null && (
        <span className="tabular truncate max-[900px]:hidden">
          · {t('app:simulator', { address: account.apiBase })}
        </span>
      )}
    </section>
  )
}

/** In place of {@link ModeBar} where accounts of several modes are on screen: each says its own mode there. */
export function AllAccountsBar() {
  const { t } = useTranslation('app')
  return (
    <section
      aria-label={t('modeLabel')}
      data-mode="all"
      className="flex h-6 shrink-0 items-center justify-center gap-2 border-b border-line bg-sunken px-4 text-small text-ink-2"
    >
      <strong className="font-semibold text-ink">{t('nav.allAccounts')}</strong>
      <span className="truncate">· {t('allApart')}</span>
    </section>
  )
}
