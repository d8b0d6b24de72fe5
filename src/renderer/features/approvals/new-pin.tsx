import { useTranslation } from 'react-i18next'
import { pinSchema } from '../../../shared/features/approvals/contract.ts'
import { Field, Input } from '../../ui/field.tsx'

export interface NewPin {
  readonly pin: string
  readonly again: string
}

export function isGoodPin({ pin, again }: NewPin): boolean {
  return pinSchema.safeParse(pin).success && pin === again
}

interface Props {
  readonly value: NewPin
  readonly onChange: (value: NewPin) => void
  readonly tried: boolean
}

/** A PIN chosen anew, typed twice. */
export function NewPinFields({ value, onChange, tried }: Props) {
  const { t } = useTranslation('approvals')
  const short = tried && !pinSchema.safeParse(value.pin).success
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <Field label={t('newPin')} hint={t('newPinHint')} error={short ? t('error.short') : undefined}>
        <Input
          type="password"
          autoComplete="new-password"
          value={value.pin}
          onChange={(event) => onChange({ ...value, pin: event.target.value })}
        />
      </Field>
      <Field
        label={t('newPinAgain')}
        error={tried && value.pin !== value.again ? t('error.differs') : undefined}
      >
        <Input
          type="password"
          autoComplete="new-password"
          value={value.again}
          onChange={(event) => onChange({ ...value, again: event.target.value })}
        />
      </Field>
    </div>
  )
}
