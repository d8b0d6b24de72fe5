import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'
import { add, knownMoney, type Money as MoneyValue } from '../../../shared/money.ts'
import { carrySelection } from '../../lib/selection.ts'
import { Button } from '../../ui/button.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'

interface Props {
  readonly rows: ReadonlyMap<string, PaymentRow>
  readonly onClear: () => void
}

/** What is selected adds up to this, per currency, and can be refunded in one go. */
export function SelectionBar({ rows, onClear }: Props) {
  const { t } = useTranslation('payments')
  const { locale } = useEnvironment()
  const navigate = useNavigate()
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-5 gap-y-1 border-t border-line bg-selected px-6 py-1.5"
    >
      <span className="tabular font-medium">
        {t('selected', { count: rows.size, formatted: numberText(rows.size, locale) })}
      </span>
      {sumsOf(rows.values()).map((sum) => (
        <Money key={sum.currency} value={sum} />
      ))}
      <span className="flex-1" />
      <Button
        look="primary"
        onClick={() => {
          carrySelection([...rows.keys()])
          void navigate({ to: '/bulk-refunds' })
        }}
      >
        {t('refundSelected')}
      </Button>
      <Button look="quiet" onClick={onClear}>
        {t('clearSelection')}
      </Button>
    </div>
  )
}

function sumsOf(rows: Iterable<PaymentRow>): readonly MoneyValue[] {
  const sums = new Map<string, MoneyValue>()
  for (const row of rows) {
    const amount = knownMoney(row.amount)
    if (amount === null) continue
    const before = sums.get(amount.currency)
    sums.set(amount.currency, before ? add(before, amount) : amount)
  }
  return [...sums.values()]
}
