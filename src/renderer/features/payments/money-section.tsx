import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { type ToldMoney, toldMoney } from '../../../shared/money.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { Day } from '../../ui/time.tsx'

/** Paid, fee, net, refunded, left: each in its own currency, never added across. */
export function MoneySection({ payment }: { readonly payment: PaymentDetail }) {
  const { t } = useTranslation('payments')
  const { row, settlement, refundable, amountCaptured } = payment
  const converted = settlement !== null && settlement.gross.currency !== row.amount.currency
  const taken = amountCaptured !== null && amountCaptured.amount > 0
  const partly = taken && amountCaptured.amount !== row.amount.amount
  return (
    <Section title={t('money')}>
      <dl className="max-w-md">
        <Line label={taken ? t('gross') : t('asked')} value={row.amount} />
        {partly && <Line label={t('captured')} value={amountCaptured} />}
        {converted && <Line label={t('settledAs')} value={settlement.gross} />}
        {settlement && (
          <>
            <Line label={t('fee')} value={negative(settlement.fee)} />
            <Line label={t('net')} value={settlement.net} total />
          </>
        )}
        {row.amountRefunded.amount > 0 && <Line label={t('refunded')} value={negative(row.amountRefunded)} />}
        {refundable && <Line label={t('left')} value={refundable} />}
      </dl>
      {settlement ? (
        <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-small text-ink-2">
          {settlement.exchangeRate !== null && (
            <span className="tabular">
              {t('exchangeRate')} {settlement.exchangeRate}
            </span>
          )}
          <span>
            {t('availableOn')} <Day at={settlement.availableOn} />
          </span>
          <CopyableId id={settlement.balanceTransaction} />
        </p>
      ) : (
        <p className="mt-2 text-small text-ink-2">{taken ? t('notSettled') : t('notTaken')}</p>
      )}
    </Section>
  )
}

function negative({ amount, currency }: ToldMoney): ToldMoney {
  return toldMoney(amount === null ? null : 0 - amount, currency)
}

interface LineProps {
  readonly label: string
  readonly value: ToldMoney
  readonly total?: boolean
}

function Line({ label, value, total = false }: LineProps) {
  return (
    <div
      className={`flex items-baseline justify-between gap-6 py-1 ${total ? 'mb-1 border-t border-line-strong font-semibold' : ''}`}
    >
      <dt className={total ? '' : 'text-ink-2'}>{label}</dt>
      <dd>
        <Money value={value} />
      </dd>
    </div>
  )
}
