import { stringify } from 'csv-stringify/sync'
import type { SqlResult } from '../../../shared/features/sql/contract.ts'

type Answer = Pick<Extract<SqlResult, { ok: true }>, 'columns' | 'rows'>

/** A result as a file; in CSV nothing runs as a formula. */
export function exportText({ columns, rows }: Answer, format: 'csv' | 'json'): string {
  if (format === 'csv') {
    return stringify([columns, ...rows], {
      bom: true,
      escape_formulas: true,
      record_delimiter: 'windows',
      // A line break of either half begins a row in a spreadsheet, where it is not quoted.
      quoted_match: /[\r\n]/,
    })
  }
  const names = unlike(columns)
  const objects = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])))
  return `${JSON.stringify(objects, null, 2)}\n`
}

/** Names of which none is there twice: in JSON the later column would take the place of the earlier. */
function unlike(columns: readonly string[]): readonly string[] {
  const taken = new Set(columns)
  const seen = new Set<string>()
  return columns.map((column) => {
    let name = column
    for (let count = 2; seen.has(name) || (name !== column && taken.has(name)); count += 1)
      name = `${column}_${count}`
    seen.add(name)
    return name
  })
}
