import { useTranslation } from 'react-i18next'
import type { Money } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'

interface Props {
  /** Before it has left, or after the bank has it. */
  readonly how: 'cancel' | 'reverse'
  readonly account: string
  readonly payout: string
  readonly amount: Money
  readonly onClose: () => void
}

/** Takes a payout back: nothing is to be chosen, so the consequence is all there is to read. */
export function UndoPayout({ how, account, payout, amount, onClose }: Props) {
  const { t } = useTranslation('payouts')
  const { locale } = useEnvironment()
  const text = moneyText(amount, locale)
  const operation = useMoneyOperation(
    account,
    async (guards) => await api.payouts[how]({ account, payout, amount, ...guards }),
  )
  return (
    <MoneyDialog
      kind={how === 'cancel' ? 'payout_cancel' : 'payout_reversal'}
      title={t(`${how}Title`)}
      consequence={t(`${how}Consequence`, { amount: text })}
      submit={t(`${how}Submit`, { amount: text })}
      amount={amount}
      operation={operation}
      onTried={() => undefined}
      onClose={onClose}
    >
      <Figures>
        <Figure label={t('detail')} value={amount} />
      </Figures>
    </MoneyDialog>
  )
}
