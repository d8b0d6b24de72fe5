import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReconciledCurrency } from '../../../shared/features/balances/contract.ts'
import type { ToldMoney } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useSyncStatus } from '../../lib/session.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { timeText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'

/** Whether the live balance is what its transactions add up to; where not, by how much and what that may mean. */
export function Reconciliation({ account }: { readonly account: string }) {
  const { t } = useTranslation('balances')
  const { locale, timeZone } = useEnvironment()
  const looked = useSyncStatus(account)?.freshness.asOf
  const { data } = useQuery({
    queryKey: keys.of('balances', account, 'reconciliation', looked),
    queryFn: async () => await api.balances.reconciliation({ account }),
    placeholderData: (before) => before,
  })
  if (!data) return <p className="h-7 shrink-0" />
  const { history, readAt, currencies } = data
  const when = (seconds: number): string => timeText(seconds, locale, timeZone, 'short')
  if (history.state === 'unreadable') return <Unknown>{t('reconciliation.unreadable')}</Unknown>
  if (history.state === 'reading') {
    return (
      <Unknown>
        {history.reachedBackTo === null
          ? t('reconciliation.reading')
          : t('reconciliation.readingBackTo', { when: when(history.reachedBackTo) })}
      </Unknown>
    )
  }
  if (readAt === null) return <Unknown>{t('reconciliation.notRead')}</Unknown>
  const drifting = currencies.filter(({ agrees }) => !agrees)
  if (drifting.length === 0) {
    return (
      <p
        data-reconciled="agrees"
        className="flex shrink-0 items-baseline gap-1.5 px-6 pb-2 text-small text-ink-2"
      >
        <CircleCheck aria-hidden="true" className="size-3.5 shrink-0 self-center text-succeeded" />
        <span>
          <span className="font-medium text-succeeded">{t('reconciliation.agrees')}</span>{' '}
          {t('reconciliation.agreesText', { when: when(readAt) })}
        </span>
      </p>
    )
  }
  return <Drift drifting={drifting} when={when(readAt)} />
}

function Unknown({ children }: { readonly children: ReactNode }) {
  return (
    <p className="flex shrink-0 items-baseline gap-1.5 px-6 pb-2 text-small text-ink-2">
      <CircleDashed aria-hidden="true" className="size-3.5 shrink-0 self-center" />
      <span>{children}</span>
    </p>
  )
}

interface DriftProps {
  readonly drifting: readonly ReconciledCurrency[]
  readonly when: string
}

function Drift({ drifting, when }: DriftProps) {
  const { t } = useTranslation('balances')
  const explanation = useId()
  return (
    <section
      aria-label={t('reconciliation.differs')}
      data-reconciled="differs"
      className="mx-6 mb-3 flex shrink-0 gap-2.5 rounded-md border border-pending/40 bg-pending/8 px-3 py-2"
    >
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-pending" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{t('reconciliation.differs')}</p>
        <p id={explanation} className="text-small text-ink-2">
          {t('reconciliation.differsText', { when })}
        </p>
        <table aria-labelledby={explanation} className="my-1.5 text-small">
          <thead className="text-ink-2">
            <tr>
              <th scope="col" className="sr-only">
                {t('reconciliation.currency')}
              </th>
              {(['available', 'pending', 'total'] as const).map((side) => (
                <th key={side} scope="col" className="pl-6 text-right font-normal">
                  {t(side)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {drifting.map(({ currency, drift }) => (
              <tr key={currency}>
                <th scope="row" className="text-left font-medium">
                  {currency.toUpperCase()}
                </th>
                <Difference value={drift.available} />
                <Difference value={drift.pending} />
                <Difference value={drift.total} />
              </tr>
            ))}
          </tbody>
        </table>
        <p className="text-small text-ink-2">{t(`reconciliation.${meaningOf(drifting)}`)}</p>
      </div>
    </section>
  )
}

function meaningOf(drifting: readonly ReconciledCurrency[]): 'moving' | 'split' | 'missing' {
  if (drifting.every(({ moving }) => moving)) return 'moving'
  return drifting.every(({ drift }) => drift.total.amount === 0) ? 'split' : 'missing'
}

function Difference({ value }: { readonly value: ToldMoney }) {
  return (
    <td className="pl-6 text-right">
      <Money value={value} alone className={value.amount === 0 ? 'text-ink-2' : 'font-medium'} />
    </td>
  )
}
