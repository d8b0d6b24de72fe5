import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Field } from '../../ui/field.tsx'
import { Segmented } from '../../ui/segmented.tsx'

const SHORTEST = 10

/** What a person found out where nothing could be proved; nothing is sent. */
export function CloseOperation({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation(['operations', 'ui'])
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [outcome, setOutcome] = useState<'moved' | 'not_moved'>('not_moved')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const { account, id } = operation
  const close = useMutation({
    mutationFn: async () => await api.operations.close({ account, id, outcome, reason: reason.trim() }),
    onSuccess: async (next) => {
      client.setQueryData(keys.operation(account, id), next)
      setOpen(false)
      await client.invalidateQueries({ queryKey: ['operations', account] })
    },
  })
  const short = reason.trim().length < SHORTEST
  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!short && !close.isPending) close.mutate()
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('operations:close')}</Button>
      <Dialog
        open={open}
        title={t('operations:closeTitle')}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('ui:cancel')}</Button>
            <Button look="danger" type="submit" form="close-operation" disabled={close.isPending}>
              {close.isPending ? t('operations:closing') : t('operations:closeSubmit')}
            </Button>
          </>
        }
      >
        <form id="close-operation" noValidate className="space-y-4" onSubmit={submit}>
          <p>{t('operations:closeText')}</p>
          <Segmented
            label={t('operations:closeWhat')}
            value={outcome}
            onChange={setOutcome}
            options={[
              { value: 'not_moved', label: t('operations:closeNotMoved') },
              { value: 'moved', label: t('operations:closeMoved') },
            ]}
          />
          <Field
            label={t('operations:closeReason')}
            hint={t('operations:closeReasonHint')}
            error={tried && short ? t('operations:closeReasonError') : undefined}
          >
            <textarea
              aria-label={t('operations:closeReason')}
              rows={4}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              className="block w-full rounded-md border border-control-line bg-surface px-2.5 py-1.5"
            />
          </Field>
          {close.error && (
            <FailureNotice title={t('operations:closeFailed')} failure={failureOf(close.error)} />
          )}
        </form>
      </Dialog>
    </>
  )
}
