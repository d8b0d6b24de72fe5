import type { SqlResult, sqlContract } from '../../../shared/features/sql/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import type { AccountContext } from '../context.ts'
import { exportText } from './export-text.ts'
import { type SqlEntries, SqlRunner } from './runner.ts'
import { SavedQueries, type SavedQueriesFile } from './saved-queries.ts'
import type { Wanted } from './statement.ts'
import { sqlViews } from './views.ts'

const EXPORTED = 100_000

interface SqlOptions {
  readonly open: (account: string) => Promise<Pick<AccountContext, 'mend'>>
  readonly entries: SqlEntries
  readonly folderOf: (account: string) => string
  readonly saved: SavedQueriesFile
  /** Asks where to, and writes; null where the operator chose nowhere. */
  readonly saveFile: (name: string, content: Iterable<string>) => Promise<string | null>
}

export function sqlHandlers(options: SqlOptions): {
  readonly handlers: FeatureHandlers<typeof sqlContract>
  /** Ends whatever still runs. */
  readonly close: () => void
} {
  const { open } = options
  const saved = new SavedQueries(options.saved)
  const runners = new Map<string, SqlRunner>()
  const run = async (account: string, sql: string, wanted: Wanted): Promise<SqlResult> => {
    const { mend } = await open(account)
    const runner = runners.get(account) ?? new SqlRunner(options.entries, options.folderOf(account))
    runners.set(account, runner)
    const result = await runner.run(sql, wanted)
    if (!result.ok && result.error.code === 'unreadable') {
      // It would keep the damaged file.
      runner.close()
      mend()
    }
    return result
  }
  const handlers: FeatureHandlers<typeof sqlContract> = {
    views: async ({ account }) => {
      await open(account)
      return sqlViews
    },
    run: ({ account, sql, limit }) => run(account, sql, { limit, whole: false }),
    cancel: ({ account }) => {
      runners.get(account)?.cancel()
      return {}
    },
    exportResult: async ({ account, sql, format }) => {
      const result = await run(account, sql, { limit: EXPORTED, whole: true })
      if (!result.ok) return result
      const file = await options.saveFile(`query.${format}`, [exportText(result, format)])
      return { ok: true, file, rows: result.rows.length, more: result.more }
    },
    saved: () => saved.all(),
    save: (query) => saved.save(query),
    forget: ({ name }) => saved.forget(name),
  }
  return {
    handlers,
    close: () => {
      for (const runner of runners.values()) runner.close()
    },
  }
}
