import { useTranslation } from 'react-i18next'
import { displayDigits, type Money } from '../../../shared/money.ts'
import { unitName } from '../../../shared/money-text.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { moneyText } from '../../ui/format.ts'
import { type ReadAmount, stepOf } from './read-amount.ts'

interface Props {
  readonly currency: string
  /** The most there is; null where it is not known. */
  readonly most: Money | null
  readonly value: string
  readonly onChange: (value: string) => void
  readonly read: ReadAmount
  readonly tried: boolean
  /** What main said against the amount. */
  readonly said?: string | undefined
}

/** How much, in one currency, with what is wrong beside it. */
export function AmountField({ currency, most, value, onChange, read, tried, said }: Props) {
  const { t } = useTranslation('money')
  const { locale } = useEnvironment()
  const mostText = most === null ? '' : moneyText(most, locale)
  // What is too much is said while it is typed; what is not finished yet only once it is tried.
  const wrong = !read.ok && (tried || read.problem === 'exceeds')
  const error = wrong
    ? t(`amountError.${read.problem}`, {
        currency: unitName(currency, locale),
        count: displayDigits(currency),
        most: mostText,
        step: moneyText(stepOf(currency), locale),
      })
    : said
  return (
    <Field
      label={t('amount', { currency: unitName(currency, locale) })}
      {...(most === null ? {} : { hint: t('atMost', { most: mostText }) })}
      error={error}
    >
      <Input
        className="tabular text-right"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}
