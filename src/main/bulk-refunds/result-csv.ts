import type { Database } from 'better-sqlite3'
import { stringify } from 'csv-stringify/sync'
import { toDecimal } from '../../shared/money.ts'
import { batchRows } from './batches.ts'

const PAGE = 1000
const COLUMNS = [
  'line',
  'target',
  'charge',
  'amount',
  'currency',
  'reason',
  'state',
  'refund',
  'operation',
  'error_code',
  'error',
  'settled_at',
]

/**
 * What became of every row, as CSV with a byte order mark for spreadsheets; a text that a spreadsheet would run as a
 * formula begins with an apostrophe instead.
 */
export function* resultCsv(ledger: Database, id: string): Generator<string> {
  yield stringify([COLUMNS], { bom: true })
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = batchRows(ledger, id, { offset, limit: PAGE })
    if (rows.length === 0) return
    const lines = rows.map((row) => [
      row.line,
      row.target,
      row.charge,
      toDecimal(row.amount),
      row.amount.currency.toUpperCase(),
      row.reason,
      row.state,
      row.result,
      row.operation,
      row.failure?.stripe?.code ?? row.failure?.code,
      row.failure?.message,
      row.settledAt === null ? null : new Date(row.settledAt * 1000).toISOString(),
    ])
    yield stringify(lines, { escape_formulas: true })
  }
}
