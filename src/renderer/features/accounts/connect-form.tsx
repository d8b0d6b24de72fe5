import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Eye, EyeOff } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccounts } from '../../lib/session.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { FailureNotice, useFailureText } from '../../ui/failure.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FoundAccount } from './found-account.tsx'
import { KeyAdvice } from './key-advice.tsx'

interface Props {
  readonly onBack: () => void
  readonly onConnected?: () => void
}

/** Failures that are about what was typed, and so belong beside the field. */
const ABOUT_THE_KEY = new Set([
  'key_malformed',
  'key_invalid',
  'key_expired',
  'key_wrong_account',
  'invalid_input',
])

/** Takes a key, shows whose it is, and connects only after that was seen. */
export function ConnectForm({ onBack, onConnected }: Props) {
  const { t } = useTranslation('accounts')
  const client = useQueryClient()
  const failureText = useFailureText()
  const [key, setKey] = useState('')
  const [shown, setShown] = useState(false)
  const [tried, setTried] = useState(false)
  const check = useMutation({ mutationFn: async () => await api.accounts.checkKey({ key: key.trim() }) })
  const connect = useMutation({
    mutationFn: async () => await api.accounts.connect({ key: key.trim() }),
    onSuccess: (state) => {
      client.setQueryData(keys.accounts, state)
      onConnected?.()
    },
  })
  const failure = check.error ? failureOf(check.error) : null
  const beside = failure && ABOUT_THE_KEY.has(failure.code) ? failureText(failure) : undefined

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    connect.reset()
    if (key.trim() !== '') check.mutate()
  }

  return (
    <div className="space-y-5">
      <button
        type="button"
        className="inline-flex items-center gap-1.5 text-ink-2 hover:text-ink"
        onClick={onBack}
      >
        <ArrowLeft aria-hidden="true" className="size-4" />
        {t('back')}
      </button>
      <h1 className="text-figure font-semibold">{t('connectTitle')}</h1>
      <form onSubmit={submit} noValidate className="space-y-3">
        <Field label={t('key')} hint={t('keyHint')} error={tried && key.trim() === '' ? t('empty') : beside}>
          <div className="flex gap-2">
            <Input
              type={shown ? 'text' : 'password'}
              className="font-mono"
              autoComplete="off"
              spellCheck={false}
              value={key}
              onChange={(event) => {
                setKey(event.target.value)
                check.reset()
              }}
            />
            <IconButton
              label={shown ? t('hide') : t('show')}
              className="size-8"
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
            </IconButton>
          </div>
        </Field>
        <KeyFate />
        {failure && beside === undefined && <FailureNotice title={t('checkFailed')} failure={failure} />}
        {failure && beside !== undefined && failure.stripe && (
          <FailureNotice title={t('checkFailed')} failure={failure} />
        )}
        {!check.data && (
          <Button type="submit" look="primary" disabled={check.isPending}>
            {check.isPending ? t('checking') : t('check')}
          </Button>
        )}
      </form>
      {check.data ? (
        <>
          <FoundAccount found={check.data} />
          {connect.error && <FailureNotice title={t('connectFailed')} failure={failureOf(connect.error)} />}
          <Button look="primary" disabled={connect.isPending} onClick={() => connect.mutate()}>
            {connect.isPending ? t('connecting') : t('confirm', { name: check.data.name })}
          </Button>
        </>
      ) : (
        <KeyAdvice />
      )}
    </div>
  )
}

/** Where the key will be kept, before it is given away. */
function KeyFate() {
  const { t } = useTranslation('accounts')
  const { protection } = useAccounts()
  return (
    <p className="text-small text-ink-2">
      {protection.persistent ? t('keptSystem', { provider: protection.provider }) : t('keptSession')}
    </p>
  )
}
