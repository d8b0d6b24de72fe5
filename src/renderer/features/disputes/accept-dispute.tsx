import { useTranslation } from 'react-i18next'
import type { DisputeRow } from '../../../shared/features/disputes/contract.ts'
import { api } from '../../lib/api.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'

interface Props {
  readonly account: string
  readonly dispute: DisputeRow
  readonly onClose: () => void
}

/** Gives a dispute up as lost, which cannot be undone. */
export function AcceptDispute({ account, dispute, onClose }: Props) {
  const { t } = useTranslation('disputes')
  const { locale } = useEnvironment()
  const amount = moneyText(dispute.amount, locale)
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.disputes.accept({ account, dispute: dispute.id, amount: dispute.amount, ...guards }),
  )
  return (
    <MoneyDialog
      kind="dispute_acceptance"
      title={t('acceptTitle')}
      consequence={t('acceptConsequence', { amount })}
      submit={t('acceptSubmit', { amount })}
      amount={dispute.amount}
      operation={operation}
      onTried={() => undefined}
      onClose={onClose}
    >
      <Figures>
        <Figure label={t('disputed')} value={dispute.amount} />
      </Figures>
    </MoneyDialog>
  )
}
