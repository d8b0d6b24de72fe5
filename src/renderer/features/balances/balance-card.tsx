import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ToldMoney } from '../../../shared/money.ts'
import { currencyName, formatMoney } from '../../../shared/money-text.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { Money } from '../../ui/money.tsx'

/** Pixels that a character of a big figure takes in a wide typeface, and what a card has beside it. */
const [CHARACTER, PADDING] = [13, 34]

interface RowProps {
  /** Every big figure in the row: none is wider than its card. */
  readonly figures: readonly ToldMoney[]
  readonly children: ReactNode
}

/** Cards of one width beside each other, in as many rows as they need. */
export function CardRow({ figures, children }: RowProps) {
  const { t } = useTranslation('balances')
  const { locale } = useEnvironment()
  const longest = Math.max(...figures.map((figure) => formatMoney(figure, locale).length))
  const width = `max(13rem, ${longest * CHARACTER + PADDING}px)`
  return (
    <div
      role="group"
      aria-label={t('title')}
      className="grid shrink-0 gap-3 px-6 pb-4"
      style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${width}), 1fr))` }}
    >
      {children}
    </div>
  )
}

interface CardProps {
  readonly currency: string
  readonly children: ReactNode
}

export function BalanceCard({ currency, children }: CardProps) {
  const { locale } = useEnvironment()
  const name = currencyName(currency, locale)
  return (
    <section aria-label={name} className="min-w-0 rounded-md border border-line bg-surface px-4 py-3">
      <h2 className="text-label font-semibold tracking-wide text-ink-2">{name}</h2>
      {children}
    </section>
  )
}

interface LineProps {
  readonly label: string
  readonly value: ToldMoney
}

export function Figure({ label, value }: LineProps) {
  return (
    <div>
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <Money value={value} alone className="text-figure font-semibold" />
      </dd>
    </div>
  )
}

export function Line({ label, value }: LineProps) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <dt className="text-small text-ink-2">{label}</dt>
      <dd className="ml-auto">
        <Money value={value} alone />
      </dd>
    </div>
  )
}
