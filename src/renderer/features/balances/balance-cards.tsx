import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CurrencyBalance } from '../../../shared/features/balances/contract.ts'
import type { Money as MoneyValue } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { numberText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'

const SHOWN_DAYS = 4

/** What the account holds, one card per currency: available, pending, and when the pending arrives. */
export function BalanceCards({ account }: { readonly account: string }) {
  const { t } = useTranslation('balances')
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('balances', account, 'get'),
    queryFn: async () => await api.balances.get({ account }),
  })
  if (error)
    return <FailureNotice title={t('failed')} failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={4} />
  if (data.balances.length === 0) return <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
  return (
    <div
      role="group"
      aria-label={t('title')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
      tabIndex={0}
      className="relative flex shrink-0 gap-3 overflow-x-auto px-6 pb-4"
    >
      {data.balances.map((balance) => (
        <Card key={balance.currency} balance={balance} />
      ))}
    </div>
  )
}

function Card({ balance }: { readonly balance: CurrencyBalance }) {
  const { t } = useTranslation('balances')
  const { available, pending, instantAvailable, connectReserved, currency } = balance
  return (
    <section
      aria-label={currency.toUpperCase()}
      className="w-56 min-w-fit shrink-0 rounded-md border border-line bg-surface px-4 py-3"
    >
      <h2 className="text-label font-semibold tracking-wide text-ink-2">{currency.toUpperCase()}</h2>
      <dl>
        <Line label={t('available')} value={available.total} big />
        <Sources part={available} currency={currency} />
        <Line label={t('pending')} value={pending.total} />
        <Sources part={pending} currency={currency} />
        {instantAvailable && <Line label={t('instant')} value={instantAvailable} />}
        {connectReserved && <Line label={t('reserved')} value={connectReserved} />}
      </dl>
      <Arriving arriving={balance.arriving} />
    </section>
  )
}

function Sources({
  part,
  currency,
}: {
  readonly part: CurrencyBalance['available']
  readonly currency: string
}) {
  const sources = part.sourceTypes.filter(({ amount }) => amount !== 0)
  if (sources.length < 2) return null
  return sources.map(({ type, amount }) => (
    <div key={type} className="flex justify-between gap-4 pl-3 text-small text-ink-2">
      <dt>{type.replaceAll('_', ' ')}</dt>
      <dd>
        <Money value={{ amount, currency }} alone />
      </dd>
    </div>
  ))
}

function Arriving({ arriving }: Pick<CurrencyBalance, 'arriving'>) {
  const { t } = useTranslation('balances')
  const { locale } = useEnvironment()
  const more = arriving.length - SHOWN_DAYS
  return (
    <div className="mt-2 border-t border-line pt-2 text-small">
      <h3 className="text-label text-ink-2">{t('arriving')}</h3>
      {arriving.length === 0 && <p className="text-ink-2">{t('arrivingNone')}</p>}
      <ul>
        {arriving.slice(0, SHOWN_DAYS).map(({ availableOn, amount }) => (
          <li key={availableOn} className="flex justify-between gap-4">
            <Time at={availableOn} show="day" />
            <Money value={amount} alone />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="text-ink-2">
          {t('arrivingMore', { count: more, formatted: numberText(more, locale) })}
        </p>
      )}
    </div>
  )
}

interface LineProps {
  readonly label: string
  readonly value: MoneyValue
  readonly big?: boolean
}

function Line({ label, value, big = false }: LineProps) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <Money value={value} alone className={big ? 'text-figure font-semibold' : ''} />
      </dd>
    </div>
  )
}
