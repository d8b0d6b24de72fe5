import { isUnitKnown, type ToldMoney } from '../../shared/money.ts'
import { formatMoney } from '../../shared/money-text.ts'
import { cx } from './class-names.ts'
import { useEnvironment } from './environment.tsx'
import { moneyName, moneyText } from './format.ts'

interface Props {
  readonly value: ToldMoney
  readonly className?: string
  /** The currency's code is shown right beside it already. */
  readonly alone?: boolean
}

/** An amount with its currency, as far as they are known; a screen reader hears the exact amount and the currency's code. */
export function Money({ value, className, alone = false }: Props) {
  const { locale } = useEnvironment()
  return (
    <span
      className={cx('tabular whitespace-nowrap', className)}
      data-amount={value.amount ?? undefined}
      data-currency={value.currency}
      // What is not known may be more than a column has room for.
      title={isUnitKnown(value.currency) ? undefined : moneyName(value, locale)}
    >
      <span aria-hidden="true">{alone ? formatMoney(value, locale) : moneyText(value, locale)}</span>
      <span className="sr-only">{moneyName(value, locale)}</span>
    </span>
  )
}
