import { useTranslation } from 'react-i18next'
import type { CheckedKey } from '../../../shared/features/accounts/contract.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'

/** Whose key it is and what it may do, to be seen before connecting. */
export function FoundAccount({ found }: { readonly found: CheckedKey }) {
  const { t } = useTranslation('accounts')
  const { mode, kind, missingPermissions } = found
  return (
    <section
      aria-label={t('found')}
      className="space-y-3 rounded-lg border border-line-strong bg-surface p-4"
    >
      <p className="text-small text-ink-2">{t('found')}</p>
      <p className="text-title font-semibold">
        {found.name}{' '}
        {mode === 'live' && <span className="rounded-sm bg-live px-1.5 text-small text-on-live">LIVE</span>}
      </p>
      <SummaryGrid>
        <Fact label={t('mode')}>{t(`modes.${mode}`)}</Fact>
        <Fact label={t('kind')}>{t(`kinds.${kind}`)}</Fact>
        <Fact label={t('account')}>
          <CopyableId id={found.stripeAccount} />
        </Fact>
        {found.country !== null && <Fact label={t('country')}>{found.country}</Fact>}
        {found.defaultCurrency !== null && (
          <Fact label={t('currency')}>{found.defaultCurrency.toUpperCase()}</Fact>
        )}
        <Fact label={t('missing')}>
          {missingPermissions.length === 0 ? (
            t('missingNone')
          ) : (
            <ul className="font-mono text-small">
              {missingPermissions.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          )}
        </Fact>
      </SummaryGrid>
      {missingPermissions.length > 0 && <p className="text-pending">{t('missingText')}</p>}
      {kind === 'secret' && <p className="text-disputed">{t('secretWarning')}</p>}
      {found.existing !== null && <p>{t('existing')}</p>}
    </section>
  )
}
