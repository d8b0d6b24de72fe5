import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../lib/api.ts'
import { keys } from '../lib/query-keys.ts'
import { useAccount, useAccounts } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure.tsx'
import { failureOf } from '../ui/failure-of.ts'

/** Opens an account connected to the one on screen as an account of its own, reached with the platform's key. */
export function OpenConnectedAccount({ stripeAccount }: { readonly stripeAccount: string }) {
  const { t } = useTranslation('objects')
  const client = useQueryClient()
  const navigate = useNavigate()
  const account = useAccount()
  const { profiles } = useAccounts()
  const open = useMutation({
    mutationFn: async () => await api.accounts.openConnected({ platform: account.id, stripeAccount }),
    onSuccess: async (state) => {
      client.setQueryData(keys.accounts, state)
      await navigate({ to: '/' })
    },
  })
  const known = profiles.some(
    (profile) => profile.platform === account.id && profile.stripeAccount === stripeAccount,
  )
  // What is mirrored can be opened without Stripe; a new one has to be asked for.
  if (account.platform !== null || (!known && account.keyState !== 'ready')) return null
  return (
    <div className="space-y-2">
      <Button disabled={open.isPending} onClick={() => open.mutate()}>
        {t('openConnected')}
      </Button>
      {open.error && <FailureNotice title={t('openConnectedFailed')} failure={failureOf(open.error)} />}
    </div>
  )
}
