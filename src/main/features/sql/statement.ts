import type { SqlCell, SqlError, SqlResult } from '../../../shared/features/sql/contract.ts'
import { isDamage } from '../../store/database.ts'
import { UnreadableBlock } from './blocks.ts'
import { cell, shortened } from './cell.ts'
import { noteDamage } from './damage.ts'
import type { SqlDatabase } from './database.ts'
import { onlyReads } from './only-reads.ts'
import { positionOf } from './position.ts'

/** Characters of all cells together. */
const LARGEST_RESULT = 16_000_000

export interface Wanted {
  /** The most rows. */
  readonly limit: number
  /** Cells as they are, not as a screen shows them. */
  readonly whole: boolean
}

export const refused = (
  code: SqlError['code'],
  message: string,
  position: number | null = null,
): SqlResult => ({
  ok: false,
  error: { code, message, position },
})

/** Runs one statement that only reads; whatever is wrong with it is an answer, never thrown. */
export function runStatement(database: SqlDatabase, sql: string, wanted: Wanted): SqlResult {
  const { db, forgetBlocks } = database
  const started = performance.now()
  if (!onlyReads(sql)) return refused('not_allowed', '')
  try {
    forgetBlocks()
    const statement = db.prepare<[], readonly unknown[]>(sql)
    if (!statement.readonly || !statement.reader) return refused('not_allowed', '')
    const columns = statement.columns().map(({ name }) => name)
    const rows: (readonly SqlCell[])[] = []
    let size = 0
    for (const row of statement.safeIntegers(true).raw(true).iterate()) {
      const cells = wanted.whole ? row.map(cell) : row.map((value) => shortened(cell(value)))
      size += cells.reduce<number>((sum, value) => sum + String(value).length, 0)
      if (size > LARGEST_RESULT && rows.length === 0) return refused('too_much_memory', '')
      if (rows.length >= wanted.limit || size > LARGEST_RESULT)
        return { ok: true, columns, rows, more: true, milliseconds: since(started) }
      rows.push(cells)
    }
    return { ok: true, columns, rows, more: false, milliseconds: since(started) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof UnreadableBlock || isDamage(error)) {
      noteDamage(database, sql, error)
      return refused('unreadable', message)
    }
    return refused('invalid', message, positionOf(sql, message))
  }
}

function since(started: number): number {
  return Math.round(performance.now() - started)
}
