import { CsvError, parse } from 'csv-parse/sync'
import { type BulkProblem, MOST_BULK_ROWS } from '../../shared/features/bulk-refunds/contract.ts'
import { problem } from './problem.ts'

/** A row as it stands in the file, nothing of it believed yet. */
export interface RawRow {
  readonly line: number
  readonly target: string
  /** Empty means all that remains. */
  readonly amount: string
  readonly currency: string
  readonly reason: string
}

type Column = 'target' | 'amount' | 'currency' | 'reason'

const COLUMNS: Readonly<Record<string, Column>> = {
  ...named('target', 'target payment charge charge_id payment_intent payment_intent_id id'),
  ...named('target', 'order order_id order_number 付款 支付 订单 订单号 退款对象'),
  ...named('amount', 'amount refund_amount 金额 退款金额'),
  ...named('currency', 'currency 币种 货币'),
  ...named('reason', 'reason 原因 退款原因'),
}

function named(column: Column, names: string): Readonly<Record<string, Column>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, column]))
}

export type CsvRows =
  | { readonly ok: true; readonly rows: readonly RawRow[]; readonly problems: readonly BulkProblem[] }
  | { readonly ok: false; readonly problems: readonly BulkProblem[] }

/**
 * Reads a CSV with a header: UTF-8, with or without a byte order mark, or UTF-16 with one; commas, semicolons or tabs.
 * `line` is where a row begins in the file.
 */
export function readCsv(bytes: Uint8Array): CsvRows {
  const text = decode(bytes)
  if (text === null) return refuse('encoding')
  const records = split(text)
  if ('code' in records) return { ok: false, problems: [records] }
  const [header, ...body] = records
  if (header === undefined) return refuse('empty')

  const { columns, problems } = readHeader(header.cells, header.line)
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems }
  if (body.length === 0) return refuse('empty')
  if (body.length > MOST_BULK_ROWS) return refuse('too_many_rows', { most: MOST_BULK_ROWS })
  const cell = (cells: readonly string[], column: Column) => cells[columns.get(column) ?? -1]?.trim() ?? ''
  const rows = body.map(({ line, cells }) => ({
    line,
    target: cell(cells, 'target'),
    amount: cell(cells, 'amount'),
    currency: cell(cells, 'currency'),
    reason: cell(cells, 'reason'),
  }))
  return { ok: true, rows, problems }
}

function refuse(code: BulkProblem['code'], params: BulkProblem['params'] = {}): CsvRows {
  return { ok: false, problems: [problem(0, code, { params })] }
}

function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  const encoding = isUtf16 ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    // Not valid in the encoding it begins as: another one, such as GBK, or no text at all.
    return null
  }
}

interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

function split(text: string): readonly CsvRecord[] | BulkProblem {
  const firstLine = text.split(/\r?\n/u, 1)[0] ?? ''
  const delimiter = ['\t', ';'].find((candidate) => firstLine.includes(candidate)) ?? ','
  let end = 0
  const records: CsvRecord[] = []
  try {
    // The parser counts a CRLF inside a cell as two lines.
    parse(text.replaceAll(/\r\n?/gu, '\n'), {
      delimiter,
      relax_column_count: true,
      // One more than is taken, so that too many is noticed without reading on.
      to: MOST_BULK_ROWS + 2,
      on_record: (cells: string[], { lines }) => {
        // `lines` is where the record ends: breaks inside its cells come before.
        const breaks = cells.reduce((sum, cell) => sum + (cell.match(/\n/gu)?.length ?? 0), 0)
        if (cells.some((cell) => cell.trim() !== '')) records.push({ line: lines - breaks, cells })
        end = lines
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return problem(end + 1, 'not_csv', { params: { message: error.message } })
  }
  return records
}

function readHeader(
  cells: readonly string[],
  line: number,
): { readonly columns: ReadonlyMap<Column, number>; readonly problems: readonly BulkProblem[] } {
  const columns = new Map<Column, number>()
  const problems: BulkProblem[] = []
  for (const [index, cell] of cells.entries()) {
    const name = cell
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/gu, '_')
    if (name === '') continue
    const column = COLUMNS[name]
    if (column === undefined)
      problems.push(problem(line, 'unknown_column', { value: cell, severity: 'warning' }))
    else if (columns.has(column)) problems.push(problem(line, 'column_twice', { value: cell, column }))
    else columns.set(column, index)
  }
  if (!columns.has('target'))
    problems.push(problem(line, 'no_header', { value: cells.join(', ').slice(0, 200) }))
  return { columns, problems }
}
