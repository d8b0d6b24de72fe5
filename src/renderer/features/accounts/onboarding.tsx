import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Store } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { ConnectForm } from './connect-form.tsx'
import { LanguageChoice } from './language-choice.tsx'

/** The first screen: try the demo, or connect an account. */
export function Onboarding() {
  const { t } = useTranslation('accounts')
  const [connecting, setConnecting] = useState(false)
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto max-w-2xl px-6 py-16">
        <div className="mb-10 flex items-center justify-between">
          <p className="font-semibold">Counterfoil</p>
          <LanguageChoice />
        </div>
        {connecting ? (
          <ConnectForm onBack={() => setConnecting(false)} />
        ) : (
          <>
            <h1 className="text-hero font-semibold">{t('welcome')}</h1>
            <p className="mt-2 mb-8 text-title text-ink-2">{t('welcomeText')}</p>
            <Choices onConnect={() => setConnecting(true)} />
          </>
        )}
      </div>
    </main>
  )
}

function Choices({ onConnect }: { readonly onConnect: () => void }) {
  const { t } = useTranslation('accounts')
  const client = useQueryClient()
  const demo = useMutation({
    mutationFn: async () => await api.accounts.startDemo({}),
    onSuccess: (state) => client.setQueryData(keys.accounts, state),
  })
  return (
    <div className="space-y-3">
      <Choice
        icon={<Store aria-hidden="true" className="size-5" />}
        title={demo.isPending ? t('startingDemo') : t('tryDemo')}
        text={t('tryDemoText')}
        disabled={demo.isPending}
        onClick={() => demo.mutate()}
      />
      <Choice
        icon={<KeyRound aria-hidden="true" className="size-5" />}
        title={t('connect')}
        text={t('connectText')}
        disabled={demo.isPending}
        onClick={onConnect}
      />
      {demo.error && <FailureNotice title={t('demoFailed')} failure={failureOf(demo.error)} />}
    </div>
  )
}

interface ChoiceProps {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  readonly disabled: boolean
  readonly onClick: () => void
}

/** The whole card is pressed; only its title names the button. */
function Choice({ icon, title, text, disabled, onClick }: ChoiceProps) {
  return (
    <div className="relative flex items-start gap-4 rounded-lg border border-line-strong bg-surface p-4 hover:border-accent has-disabled:opacity-60">
      <span className="mt-0.5 text-accent">{icon}</span>
      <div>
        <button
          type="button"
          disabled={disabled}
          onClick={onClick}
          className="font-semibold after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          {title}
        </button>
        <p className="text-ink-2">{text}</p>
      </div>
    </div>
  )
}
