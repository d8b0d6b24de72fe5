import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { currencyName } from '../../../shared/money-text.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Money } from '../../ui/money.tsx'

/** What is available and pending, one card per currency, never added. */
export function Balances({ account }: { readonly account: string }) {
  const { t } = useTranslation('overview')
  const { locale } = useEnvironment()
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('balances', account, 'get'),
    queryFn: async () => await api.balances.get({ account }),
  })
  if (error)
    return (
      <FailureNotice title={t('failedBalances')} failure={failureOf(error)} onRetry={() => void refetch()} />
    )
  if (!data) return <div className="h-24" />
  if (data.balances.length === 0) return <p className="pb-5 text-ink-2">{t('noBalance')}</p>
  return (
    <section aria-label={t('balance')} className="flex flex-wrap gap-3 pb-5">
      {data.balances.map((balance) => (
        <Link
          key={balance.currency}
          to="/balances"
          search={{ currency: balance.currency }}
          className="max-w-80 min-w-48 flex-[1_0_auto] rounded-md border border-line bg-surface px-4 py-3 hover:border-line-strong"
        >
          <p className="flex justify-between text-label text-ink-2">
            <span>{t('available')}</span>
            <span className="font-semibold tracking-wide">{currencyName(balance.currency, locale)}</span>
          </p>
          <p className="text-figure font-semibold">
            <Money value={balance.available.total} alone />
          </p>
          <p className="text-small text-ink-2">
            {t('pending')} <Money value={balance.pending.total} alone />
          </p>
        </Link>
      ))}
    </section>
  )
}
