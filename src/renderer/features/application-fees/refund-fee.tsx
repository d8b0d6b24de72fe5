import { useTranslation } from 'react-i18next'
import type { ApplicationFeeRefundPreview } from '../../../shared/features/application-fees/contract.ts'
import { subtract } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PartField } from '../../objects/money-dialog/part-field.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { usePartOf } from '../../objects/money-dialog/use-part-of.ts'

interface Props {
  readonly account: string
  readonly fee: string
  readonly onClose: () => void
}

/** Gives an application fee back in full or in part, after asking Stripe what is left of it. */
export function RefundFee({ account, fee, onClose }: Props) {
  const { t } = useTranslation('application-fees')
  return (
    <PreviewDialog
      title={t('title')}
      queryKey={keys.of('preview', account, 'fee-refund', fee)}
      load={async () => await api.applicationFees.previewRefund({ account, fee })}
      onClose={onClose}
    >
      {(preview) => <FeeForm account={account} fee={fee} preview={preview} onClose={onClose} />}
    </PreviewDialog>
  )
}

interface FormProps extends Props {
  readonly preview: ApplicationFeeRefundPreview
}

function FeeForm({ account, fee, preview, onClose }: FormProps) {
  const { t } = useTranslation('application-fees')
  const { remaining, connectedAccount: who, available } = preview
  const chosen = usePartOf(remaining)
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.applicationFees.refund({
        account,
        fee,
        amount: chosen.amount ?? remaining,
        ...guards,
      }),
  )
  const amount = chosen.text
  const after = available === null || chosen.amount === null ? null : subtract(available, chosen.amount)
  return (
    <MoneyDialog
      kind="application_fee_refund"
      title={t('title')}
      consequence={amount === null ? t('howMuch') : t('consequence', { amount, who })}
      submit={amount === null ? t('refund') : t('submit', { amount, who })}
      amount={chosen.amount}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={[t('customer'), ...(after !== null && after.amount < 0 ? [t('short')] : [])]}
      onTried={chosen.onTried}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <PartField of={chosen} label={t('howMuch')} full={t('full')} partial={t('partial')} />
          <Figures>
            <Figure label={t('fee')} value={preview.fee} />
            {preview.alreadyRefunded.amount > 0 && (
              <Figure label={t('refunded')} value={preview.alreadyRefunded} />
            )}
            {chosen.amount && <Figure label={t('left')} value={subtract(remaining, chosen.amount)} />}
            {available && <Figure label={t('available')} value={available} />}
            {after && <Figure label={t('after')} value={after} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
