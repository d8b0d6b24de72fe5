import { fileURLToPath } from 'node:url'
import type { SqlEntries } from '../../src/main/features/sql/runner.ts'
import type { Wanted } from '../../src/main/features/sql/statement.ts'

const file = (name: string): string =>
  fileURLToPath(new URL(`../../src/main/features/sql/${name}`, import.meta.url))

/** Unbuilt, as Node runs them as well. */
export const sqlEntries: SqlEntries = { statement: file('process.ts'), watcher: file('watcher.ts') }

export const upTo = (limit: number): Wanted => ({ limit, whole: false })
