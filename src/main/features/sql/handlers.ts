import type { sqlContract } from '../../../shared/features/sql/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { exportText } from './export-text.ts'
import { type SqlEntries, SqlRunner } from './runner.ts'
import { SavedQueries, type SavedQueriesFile } from './saved-queries.ts'
import { sqlViews } from './views.ts'

const EXPORTED = 100_000

interface SqlOptions {
  /** Opens the account; what that gives is of no use here. */
  readonly open: (account: string) => Promise<unknown>
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
  const runnerOf = async (account: string): Promise<SqlRunner> => {
    await open(account)
    const runner = runners.get(account) ?? new SqlRunner(options.entries, options.folderOf(account))
    runners.set(account, runner)
    return runner
  }
  const handlers: FeatureHandlers<typeof sqlContract> = {
    views: async ({ account }) => {
      await open(account)
      return sqlViews
    },
    run: async ({ account, sql, limit }) => (await runnerOf(account)).run(sql, { limit, whole: false }),
    cancel: ({ account }) => {
      runners.get(account)?.cancel()
      return {}
    },
    exportResult: async ({ account, sql, format }) => {
      const result = await (await runnerOf(account)).run(sql, { limit: EXPORTED, whole: true })
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
