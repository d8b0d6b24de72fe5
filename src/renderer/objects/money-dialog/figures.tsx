import type { ReactNode } from 'react'
import type { ToldMoney } from '../../../shared/money.ts'
import { Money } from '../../ui/money.tsx'

/** What it costs and what is left, before anything is sent. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="rounded-md bg-sunken px-3 py-2">{children}</dl>
}

interface FigureProps {
  readonly label: string
  readonly value: ToldMoney
  readonly strong?: boolean
}

export function Figure({ label, value, strong = false }: FigureProps) {
  return (
    <div className={`flex justify-between gap-6 py-0.5 ${strong ? 'font-medium' : ''}`}>
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <Money value={value} />
      </dd>
    </div>
  )
}
