import { useState } from 'react'
import type { Money } from '../../../shared/money.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'
import { type ReadAmount, readAmount } from './read-amount.ts'

/** Whether all that is left is meant or a part of it, and how much that is. */
export interface PartOf {
  readonly most: Money
  readonly part: 'full' | 'partial'
  readonly setPart: (part: 'full' | 'partial') => void
  readonly typed: string
  readonly setTyped: (typed: string) => void
  readonly tried: boolean
  readonly onTried: () => void
  readonly read: ReadAmount
  /** Null where what is typed is no such amount. */
  readonly amount: Money | null
  /** The same in words. */
  readonly text: string | null
}

export function usePartOf(most: Money): PartOf {
  const { locale } = useEnvironment()
  const [part, setPart] = useState<'full' | 'partial'>('full')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const read: ReadAmount =
    part === 'full' ? { ok: true, money: most } : readAmount(typed, most.currency, most)
  const amount = read.ok ? read.money : null
  return {
    most,
    part,
    setPart,
    typed,
    setTyped,
    tried,
    onTried: () => setTried(true),
    read,
    amount,
    text: amount === null ? null : moneyText(amount, locale),
  }
}
