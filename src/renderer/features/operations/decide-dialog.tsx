import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation, QueuedOperation } from '../../../shared/features/operations/contract.ts'
import { api } from '../../lib/api.ts'
import { Outcome } from '../../objects/money-dialog/outcome.tsx'
import { SendFailure } from '../../objects/money-dialog/notices.tsx'
import { Queued, queuedBy } from '../../objects/money-dialog/queued.tsx'
import { useKindText } from '../../objects/operation-kind.ts'
import {
  CredentialFields,
  isAboutPin,
  isFilled,
  noCredential,
  useApprovalsState,
} from '../../objects/operators.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { moneyText } from '../../ui/format.ts'
import { Parameters } from './parameters.tsx'

interface Props {
  readonly account: string
  readonly row: QueuedOperation
  readonly decision: 'approve' | 'reject'
  readonly onClose: () => void
}

/** A second operator decides with their own PIN; main refuses whoever prepared it. */
export function DecideDialog({ account, row, decision, onClose }: Props) {
  const { t } = useTranslation(['operations', 'ui'])
  const { locale } = useEnvironment()
  const client = useQueryClient()
  const form = useId()
  const kindText = useKindText()
  const operators = useApprovalsState(account)?.operators ?? []
  const [by, setBy] = useState(noCredential)
  const [tried, setTried] = useState(false)
  const decide = useMutation({
    mutationFn: async (): Promise<Operation | null> => {
      const input = { account, attempt: row.attempt, by }
      if (decision === 'approve') return await api.approvals.approve(input)
      await api.approvals.decline(input)
      return null
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['operations', account] })
      await client.invalidateQueries({ queryKey: ['approvals', account] })
    },
    onSuccess: (operation) => {
      if (operation === null) onClose()
    },
  })
  const amount = moneyText(row.amount, locale)
  const title = t(decision === 'approve' ? 'operations:approveTitle' : 'operations:rejectTitle', {
    kind: kindText(row.kind),
  })
  const failure = decide.error ? failureOf(decide.error) : null
  const queued = queuedBy(failure)
  if (queued) return <Queued title={title} {...queued} onClose={onClose} />
  if (decide.data) return <Outcome title={title} operation={decide.data} onClose={onClose} />

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (isFilled(by) && !decide.isPending) decide.mutate()
  }
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button
            look="danger"
            type="submit"
            form={form}
            disabled={decide.isPending || operators.length === 0}
          >
            {decide.isPending
              ? t('operations:approving')
              : decision === 'approve'
                ? t('operations:approveSubmit', { amount })
                : t('operations:rejectSubmit')}
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="space-y-4" onSubmit={submit}>
        <p className="text-title">
          {t(decision === 'approve' ? 'operations:approveText' : 'operations:rejectText', { amount })}
        </p>
        <Parameters params={row.params} />
        {operators.length === 0 ? (
          <p>
            {t('operations:noOperators')}{' '}
            <Link to="/settings/operators" className="text-accent underline">
              {t('operations:toOperators')}
            </Link>
          </p>
        ) : (
          <CredentialFields
            operators={operators}
            value={by}
            onChange={setBy}
            failure={failure}
            tried={tried}
          />
        )}
        {failure &&
          !isAboutPin(failure) &&
          (decision === 'approve' ? (
            <SendFailure failure={failure} />
          ) : (
            <FailureNotice title={t('operations:rejectFailed')} failure={failure} />
          ))}
      </form>
    </Dialog>
  )
}
