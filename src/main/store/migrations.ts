import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'

/** One step of a database that is never dropped. Steps are only ever added; a landed one is never edited. */
export interface Migration {
  /** `0001-operations`: the number is its place in the list. */
  readonly name: string
  readonly sql: string
}

/**
 * Brings a database to the newest step, one transaction for each, counted in `user_version`.
 * Throws `store_newer` for a file that a later version of the console has written.
 */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new CounterfoilError(
      'store_newer',
      `${db.name} is at step ${version}; this version knows ${migrations.length}`,
      {
        params: { file: db.name },
      },
    )
  }
  for (const [index, migration] of migrations.entries()) {
    const number = index + 1
    if (Number.parseInt(migration.name, 10) !== number) {
      throw new Error(`Migration ${migration.name} stands at place ${number}`)
    }
    if (number <= version) continue
    db.transaction(() => {
      // Another thread may have done this step meanwhile.
      if (Number(db.pragma('user_version', { simple: true })) >= number) return
      db.exec(migration.sql)
      db.pragma(`user_version = ${number}`)
    }).immediate()
  }
}
