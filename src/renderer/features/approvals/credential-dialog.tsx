import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApprovalsState } from '../../../shared/features/approvals/contract.ts'
import {
  CredentialFields,
  type Credential,
  isAboutPin,
  isFilled,
  noCredential,
} from '../../objects/operators.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { useApprovalsChange } from './use-approvals-change.ts'

interface Props {
  readonly account: string
  readonly operators: ApprovalsState['operators']
  readonly title: string
  /** What follows from it, first. */
  readonly text: string
  readonly submit: string
  readonly look?: 'primary' | 'danger'
  /** Heads the PIN, where it is not plain who gives it. */
  readonly legend?: string
  /** The operator whose PIN it must be, chosen already. */
  readonly operator?: string
  /** Everything but the PIN is in order. */
  readonly ready?: boolean
  readonly onTried?: () => void
  /** No PIN is asked where nobody is there who could give one. */
  readonly withoutPin?: boolean
  readonly change: (by: Credential) => Promise<ApprovalsState>
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** A change to who may work here, vouched for with a PIN; what was typed stays whatever main says. */
export function CredentialDialog(props: Props) {
  const { account, operators, title, text, submit, look = 'primary', legend, ready = true } = props
  const { withoutPin = false, onTried, change, onClose, children } = props
  const { t } = useTranslation(['approvals', 'ui'])
  const form = useId()
  const [by, setBy] = useState<Credential>({ ...noCredential, operator: props.operator ?? '' })
  const [tried, setTried] = useState(false)
  const act = useApprovalsChange(account, change, onClose)
  const failure = act.error ? failureOf(act.error) : null

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    onTried?.()
    if (act.isPending || !ready || (!withoutPin && !isFilled(by))) return
    act.mutate(by)
  }

  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button look={look} type="submit" form={form} disabled={act.isPending} className="max-w-full">
            <span className="truncate">{act.isPending ? t('approvals:working') : submit}</span>
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="space-y-4" onSubmit={onSubmit}>
        <p>{text}</p>
        {children}
        {!withoutPin && (
          <fieldset className="space-y-2">
            {legend !== undefined && <legend className="text-small font-medium text-ink-2">{legend}</legend>}
            <CredentialFields
              operators={operators}
              value={by}
              onChange={setBy}
              failure={failure}
              tried={tried}
            />
          </fieldset>
        )}
        {failure && (withoutPin || !isAboutPin(failure)) && (
          <FailureNotice title={t('approvals:failed')} failure={failure} />
        )}
      </form>
    </Dialog>
  )
}
