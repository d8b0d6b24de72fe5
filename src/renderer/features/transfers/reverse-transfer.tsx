import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransferReversalPreview, TransferRow } from '../../../shared/features/transfers/contract.ts'
import { subtract } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { AmountField } from '../../objects/money-dialog/amount-field.tsx'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { readAmount } from '../../objects/money-dialog/read-amount.ts'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'
import { Segmented } from '../../ui/segmented.tsx'

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
  const { locale } = useEnvironment()
  const [part, setPart] = useState<'full' | 'partial'>('full')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const { remaining, destinationAvailable } = preview
  const read =
    part === 'full'
      ? { ok: true as const, money: remaining }
      : readAmount(typed, remaining.currency, remaining)
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.transfers.reverse({
        account,
        transfer: transfer.id,
        amount: read.ok ? read.money : remaining,
        ...guards,
      }),
  )
  const who =
    preview.destinationName === null
      ? (transfer.destination ?? t('theAccount'))
      : plainName(preview.destinationName)
  const amount = read.ok ? moneyText(read.money, locale) : null
  return (
    <MoneyDialog
      kind="transfer_reversal"
      title={t('reverseTitle')}
      consequence={amount === null ? t('reverseHowMuch') : t('reverseConsequence', { amount, who })}
      submit={amount === null ? t('reverse') : t('reverseSubmit', { amount, who })}
      amount={read.ok ? read.money : null}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={preview.warnings.map((warning) => t(`warning.${warning}`))}
      onTried={() => setTried(true)}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <Segmented
            label={t('part')}
            value={part}
            onChange={setPart}
            options={[
              { value: 'full', label: t('full') },
              { value: 'partial', label: t('partial') },
            ]}
          />
          {part === 'partial' && (
            <AmountField
              currency={remaining.currency}
              most={remaining}
              value={typed}
              onChange={setTyped}
              read={read}
              tried={tried}
            />
          )}
          <Figures>
            <Figure label={t('transferred')} value={preview.transferred} />
            {preview.alreadyReversed.amount > 0 && (
              <Figure label={t('takenBack')} value={preview.alreadyReversed} />
            )}
            {destinationAvailable && (
              <Figure label={t('destinationAvailable')} value={destinationAvailable} />
            )}
            {read.ok && <Figure label={t('left')} value={subtract(remaining, read.money)} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
