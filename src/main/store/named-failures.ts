import type { Database, Statement, Transaction } from 'better-sqlite3'

type Translate = (error: unknown) => unknown

/**
 * SQLite's failures do not say which file they are about; those met through this connection, by its transactions too, are
 * translated so that they do.
 */
export function nameFailures(db: Database, translate: Translate): void {
  const prepare = db.prepare.bind(db)
  const exec = db.exec.bind(db)
  const pragma = db.pragma.bind(db)
  const transaction = db.transaction.bind(db)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same statement, its types are the caller's
  db.prepare = ((sql: string) =>
    nameStatement(
      attempt(translate, () => prepare(sql)),
      translate,
    )) as Database['prepare']
  db.exec = (sql) => attempt(translate, () => exec(sql))
  db.pragma = (source, options) => attempt(translate, () => pragma(source, options))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same function, its types are the caller's
  db.transaction = ((work: (...params: unknown[]) => unknown) =>
    nameTransaction(transaction(work), translate)) as Database['transaction']
}

type Whole = Transaction<(...params: unknown[]) => unknown>

/** Its BEGIN and COMMIT are statements that were never prepared here. */
function nameTransaction(whole: Whole, translate: Translate): Whole {
  const named =
    (run: (...params: unknown[]) => unknown) =>
    (...params: unknown[]) =>
      attempt(translate, () => run(...params))
  return Object.assign(named(whole), {
    default: named((...params) => whole.default(...params)),
    deferred: named((...params) => whole.deferred(...params)),
    immediate: named((...params) => whole.immediate(...params)),
    exclusive: named((...params) => whole.exclusive(...params)),
  })
}

function attempt<T>(translate: Translate, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw translate(error)
  }
}

function nameStatement(statement: Statement, translate: Translate): Statement {
  const run = statement.run.bind(statement)
  const get = statement.get.bind(statement)
  const all = statement.all.bind(statement)
  const iterate = statement.iterate.bind(statement)
  statement.run = (...params) => attempt(translate, () => run(...params))
  statement.get = (...params) => attempt(translate, () => get(...params))
  statement.all = (...params) => attempt(translate, () => all(...params))
  statement.iterate = function* (...params) {
    try {
      yield* iterate(...params)
    } catch (error) {
      throw translate(error)
    }
  }
  return statement
}
