import { ArrowDownRight, ArrowUpRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Figures } from '../../../shared/features/overview/contract.ts'
import type { ToldMoney } from '../../../shared/money.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { changeShare, successShare } from './change.ts'

interface Props {
  readonly total: Figures
  readonly previous: Figures
}

const amounts = ['gross', 'net', 'fees', 'refunds', 'disputes'] as const

/** The figures of the period, each against the period before. */
export function FigureCards({ total, previous }: Props) {
  const { t } = useTranslation('overview')
  return (
    <dl className="flex flex-wrap gap-x-6 border-y border-line">
      {amounts.map((name) => (
        <Card key={name} label={t(`figure.${name}`)}>
          <Amount now={total[name]} before={previous[name]} />
        </Card>
      ))}
      <Card label={t('figure.rate')}>
        <Rate now={successShare(total)} before={successShare(previous)} />
      </Card>
    </dl>
  )
}

function Card({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-32 flex-[1_0_auto] py-3">
      <dt className="text-small text-ink-2">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

interface AmountProps {
  readonly now: ToldMoney | null
  readonly before: ToldMoney | null
}

function Amount({ now, before }: AmountProps) {
  const { t } = useTranslation('overview')
  const { locale } = useEnvironment()
  if (!now) return <p className="text-ink-2">{t('unknownFees')}</p>
  return (
    <>
      <Money value={now} className="text-title font-semibold" />
      {before && <Change share={changeShare(now.amount, before.amount)} before={moneyText(before, locale)} />}
    </>
  )
}

function Rate({ now, before }: { readonly now: number | null; readonly before: number | null }) {
  const { locale } = useEnvironment()
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <>
      <span className="tabular text-title font-semibold">{now === null ? '—' : percent.format(now)}</span>
      {now !== null && before !== null && (
        <Change share={now - before} before={percent.format(before)} points />
      )}
    </>
  )
}

interface ChangeProps {
  readonly share: number | null
  readonly before: string
  /** The difference is one of percentages already. */
  readonly points?: boolean
}

function Change({ share, before, points = false }: ChangeProps) {
  const { t } = useTranslation('overview')
  const { locale } = useEnvironment()
  if (share === null)
    return <p className="tabular text-small text-ink-2">{t('beforeValue', { value: before })}</p>
  const number = new Intl.NumberFormat(locale, {
    style: points ? 'decimal' : 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
    .format(points ? share * 100 : share)
    .replace('-', '−')
  const text = points ? t('points', { number }) : number
  const Icon = share < 0 ? ArrowDownRight : ArrowUpRight
  return (
    <p
      className="tabular flex items-center gap-1 text-small text-ink-2"
      title={t('beforeValue', { value: before })}
    >
      {share !== 0 && <Icon aria-hidden="true" className="size-3.5" />}
      <span aria-hidden="true">{text}</span>
      <span className="sr-only">{t('before', { change: text })}</span>
    </p>
  )
}
