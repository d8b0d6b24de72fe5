import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApprovalsState } from '../../shared/features/approvals/contract.ts'
import type { Failure } from '../../shared/errors.ts'
import { api } from '../lib/api.ts'
import { keys } from '../lib/query-keys.ts'
import { useFailureText } from '../ui/failure.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

export const approvalsKey = (account: string) => keys.of('approvals', account, 'state')

/** Who may work at this desk, who is at it, and the machines that are trusted. */
export function useApprovalsState(account: string): ApprovalsState | undefined {
  return useQuery({
    queryKey: approvalsKey(account),
    queryFn: async () => await api.approvals.state({ account }),
  }).data
}

/** An operator and the PIN typed for them. */
export interface Credential {
  readonly operator: string
  readonly pin: string
}

export const noCredential: Credential = { operator: '', pin: '' }

/** Whether there is something to send at all; whether it is right, main decides. */
export function isFilled({ operator, pin }: Credential): boolean {
  return operator !== '' && pin !== ''
}

interface Props {
  readonly operators: ApprovalsState['operators']
  readonly value: Credential
  readonly onChange: (value: Credential) => void
  /** What main said against it, shown beside the PIN where it is about the PIN. */
  readonly failure?: Failure | null
  /** True once sending was tried, so that what is missing is named. */
  readonly tried: boolean
}

const ABOUT_THE_PIN = new Set([
  'pin_wrong',
  'pin_throttled',
  'self_approval',
  'operator_too_new',
  'machine_too_new',
])

/** Whether a failure is shown by `CredentialFields` beside the PIN. */
export function isAboutPin(failure: Failure | null | undefined): boolean {
  return failure !== null && failure !== undefined && ABOUT_THE_PIN.has(failure.code)
}

/** Who gives their PIN, and the PIN, which is never shown or kept. */
export function CredentialFields({ operators, value, onChange, failure, tried }: Props) {
  const { t } = useTranslation('objects')
  const failureText = useFailureText()
  const said = failure && isAboutPin(failure) ? failureText(failure) : undefined
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label={t('operator')} error={tried && value.operator === '' ? t('operatorMissing') : undefined}>
        <Select
          label={t('operator')}
          className="w-full"
          value={value.operator}
          onChange={(operator) => onChange({ ...value, operator })}
          options={[
            ...(value.operator === '' ? [{ value: '', label: t('chooseOperator') }] : []),
            ...operators.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Field>
      <Field label={t('pin')} error={said ?? (tried && value.pin === '' ? t('pinMissing') : undefined)}>
        <Input
          type="password"
          autoComplete="off"
          value={value.pin}
          onChange={(event) => onChange({ ...value, pin: event.target.value })}
        />
      </Field>
    </div>
  )
}
