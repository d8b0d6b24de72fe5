import { useMutation } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { FailureNotice } from '../../ui/failure.tsx'

const links = [
  { name: 'openDashboard', url: 'https://dashboard.stripe.com/apikeys' },
  { name: 'aboutKeys', url: 'https://docs.stripe.com/keys/restricted-api-keys' },
] as const

/** Why a restricted key, and which permissions it needs. */
export function KeyAdvice() {
  const { t } = useTranslation('accounts')
  const open = useMutation({ mutationFn: async (url: string) => await api.app.openExternal({ url }) })
  return (
    <section aria-label={t('why')} className="space-y-2 border-t border-line pt-4">
      <h2 className="font-semibold">{t('why')}</h2>
      <p className="text-ink-2">{t('whyText')}</p>
      <ul className="list-disc space-y-1 pl-5">
        <li>
          {t('permission.read')} <span className="text-ink-2">— {t('permission.readWhy')}</span>
        </li>
        <li>
          {t('permission.write')} <span className="text-ink-2">— {t('permission.writeWhy')}</span>
        </li>
      </ul>
      <p className="flex flex-wrap gap-x-5 gap-y-1">
        {links.map(({ name, url }) => (
          <button
            key={name}
            type="button"
            className="inline-flex items-center gap-1 text-accent underline"
            onClick={() => open.mutate(url)}
          >
            {t(name)}
            <ExternalLink aria-hidden="true" className="size-3.5" />
          </button>
        ))}
      </p>
      {open.error && <FailureNotice title={t('openFailed')} failure={failureOf(open.error)} />}
    </section>
  )
}
