import type { Database, Statement } from 'better-sqlite3'
import type { BlockWriter, Place } from './blocks.ts'
import { freeKey } from './free-key.ts'
import type { PackedRow } from './packed.ts'
import { type Cell, type MirrorTable, SEARCH, tableName } from './table.ts'
import { timeKey } from './time-key.ts'
import { type Words, WordsWriter } from './words.ts'

/** A stored row: its own columns and those of its table. */
export type StoredRow = Readonly<Record<string, Cell>>

/** What a write changed; `before` is undefined for a new row. */
export interface Change {
  readonly before: StoredRow | undefined
  readonly after: StoredRow
}

const BASE = ['id', 'created', 'deleted', 'block', 'slot']

function cell(row: StoredRow, name: string): number {
  const value = row[name]
  if (typeof value !== 'number') throw new Error(`Column ${name} holds no number`)
  return value
}

/** What half a clue finds the row by: nothing where Stripe no longer has the object. */
function searched(row: StoredRow | undefined): string {
  const text = row?.[SEARCH]
  return typeof text === 'string' && row?.['deleted'] === 0 ? text : ''
}

/** Writes objects of one type: their JSON into blocks, their columns and words into their table and its indexes. */
export class ObjectWriter {
  readonly table: MirrorTable
  readonly #names: readonly string[]
  readonly #blocks: BlockWriter
  readonly #select: Statement<[string], StoredRow>
  readonly #taken: Statement<[number], { n: number }>
  readonly #insert: Statement
  readonly #insertNew: Statement
  readonly #update: Statement
  readonly #move: Statement<[number, number, number]>
  readonly #markDeleted: Statement<[string]>
  readonly #words: WordsWriter | null

  constructor(db: Database, table: MirrorTable, words: Words | null, blocks: BlockWriter) {
    const name = tableName(table.type)
    const names = table.columns.map((column) => column.name)
    const all = [...BASE, ...names]
    this.table = table
    this.#names = names
    this.#blocks = blocks
    this.#select = db.prepare(`SELECT * FROM ${name} WHERE id = ?`)
    this.#taken = db.prepare(`SELECT n FROM ${name} WHERE n = ?`)
    const into = `INTO ${name} (n, ${all.join(', ')}) VALUES (?${', ?'.repeat(all.length)})`
    this.#insert = db.prepare(`INSERT ${into}`)
    this.#insertNew = db.prepare(`INSERT OR IGNORE ${into}`)
    this.#update = db.prepare(
      `UPDATE ${name} SET deleted = 0, ${names.map((column) => `${column} = ?`).join(', ')} WHERE n = ?`,
    )
    this.#move = db.prepare(`UPDATE ${name} SET block = ?, slot = ? WHERE n = ?`)
    this.#markDeleted = db.prepare(`UPDATE ${name} SET deleted = 1 WHERE id = ?`)
    this.#words = words === null ? null : new WordsWriter(db, words)
  }

  /** Stores an object that the mirror does not hold yet, without looking first; null where one stands in its way. */
  putNew(row: PackedRow, place: Place): Change | null {
    const n = timeKey(row.created, row.id)
    const cells = row.cells ?? []
    if (this.#insertNew.run(n, row.id, row.created, 0, place.block, place.slot, ...cells).changes === 0)
      return null
    return this.#changed({ before: undefined, after: this.#stored(n, row, place, cells) })
  }

  /**
   * Stores what the API answered, its JSON being `text()`; null where the mirror held exactly that already. `place` is
   * called where the text is wanted and says where it lies.
   */
  put(row: PackedRow, text: () => string, place: () => Place): Change | null {
    const cells = row.cells ?? []
    const before = this.#select.get(row.id)
    if (before === undefined) return this.#changed({ before, after: this.#add(row, place(), cells) })
    const old = { block: cell(before, 'block'), slot: cell(before, 'slot') }
    const sameText = this.#blocks.read(old) === text()
    if (sameText && before['deleted'] === 0) return null
    const n = cell(before, 'n')
    if (!sameText) {
      const { block, slot } = place()
      this.#move.run(block, slot, n)
      this.#blocks.release(old.block)
    }
    this.#update.run(...cells, n)
    return this.#changed({ before, after: { ...before, deleted: 0, ...this.#named(cells) } })
  }

  /** Keeps the last known content of an object that Stripe no longer has; null where there is nothing to mark. */
  markDeleted(id: string): Change | null {
    const before = this.#select.get(id)
    if (before === undefined || before['deleted'] === 1) return null
    this.#markDeleted.run(id)
    return this.#changed({ before, after: { ...before, deleted: 1 } })
  }

  row(id: string): StoredRow | undefined {
    return this.#select.get(id)
  }

  #changed(change: Change): Change {
    this.#words?.change(cell(change.after, 'n'), searched(change.before), searched(change.after))
    return change
  }

  #add(row: PackedRow, place: Place, cells: readonly Cell[]): StoredRow {
    const n = freeKey(timeKey(row.created, row.id), (key) => this.#taken.get(key) !== undefined)
    this.#insert.run(n, row.id, row.created, 0, place.block, place.slot, ...cells)
    return this.#stored(n, row, place, cells)
  }

  #stored(n: number, { id, created }: PackedRow, { block, slot }: Place, cells: readonly Cell[]): StoredRow {
    return { n, id, created, deleted: 0, block, slot, ...this.#named(cells) }
  }

  #named(cells: readonly Cell[]): Record<string, Cell> {
    const named: Record<string, Cell> = {}
    this.#names.forEach((name, index) => {
      named[name] = cells[index] ?? null
    })
    return named
  }
}
