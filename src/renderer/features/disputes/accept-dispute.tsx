import { useTranslation } from 'react-i18next'
import type { Money } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'

interface Props {
  readonly account: string
  readonly dispute: string
  readonly amount: Money
  readonly onClose: () => void
}

/** Gives a dispute up as lost, which cannot be undone. */
export function AcceptDispute({ account, dispute, amount, onClose }: Props) {
  const { t } = useTranslation('disputes')
  const { locale } = useEnvironment()
  const text = moneyText(amount, locale)
  const operation = useMoneyOperation(
    account,
    async (guards) => await api.disputes.accept({ account, dispute, amount, ...guards }),
  )
  return (
    <MoneyDialog
      kind="dispute_acceptance"
      title={t('acceptTitle')}
      consequence={t('acceptConsequence', { amount: text })}
      submit={t('acceptSubmit', { amount: text })}
      amount={amount}
      operation={operation}
      onTried={() => undefined}
      onClose={onClose}
    >
      <Figures>
        <Figure label={t('disputed')} value={amount} />
      </Figures>
    </MoneyDialog>
  )
}
