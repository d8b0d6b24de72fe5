import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Statement } from 'better-sqlite3'
import type { Freshness } from '../../shared/freshness.ts'
import { EventArchive } from './archive/events.ts'
import { openArchiveReader } from './archive/open.ts'
import { BlockReader } from './mirror/blocks.ts'
import { getMeta, openMirrorReader, PREVIOUS_FILE } from './mirror/open.ts'
import { FEW } from './mirror/listing.ts'
import type { Cell } from './mirror/table.ts'

/** One account's databases as queries see them: for reading only, with statements kept. */
export class Reader {
  readonly mirror: Database
  readonly few: number
  readonly blocks: BlockReader
  readonly events: EventArchive
  readonly #folder: string
  readonly #archive: Database
  readonly #statements = new Map<string, Statement<Cell[]>>()

  /** `few`: see `FEW`; tests set it low, so that lists of some hundred rows are read as those of a million. */
  constructor(folder: string, few = FEW) {
    this.few = few
    this.#folder = folder
    this.mirror = openMirrorReader(folder)
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
    const asOf = getMeta(this.mirror, 'as_of')
    const state = this.get<{ missing: number; started: number }>(
      'SELECT coalesce(sum(complete = 0), 0) AS missing, count(*) AS started FROM cursor',
    )
    const whole =
      state !== undefined &&
      state.started > 0 &&
      state.missing === 0 &&
      getMeta(this.mirror, 'gap_since') === null &&
      !existsSync(join(this.#folder, PREVIOUS_FILE))
    return { asOf: asOf === null ? null : Number(asOf), complete: whole }
  }

  close(): void {
    this.mirror.close()
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
