import type { Database, Statement } from 'better-sqlite3'
import type { Freshness } from '../../shared/freshness.ts'
import { EventArchive } from './archive/events.ts'
import { openArchiveReader } from './archive/open.ts'
import { BlockReader } from './mirror/blocks.ts'
import { freshnessOf } from './mirror/freshness.ts'
import { FEW } from './mirror/listing.ts'
import { ShownMirror } from './mirror/shown.ts'
import type { Cell } from './mirror/table.ts'

/** One account's databases as queries see them: for reading only, with statements kept. */
export class Reader {
  /** Which file that is; where it is another from now on, this reader has to give way to a new one. */
  readonly shown: ShownMirror
  readonly mirror: Database
  readonly few: number
  readonly blocks: BlockReader
  readonly events: EventArchive
  readonly #archive: Database
  readonly #statements = new Map<string, Statement<Cell[]>>()

  /** `few`: see `FEW`; tests set it low, so that lists of some hundred rows are read as those of a million. */
  constructor(folder: string, few = FEW) {
    this.few = few
    this.shown = new ShownMirror(folder)
    this.mirror = this.shown.db
    this.blocks = new BlockReader(this.mirror)
    this.#archive = openArchiveReader(folder)
    this.events = new EventArchive(this.#archive)
  }

  /** All rows; `Row` is what the caller knows its columns to be. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as with the driver, SQL has no types of its own
  all<Row>(sql: string, params: readonly Cell[] = []): readonly Row[] {
    return this.#statement<Row>(sql).all(...params)
  }

  /** The same as arrays of their columns, which is faster for many. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as with the driver, SQL has no types of its own
  rows<Row extends readonly Cell[]>(sql: string, params: readonly Cell[] = []): readonly Row[] {
    return this.#statement<Row>(sql, true).all(...params)
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as with the driver, SQL has no types of its own
  get<Row>(sql: string, params: readonly Cell[] = []): Row | undefined {
    return this.#statement<Row>(sql).get(...params)
  }

  freshness(): Freshness {
    return freshnessOf(this.mirror)
  }

  close(): void {
    this.shown.close()
    this.#archive.close()
  }

  #statement<Row>(sql: string, raw = false): Statement<Cell[], Row> {
    const name = raw ? `${sql} as arrays` : sql
    const known = this.#statements.get(name)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the row's type is the caller's knowledge of its SQL
    if (known !== undefined) return known as Statement<Cell[], Row>
    const statement = this.mirror.prepare<Cell[], Row>(sql).raw(raw)
    this.#statements.set(name, statement)
    return statement
  }
}
