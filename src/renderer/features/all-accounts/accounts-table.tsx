import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import {
  type AccountStanding,
  type CurrencyStanding,
  type StandingPeriod,
  standingPeriods,
} from '../../../shared/features/all-accounts/contract.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { Money } from '../../ui/money.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { useSwitchAccount } from '../../objects/switch-account.ts'
import { AccountCell } from './account-cell.tsx'
import type { Answer } from './queries.ts'
import { NoNet } from './total-cards.tsx'

interface Props {
  readonly title: string
  readonly caption: string
  readonly answers: readonly Answer<AccountStanding>[]
  readonly period: StandingPeriod
  readonly onPeriod: (period: StandingPeriod) => void
  readonly sync: (account: AccountProfile) => ReactNode
}

const FIGURES = ['available', 'pending', 'gross', 'refunds', 'net'] as const

/** A row for each account, connected ones below their platform, with a line for each of its currencies. */
export function AccountsTable({ title, caption, answers, period, onPeriod, sync }: Props) {
  const { t } = useTranslation('all-accounts')
  return (
    <div className="overflow-x-auto">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="font-semibold">{title}</h3>
        <Segmented
          label={t('periodLabel')}
          value={period}
          onChange={onPeriod}
          options={standingPeriods.map((value) => ({ value, label: t(`period.${value}`) }))}
        />
      </div>
      <table className="w-full">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line-strong text-label text-ink-2">
            <th scope="col" className="py-1.5 text-left font-normal">
              {t('account')}
            </th>
            <th scope="col" className="py-1.5 pl-3 text-left font-normal">
              <span className="sr-only">{t('currency')}</span>
            </th>
            {FIGURES.map((name) => (
              <th key={name} scope="col" className="py-1.5 pl-3 text-right font-normal">
                {name === 'gross' ? t('grossOf', { period: t(`period.${period}`) }) : t(name)}
              </th>
            ))}
          </tr>
        </thead>
        {answers.map((answer) => (
          <AccountRows key={answer.account.id} answer={answer} period={period} sync={sync} />
        ))}
      </table>
    </div>
  )
}

interface RowsProps extends Pick<Props, 'period' | 'sync'> {
  readonly answer: Answer<AccountStanding>
}

function AccountRows({ answer: { account, value, failure, retry }, period, sync }: RowsProps) {
  const { t } = useTranslation('all-accounts')
  const navigate = useNavigate()
  const show = useSwitchAccount()
  const lines = value?.currencies ?? []
  const [first, ...others] = lines
  return (
    <tbody
      data-account={account.id}
      className="border-b border-line align-baseline [&>tr:last-child>td]:pb-2"
    >
      <tr>
        <th
          scope="rowgroup"
          rowSpan={Math.max(1, lines.length)}
          className="w-1/3 max-w-0 py-1.5 text-left font-normal"
        >
          <AccountCell
            account={account}
            attention={value?.attention}
            sync={failure === null ? sync(account) : null}
            onOpen={() => void show(account.id, () => void navigate({ to: '/' }))}
          />
        </th>
        {first === undefined ? (
          <td colSpan={6} className="py-1.5 pl-3 align-top">
            {failure !== null ? (
              <FailureNotice title={t('notRead')} failure={failure} onRetry={retry} />
            ) : value === undefined ? (
              <SkeletonLines count={1} />
            ) : (
              <span className="text-ink-2">{t('noMoney')}</span>
            )}
          </td>
        ) : (
          <Figures standing={first} period={period} />
        )}
      </tr>
      {others.map((standing) => (
        <tr key={standing.currency}>
          <Figures standing={standing} period={period} />
        </tr>
      ))}
    </tbody>
  )
}

interface FiguresProps {
  readonly standing: CurrencyStanding
  readonly period: StandingPeriod
}

function Figures({ standing: { currency, balance, volumes }, period }: FiguresProps) {
  const { gross, refunds, net } = volumes[period]
  const cell = 'py-1 pl-3 text-right'
  return (
    <>
      <td className="py-1 pl-3 text-small font-medium text-ink-2">{currency.toUpperCase()}</td>
      <td className={cell}>{balance === null ? '—' : <Money value={balance.available} alone />}</td>
      <td className={cell}>{balance === null ? '—' : <Money value={balance.pending} alone />}</td>
      <td className={`${cell} font-medium`}>
        <Money value={gross} alone />
      </td>
      <td className={cell}>
        <Money value={refunds} alone />
      </td>
      <td className={cell}>{net === null ? <NoNet /> : <Money value={net} alone />}</td>
    </>
  )
}
