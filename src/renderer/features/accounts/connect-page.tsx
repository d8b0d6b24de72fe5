import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useEffect } from 'react'
import { ConnectForm } from './connect-form.tsx'

/** Connecting another account beside those that are open. */
export function ConnectPage() {
  const { t } = useTranslation('accounts')
  const navigate = useNavigate()
  useEffect(() => {
    document.title = `${t('connectTitle')} · Counterfoil`
  }, [t])
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-xl px-6 py-8">
        <ConnectForm
          onBack={() => void navigate({ to: '/settings' })}
          onConnected={() => void navigate({ to: '/' })}
        />
      </div>
    </div>
  )
}
