import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApplicationFeeRefundPreview } from '../../../shared/features/application-fees/contract.ts'
import { subtract } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
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
  const { locale } = useEnvironment()
  const [part, setPart] = useState<'full' | 'partial'>('full')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const { remaining, connectedAccount: who, available } = preview
  const read =
    part === 'full'
      ? { ok: true as const, money: remaining }
      : readAmount(typed, remaining.currency, remaining)
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.applicationFees.refund({
        account,
        fee,
        amount: read.ok ? read.money : remaining,
        ...guards,
      }),
  )
  const amount = read.ok ? moneyText(read.money, locale) : null
  const after = available === null || !read.ok ? null : subtract(available, read.money)
  return (
    <MoneyDialog
      kind="application_fee_refund"
      title={t('title')}
      consequence={amount === null ? t('howMuch') : t('consequence', { amount, who })}
      submit={amount === null ? t('refund') : t('submit', { amount, who })}
      amount={read.ok ? read.money : null}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={[t('customer'), ...(after !== null && after.amount < 0 ? [t('short')] : [])]}
      onTried={() => setTried(true)}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <Segmented
            label={t('howMuch')}
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
            <Figure label={t('fee')} value={preview.fee} />
            {preview.alreadyRefunded.amount > 0 && (
              <Figure label={t('refunded')} value={preview.alreadyRefunded} />
            )}
            {read.ok && <Figure label={t('left')} value={subtract(remaining, read.money)} />}
            {available && <Figure label={t('available')} value={available} />}
            {after && <Figure label={t('after')} value={after} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
