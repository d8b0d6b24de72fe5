import { asCounterfoilError } from '../../../shared/errors.ts'
import type { SqlResult } from '../../../shared/features/sql/contract.ts'
import { noteMirrorDamage } from '../../store/mirror/open.ts'
import { openSqlDatabase, type SqlDatabase } from './database.ts'
import { refused, runStatement, type Wanted } from './statement.ts'

/** Runs statements one after the other, each on the file that is to be read then. */
export class Statements {
  readonly #folder: string
  #database: SqlDatabase | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Damage is an answer, also where it is met as soon as the files are opened; throws whatever else keeps them closed. */
  run(sql: string, wanted: Wanted): SqlResult {
    try {
      const { result, isOver } = this.#runOnce(sql, wanted)
      return result.ok || !isOver ? result : this.#runOnce(sql, wanted).result
    } catch (error) {
      const { failure, message } = asCounterfoilError(error)
      noteMirrorDamage(this.#folder, failure)
      if (failure.code !== 'store_damaged') throw error
      return refused('unreadable', message)
    }
  }

  close(): void {
    this.#database?.close()
    this.#database = null
  }

  /** `isOver`: the earlier mirror was read, which is done with or turned out to be damaged. */
  #runOnce(sql: string, wanted: Wanted): { readonly result: SqlResult; readonly isOver: boolean } {
    if (this.#database?.shown.isOver === true) this.close()
    this.#database ??= openSqlDatabase(this.#folder)
    const result = runStatement(this.#database, sql, wanted)
    return { result, isOver: this.#database.shown.isOver }
  }
}
