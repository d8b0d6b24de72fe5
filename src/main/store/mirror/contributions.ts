import type { Contribution } from './rollups.ts'
import type { StoredRow } from './object-writer.ts'
import type { Cell } from './table.ts'

const amount = (value: Cell | undefined): number => (typeof value === 'number' ? value : 0)

function contribution(
  family: Contribution['family'],
  row: StoredRow,
  status: Cell | undefined,
): Contribution | null {
  const currency = row['currency']
  if (typeof currency !== 'string' || row['deleted'] === 1) return null
  return {
    family,
    currency,
    created: amount(row['created']),
    status: typeof status === 'string' ? status : '',
    amount: amount(row['amount']),
    captured: amount(row['net']),
    fee: amount(row['fee']),
    unsettled: 0,
  }
}

/** What a row of objects adds to the sums of its family; null for types that are not summed. */
export function contributionOf(type: string, row: StoredRow | undefined): Contribution | null {
  if (row === undefined) return null
  if (type === 'refund' || type === 'dispute') return contribution(type, row, row['status'])
  // A transaction's net is kept in `captured`.
  if (type === 'balance_transaction') return contribution(type, row, row['type'])
  return null
}
