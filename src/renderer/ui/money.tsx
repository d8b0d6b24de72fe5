import { formatMoney, type Money as MoneyValue } from '../../shared/money.ts'
import { cx } from './class-names.ts'
import { useEnvironment } from './environment.tsx'
import { moneyName, moneyText } from './format.ts'

interface Props {
  readonly value: MoneyValue
  readonly className?: string
  /** The currency's code is shown right beside it already. */
  readonly alone?: boolean
}

/** An amount with its currency; a screen reader hears the exact amount and the currency's code. */
export function Money({ value, className, alone = false }: Props) {
  const { locale } = useEnvironment()
  return (
    <span
      className={cx('tabular whitespace-nowrap', className)}
      data-amount={value.amount}
      data-currency={value.currency}
    >
      <span aria-hidden="true">{alone ? formatMoney(value, locale) : moneyText(value, locale)}</span>
      <span className="sr-only">{moneyName(value, locale)}</span>
    </span>
  )
}
