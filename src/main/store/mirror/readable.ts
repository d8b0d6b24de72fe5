import type { Database } from 'better-sqlite3'
import { getMeta, MEANING_KEPT, WORDS_KEPT } from './open.ts'
import { MEANING, READABLE_SINCE } from './schema.ts'

interface Entry {
  readonly type: string
  readonly name: string
  readonly sql: string
}

interface ColumnInfo {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
}

/**
 * Whether today's queries and today's writer can work on an earlier mirror: its columns mean the same, every table has
 * at least today's columns, search tables are the same and hold the same types. The indexes it lacks are
 * made, since lists name them.
 */
export function makeReadable(previous: Database, mirror: Database): boolean {
  const meaning = Number(getMeta(previous, MEANING_KEPT) ?? 0)
  if (meaning < READABLE_SINCE || meaning > MEANING) return false
  if (getMeta(previous, WORDS_KEPT) !== getMeta(mirror, WORDS_KEPT)) return false
  const held = new Map(entriesOf(previous).map((entry) => [entry.name, entry]))
  const isHeld = ({ name, sql }: Entry): boolean => held.get(name)?.sql === sql
  const wanted = entriesOf(mirror)
  const tables = wanted.filter(({ type }) => type === 'table')
  if (!tables.every((table) => isHeld(table) || hasColumnsOf(previous, mirror, table))) return false
  previous
    .transaction(() => {
      for (const entry of wanted.filter((each) => each.type !== 'table' && !isHeld(each))) {
        previous.exec(`DROP ${entry.type} IF EXISTS ${entry.name}; ${entry.sql}`)
      }
    })
    .immediate()
  return true
}

function entriesOf(db: Database): readonly Entry[] {
  return db
    .prepare<[], Entry>('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')
    .all()
}

/** A column of before may be left empty, as today's writer does not know it. */
function hasColumnsOf(previous: Database, mirror: Database, { name, sql }: Entry): boolean {
  if (sql.startsWith('CREATE VIRTUAL')) return false
  const columns = (db: Database): readonly ColumnInfo[] =>
    db
      .prepare<[string], ColumnInfo>('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)')
      .all(name)
  const wanted = columns(mirror)
  const names = new Set(wanted.map((column) => column.name))
  const held = columns(previous)
  return (
    // In the same order, since some statements go by it.
    JSON.stringify(held.filter((column) => names.has(column.name))) === JSON.stringify(wanted) &&
    held.every((column) => names.has(column.name) || column.notnull === 0 || column.dflt_value !== null)
  )
}
