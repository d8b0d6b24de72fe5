import { useMutation } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'

const APPROVALS = 'https://docs.stripe.com/account/approvals'
const RESTRICTED_KEYS = 'https://docs.stripe.com/keys/restricted-api-keys'

const links = [
  { name: 'dashboardLink', url: APPROVALS },
  { name: 'keysLink', url: RESTRICTED_KEYS },
] as const

/** What Stripe's own approvals do not cover, said where an operator would rely on them. */
export function DashboardNote() {
  const { t } = useTranslation('approvals')
  const open = useMutation({ mutationFn: async (url: string) => await api.app.openExternal({ url }) })
  return (
    <div role="note" className="mb-5 flex max-w-3xl gap-2.5 rounded-md bg-sunken px-3 py-2.5">
      <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-2" />
      <div className="space-y-1">
        <p className="font-medium">{t('dashboardTitle')}</p>
        <p className="text-ink-2">{t('dashboardText')}</p>
        <p className="flex flex-wrap gap-x-4">
          {links.map(({ name, url }) => (
            <button
              key={name}
              type="button"
              className="text-accent underline"
              title={url}
              onClick={() => open.mutate(url)}
            >
              {t(name)}
            </button>
          ))}
        </p>
        {open.error && <FailureNotice failure={failureOf(open.error)} />}
      </div>
    </div>
  )
}
