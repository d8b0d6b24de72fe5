import { useTranslation } from 'react-i18next'
import { type Money, parseMoney } from '../../../shared/money.ts'
import { unitName } from '../../../shared/money-text.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { moneyText } from '../../ui/format.ts'

/** What was typed the second time, where it is the amount; otherwise null. */
export function typedAgain(typed: string, amount: Money | null): Money | null {
  if (amount === null) return null
  const read = parseMoney(typed, amount.currency)
  return read.ok && read.money.amount === amount.amount ? read.money : null
}

interface Props {
  readonly amount: Money
  readonly threshold: Money
  readonly value: string
  readonly onChange: (value: string) => void
  readonly tried: boolean
}

/** The amount typed a second time; pasting it would prove nothing, so that is refused. */
export function TypedAmount({ amount, threshold, value, onChange, tried }: Props) {
  const { t } = useTranslation('money')
  const { locale } = useEnvironment()
  const differs = tried && typedAgain(value, amount) === null
  return (
    <Field
      label={t('typedLabel', { currency: unitName(amount.currency, locale) })}
      hint={t('typedHint', { threshold: moneyText(threshold, locale) })}
      error={differs ? t('typedDiffers') : undefined}
    >
      <Input
        className="tabular text-right"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onPaste={(event) => event.preventDefault()}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}
