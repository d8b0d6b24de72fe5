import { UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import type { Contribution } from './rollups.ts'
import type { StoredRow } from './object-writer.ts'
import type { Cell } from './table.ts'

const amount = (value: Cell | undefined): number => (typeof value === 'number' ? value : 0)

function figures(row: StoredRow, currency: string): Omit<Contribution, 'family' | 'status'> {
  return {
    currency,
    at: amount(row['created']),
    amount: amount(row['amount']),
    captured: amount(row['net']),
    fee: amount(row['fee']),
    unsettled: 0,
  }
}

/** What a row of objects adds to the sums; nothing for types that are not summed. */
export function contributionsOf(type: string, row: StoredRow | undefined): readonly Contribution[] {
  if (row === undefined || row['deleted'] === 1) return []
  const { currency } = row
  const isKnown = typeof currency === 'string'
  const base = figures(row, isKnown ? currency : UNKNOWN_CURRENCY)
  const word = (name: string): string => {
    const value = row[name]
    return typeof value === 'string' ? value : ''
  }
  if (type === 'refund' || type === 'dispute') return [{ ...base, family: type, status: word('status') }]
  if (type !== 'balance_transaction') return []
  // A transaction's net is kept in `captured`.
  const own: Contribution = { ...base, family: type, status: word('type') }
  // It moved no balance that is known.
  if (!isKnown) return [own]
  const moved = { ...base, status: '', amount: 0, captured: amount(row['balance_net']), fee: 0 }
  return [
    own,
    { ...moved, family: 'balance_total' },
    { ...moved, family: 'balance_available', at: amount(row['usable_from']) },
  ]
}
