import type { SqlResult } from '../../../shared/features/sql/contract.ts'
import { openSqlDatabase, type SqlDatabase } from './database.ts'
import { runStatement, type Wanted } from './statement.ts'

/** Runs statements one after the other, each on the file that is to be read then. */
export class Statements {
  readonly #folder: string
  #database: SqlDatabase

  constructor(folder: string) {
    this.#folder = folder
    this.#database = openSqlDatabase(folder)
  }

  run(sql: string, wanted: Wanted): SqlResult {
    if (this.#database.shown.isOver) this.#reopen()
    const result = runStatement(this.#database, sql, wanted)
    if (result.ok || result.error.code !== 'unreadable' || !this.#database.shown.giveUp()) return result
    this.#reopen()
    return runStatement(this.#database, sql, wanted)
  }

  close(): void {
    this.#database.close()
  }

  #reopen(): void {
    this.#database.close()
    this.#database = openSqlDatabase(this.#folder)
  }
}
