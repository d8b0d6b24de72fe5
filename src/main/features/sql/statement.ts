import type { SqlCell, SqlError, SqlResult } from '../../../shared/features/sql/contract.ts'
import { isDamage } from '../../store/database.ts'
import { UnreadableBlock } from './blocks.ts'
import type { SqlDatabase } from './database.ts'

const LONGEST_CELL = 20_000
/** Characters of all cells together. */
const LARGEST_RESULT = 16_000_000
/** Statements begin so; ATTACH, PRAGMA, VACUUM and whatever else SQLite counts as reading do not. */
const READS = new Set(['select', 'with', 'values', 'explain'])

function firstWord(sql: string): string {
  const bare = sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/, '')
  return /^[a-z]+/i.exec(bare)?.[0].toLowerCase() ?? ''
}

const refused = (code: SqlError['code'], message: string, position: number | null = null): SqlResult => ({
  ok: false,
  error: { code, message, position },
})

/** SQLite names what it stumbled over; where that stands is where it is wrong. */
function positionOf(sql: string, message: string): number | null {
  const name =
    /near "([^"]+)"/.exec(message)?.[1] ?? /no such (?:column|table|function): (\S+)/.exec(message)?.[1]
  if (name === undefined) return null
  const at = sql.lastIndexOf(name)
  return at < 0 ? null : at
}

function cell(value: unknown): SqlCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text
}

/** Runs one statement that only reads; whatever is wrong with it is an answer, never thrown. */
export function runStatement({ db, forgetBlocks }: SqlDatabase, sql: string, limit: number): SqlResult {
  const started = performance.now()
  if (!READS.has(firstWord(sql))) return refused('not_allowed', '')
  try {
    forgetBlocks()
    const statement = db.prepare<[], readonly unknown[]>(sql)
    if (!statement.readonly || !statement.reader) return refused('not_allowed', '')
    const columns = statement.columns().map(({ name }) => name)
    const rows: (readonly SqlCell[])[] = []
    let size = 0
    for (const row of statement.safeIntegers(true).raw(true).iterate()) {
      if (rows.length >= limit || size > LARGEST_RESULT)
        return { ok: true, columns, rows, more: true, milliseconds: since(started) }
      const cells = row.map((value) => cell(typeof value === 'bigint' ? small(value) : value))
      size += cells.reduce<number>((sum, value) => sum + String(value).length, 0)
      rows.push(cells)
    }
    return { ok: true, columns, rows, more: false, milliseconds: since(started) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof UnreadableBlock || isDamage(error)) return refused('unreadable', message)
    return refused('invalid', message, positionOf(sql, message))
  }
}

/** Exact also where JavaScript's numbers are not. */
function small(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value
}

function since(started: number): number {
  return Math.round(performance.now() - started)
}
