import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ApprovalsState,
  type Operator,
  type TrustedMachine,
  fingerprintSchema,
  operatorNameSchema,
} from '../../../shared/features/approvals/contract.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { Field, Input } from '../../ui/field.tsx'
import { CredentialDialog } from './credential-dialog.tsx'
import { isGoodPin, NewPinFields } from './new-pin.tsx'

interface Props {
  readonly account: string
  readonly state: ApprovalsState
  readonly onClose: () => void
}

/** Names a new operator; from the second on, somebody who is there lets them in. */
export function AddOperator({ account, state, onClose }: Props) {
  const { t } = useTranslation('approvals')
  const [name, setName] = useState('')
  const [pin, setPin] = useState({ pin: '', again: '' })
  const [tried, setTried] = useState(false)
  const first = state.operators.length === 0
  const named = operatorNameSchema.safeParse(name)
  return (
    <CredentialDialog
      account={account}
      operators={state.operators}
      title={t('addTitle')}
      text={state.operators.length >= 2 ? t('third') : first ? t('intro') : t('byText')}
      submit={name.trim() === '' ? t('add') : t('addSubmit', { name: plainName(name) })}
      legend={t('by')}
      withoutPin={first}
      ready={named.success && isGoodPin(pin)}
      onTried={() => setTried(true)}
      change={async (by) =>
        await api.approvals.addOperator({ account, name, pin: pin.pin, by: first ? null : by })
      }
      onClose={onClose}
    >
      <Field label={t('name')} error={tried && !named.success ? t('error.name') : undefined}>
        <Input autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <NewPinFields value={pin} onChange={setPin} tried={tried} />
    </CredentialDialog>
  )
}

interface OperatorProps extends Props {
  readonly operator: Operator
}

export function SignIn({ account, state, operator, onClose }: OperatorProps) {
  const { t } = useTranslation('approvals')
  return (
    <CredentialDialog
      account={account}
      operators={state.operators}
      operator={operator.id}
      title={t('signInTitle')}
      text={t('signInText')}
      submit={t('signIn')}
      change={async (by) => await api.approvals.signIn({ account, by })}
      onClose={onClose}
    />
  )
}

export function ChangePin({ account, state, operator, onClose }: OperatorProps) {
  const { t } = useTranslation('approvals')
  const [pin, setPin] = useState({ pin: '', again: '' })
  const [tried, setTried] = useState(false)
  return (
    <CredentialDialog
      account={account}
      operators={state.operators.filter(({ id }) => id === operator.id)}
      operator={operator.id}
      title={t('changeTitle', { name: operator.name })}
      text={t('newPinHint')}
      submit={t('changePin')}
      legend={t('oldPin')}
      ready={isGoodPin(pin)}
      onTried={() => setTried(true)}
      change={async (by) => await api.approvals.changePin({ account, by, pin: pin.pin })}
      onClose={onClose}
    >
      <NewPinFields value={pin} onChange={setPin} tried={tried} />
    </CredentialDialog>
  )
}

export function RemoveOperator({ account, state, operator, onClose }: OperatorProps) {
  const { t } = useTranslation('approvals')
  return (
    <CredentialDialog
      account={account}
      operators={state.operators}
      title={t('removeTitle', { name: operator.name })}
      text={t('removeText', { name: operator.name })}
      submit={t('removeSubmit', { name: operator.name })}
      look="danger"
      legend={t('removeBy')}
      change={async (by) => await api.approvals.removeOperator({ account, operator: operator.id, by })}
      onClose={onClose}
    />
  )
}

export function TrustMachine({ account, state, onClose }: Props) {
  const { t } = useTranslation('approvals')
  const [name, setName] = useState('')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const named = operatorNameSchema.safeParse(name)
  // Fingerprints are read aloud and copied in groups.
  const fingerprint = fingerprintSchema.safeParse(typed.replaceAll(/[\s:-]/g, '').toLowerCase())
  return (
    <CredentialDialog
      account={account}
      operators={state.operators}
      title={t('trustTitle')}
      text={t('trustText')}
      submit={name.trim() === '' ? t('trust') : t('trustSubmit', { name: plainName(name) })}
      ready={named.success && fingerprint.success}
      onTried={() => setTried(true)}
      change={async (by) =>
        await api.approvals.trustMachine({ account, name, fingerprint: fingerprint.data ?? '', by })
      }
      onClose={onClose}
    >
      <Field label={t('machineName')} error={tried && !named.success ? t('error.name') : undefined}>
        <Input autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label={t('fingerprint')}
        error={tried && !fingerprint.success ? t('error.fingerprint') : undefined}
      >
        <Input
          className="font-mono"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
    </CredentialDialog>
  )
}

interface MachineProps extends Props {
  readonly machine: TrustedMachine
}

export function DistrustMachine({ account, state, machine, onClose }: MachineProps) {
  const { t } = useTranslation('approvals')
  return (
    <CredentialDialog
      account={account}
      operators={state.operators}
      title={t('distrustTitle', { name: machine.name })}
      text={t('distrustText')}
      submit={t('distrust')}
      look="danger"
      change={async (by) =>
        await api.approvals.distrustMachine({ account, fingerprint: machine.fingerprint, by })
      }
      onClose={onClose}
    />
  )
}
