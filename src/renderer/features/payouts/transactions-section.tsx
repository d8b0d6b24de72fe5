import { useTranslation } from 'react-i18next'
import type { BalanceTransactionRow } from '../../../shared/features/balances/contract.ts'
import type { PayoutDetail } from '../../../shared/features/payouts/contract.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'

/** The movements an automatic payout paid out; Stripe knows none for one made by hand. */
export function TransactionsSection({ detail }: { readonly detail: PayoutDetail }) {
  const { t } = useTranslation('payouts')
  const { transactions, payout } = detail
  return (
    <Section title={payout.automatic ? t('transactions') : t('movements')}>
      {!payout.automatic && transactions !== null && (
        <p className="pb-2 text-ink-2">{t('transactionsManual')}</p>
      )}
      {transactions === null && <p className="text-ink-2">{t('transactionsUnread')}</p>}
      {transactions?.length === 0 && <p className="text-ink-2">{t('noTransactions')}</p>}
      {transactions !== null && transactions.length > 0 && <Transactions rows={transactions} />}
    </Section>
  )
}

function Transactions({ rows }: { readonly rows: readonly BalanceTransactionRow[] }) {
  const { t } = useTranslation('payouts')
  const word = useWord()
  const heads = [
    { name: t('transactionType'), end: false },
    { name: t('gross'), end: true },
    { name: t('fee'), end: true },
    { name: t('net'), end: true },
  ]
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
      tabIndex={0}
      role="group"
      aria-label={t('transactions')}
      className="relative max-h-80 overflow-auto"
    >
      <table className="w-full">
        <caption className="sr-only">{t('transactionsCaption')}</caption>
        <thead className="sticky top-0 bg-surface text-small text-ink-2">
          <tr>
            {heads.map(({ name, end }) => (
              <th
                key={name}
                scope="col"
                className={`py-1 font-medium ${end ? 'pl-3 text-right' : 'text-left'}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-t border-line">
              <td className="w-full max-w-0 truncate py-1" title={row.source ?? undefined}>
                {word('transaction', row.type)}
                <span className="block truncate text-label text-ink-2">
                  <Time at={row.created} show="day" />{' '}
                  {row.source !== null && <span className="font-mono">{row.source}</span>}
                </span>
              </td>
              {[row.amount, row.fee, row.net].map((value, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- always these three
                <td key={at} className="py-1 pl-3 text-right">
                  <Money value={value} alone />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
