import { useTranslation } from 'react-i18next'
import type { RefundPreview } from '../../../shared/features/refunds/contract.ts'
import { minorUnitDigits, type Money as MoneyValue, money, subtract } from '../../../shared/money.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'

interface Props {
  readonly preview: RefundPreview
  readonly refund: MoneyValue | null
}

/** What the refund costs and what is left, before anything is sent. */
export function RefundFigures({ preview, refund }: Props) {
  const { t } = useTranslation('refunds')
  const { captured, alreadyRefunded, remaining, feeKept, fundedFrom } = preview
  const isPending = fundedFrom === 'pending'
  const balance = isPending ? preview.pendingBalance : preview.available
  const charged = refund && balance && inSettlement(refund, balance.currency, preview.exchangeRate)
  return (
    <Figures>
      <Figure label={t('paid')} value={captured} />
      {alreadyRefunded.amount > 0 && <Figure label={t('already')} value={alreadyRefunded} />}
      <Figure label={t('remaining')} value={remaining} />
      {refund && <Figure label={t('after')} value={subtract(remaining, refund)} strong />}
      {feeKept && feeKept.amount !== 0 && <Figure label={t('feeKept')} value={feeKept} />}
      {balance && <Figure label={t(isPending ? 'pending' : 'available')} value={balance} />}
      {balance && charged && (
        <Figure
          label={t(isPending ? 'pendingAfter' : 'availableAfter')}
          value={subtract(balance, charged)}
          strong
        />
      )}
    </Figures>
  )
}

/** The refund in the settlement currency by the rate of the payment; null where no rate is known. */
export function inSettlement(refund: MoneyValue, currency: string, rate: number | null): MoneyValue | null {
  if (refund.currency === currency) return refund
  if (rate === null) return null
  const shift = 10 ** (minorUnitDigits(currency) - minorUnitDigits(refund.currency))
  return money(Math.round(refund.amount * rate * shift), currency)
}
