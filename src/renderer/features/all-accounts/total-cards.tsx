import { useTranslation } from 'react-i18next'
import {
  type AccountStanding,
  type CurrencyStanding,
  standingPeriods,
} from '../../../shared/features/all-accounts/contract.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Money } from '../../ui/money.tsx'
import { useAccountNames } from './account-names.ts'
import type { Answer } from './queries.ts'
import { oldestOf, totalsOf } from './totals.ts'

interface Props {
  readonly title: string
  readonly note?: string
  readonly answers: readonly Answer<AccountStanding>[]
}

/** What some accounts hold and took together, a card for each currency; what is not in the sums is named. */
export function Totals({ title, note, answers }: Props) {
  const { t } = useTranslation('all-accounts')
  const namesOf = useAccountNames()
  const known = answers.flatMap(({ value }) => value ?? [])
  const missing = answers.filter(({ failure }) => failure !== null).map(({ account }) => account)
  const waiting = answers.length - known.length - missing.length
  return (
    <section aria-label={title} className="pb-4">
      <div className="flex flex-wrap items-baseline gap-x-3 pb-2">
        <h3 className="font-semibold">{title}</h3>
        <p className="text-small text-ink-2" role="status">
          {waiting > 0 ? (
            t('reading', { read: known.length, all: answers.length })
          ) : known.length > 0 ? (
            <FreshnessStamp freshness={oldestOf(known)} />
          ) : null}
        </p>
        {missing.length > 0 && (
          <p className="text-small text-failed">{t('leftOut', { names: namesOf(missing) })}</p>
        )}
      </div>
      {note !== undefined && <p className="max-w-3xl pb-2 text-small text-ink-2">{note}</p>}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(20rem,1fr))] gap-3">
        {totalsOf(known).map((total) => (
          <Card
            key={total.currency}
            total={total}
            accounts={known.filter(({ currencies }) => hasCurrency(currencies, total.currency)).length}
          />
        ))}
      </div>
      {waiting === 0 && known.length > 0 && totalsOf(known).length === 0 && (
        <p className="text-ink-2">{t('noMoney')}</p>
      )}
    </section>
  )
}

function hasCurrency(currencies: readonly CurrencyStanding[], currency: string): boolean {
  return currencies.some((each) => each.currency === currency)
}

interface CardProps {
  readonly total: CurrencyStanding
  readonly accounts: number
}

function Card({ total, accounts }: CardProps) {
  const { t } = useTranslation('all-accounts')
  const code = total.currency.toUpperCase()
  return (
    <section
      aria-label={code}
      data-total={total.currency}
      className="rounded-md border border-line bg-surface px-4 py-3"
    >
      <p className="flex justify-between text-label text-ink-2">
        <span>{t('available')}</span>
        <span>
          {accounts > 1 && <>{t('accounts', { count: accounts })} · </>}
          <span className="font-semibold tracking-wide">{code}</span>
        </span>
      </p>
      {total.balance === null ? (
        <p className="py-1 text-ink-2">{t('noBalance')}</p>
      ) : (
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <Money value={total.balance.available} alone className="text-figure font-semibold" />
          <span className="text-small text-ink-2">
            {t('pending')} <Money value={total.balance.pending} alone />
          </span>
        </p>
      )}
      <table className="mt-2 w-full text-small">
        <caption className="sr-only">{t('volumes', { currency: code })}</caption>
        <thead>
          <tr className="border-b border-line text-label text-ink-2">
            <th scope="col" className="py-1 text-left font-normal">
              <span className="sr-only">{t('periodLabel')}</span>
            </th>
            {(['gross', 'refunds', 'net'] as const).map((name) => (
              <th key={name} scope="col" className="py-1 pl-2 text-right font-normal">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {standingPeriods.map((period) => {
            const { gross, refunds, net } = total.volumes[period]
            return (
              <tr key={period} data-period={period}>
                <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap text-ink-2">
                  {t(`period.${period}`)}
                </th>
                <td className="py-0.5 pl-2 text-right font-medium">
                  <Money value={gross} alone />
                </td>
                <td className="py-0.5 pl-2 text-right">
                  <Money value={refunds} alone />
                </td>
                <td className="py-0.5 pl-2 text-right">
                  {net === null ? <NoNet /> : <Money value={net} alone />}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** Fees were taken in another currency. */
export function NoNet() {
  const { t } = useTranslation('all-accounts')
  return (
    <span title={t('netUnknown')} className="text-ink-2">
      <span aria-hidden="true">—</span>
      <span className="sr-only">{t('netUnknown')}</span>
    </span>
  )
}
