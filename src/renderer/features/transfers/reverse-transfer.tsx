import { useTranslation } from 'react-i18next'
import type { TransferReversalPreview, TransferRow } from '../../../shared/features/transfers/contract.ts'
import { subtract } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PartField } from '../../objects/money-dialog/part-field.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { usePartOf } from '../../objects/money-dialog/use-part-of.ts'

interface Props {
  readonly account: string
  readonly transfer: TransferRow
  readonly onClose: () => void
}

/** Takes a transfer back in full or in part, after asking Stripe what is left of it. */
export function ReverseTransfer({ account, transfer, onClose }: Props) {
  const { t } = useTranslation('transfers')
  return (
    <PreviewDialog
      title={t('reverseTitle')}
      queryKey={keys.of('preview', account, 'reversal', transfer.id)}
      load={async () => await api.transfers.previewReversal({ account, transfer: transfer.id })}
      onClose={onClose}
    >
      {(preview) => (
        <ReversalForm account={account} transfer={transfer} preview={preview} onClose={onClose} />
      )}
    </PreviewDialog>
  )
}

interface FormProps extends Props {
  readonly preview: TransferReversalPreview
}

function ReversalForm({ account, transfer, preview, onClose }: FormProps) {
  const { t } = useTranslation('transfers')
  const { remaining, destinationAvailable } = preview
  const chosen = usePartOf(remaining)
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.transfers.reverse({
        account,
        transfer: transfer.id,
        amount: chosen.amount ?? remaining,
        ...guards,
      }),
  )
  const who =
    preview.destinationName === null
      ? (transfer.destination ?? t('theAccount'))
      : plainName(preview.destinationName)
  const amount = chosen.text
  return (
    <MoneyDialog
      kind="transfer_reversal"
      title={t('reverseTitle')}
      consequence={amount === null ? t('reverseHowMuch') : t('reverseConsequence', { amount, who })}
      submit={amount === null ? t('reverse') : t('reverseSubmit', { amount, who })}
      amount={chosen.amount}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={preview.warnings.map((warning) => t(`warning.${warning}`))}
      onTried={chosen.onTried}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <PartField of={chosen} label={t('part')} full={t('full')} partial={t('partial')} />
          <Figures>
            <Figure label={t('transferred')} value={preview.transferred} />
            {preview.alreadyReversed.amount > 0 && (
              <Figure label={t('takenBack')} value={preview.alreadyReversed} />
            )}
            {destinationAvailable && (
              <Figure label={t('destinationAvailable')} value={destinationAvailable} />
            )}
            {chosen.amount && <Figure label={t('left')} value={subtract(remaining, chosen.amount)} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
