import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqlHandlers } from '../../src/main/features/sql/handlers.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from '../mirror/support.ts'
import { sqlEntries } from './sql-support.ts'

const numbers = (count: number): string =>
  `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${count})`
const letters = (count: number): string => `printf('%.*c', ${count}, 'x')`

let folder: ReturnType<typeof temporaryFolder>
let written: string
let sql: ReturnType<typeof sqlHandlers>
beforeEach(() => {
  folder = temporaryFolder()
  openArchive(folder.path).close()
  openMirror(folder.path, tables).db.close()
  written = ''
  sql = sqlHandlers({
    open: () => Promise.resolve({ mend: () => undefined }),
    entries: sqlEntries,
    folderOf: () => folder.path,
    saved: { read: () => [], write: () => undefined },
    saveFile: (name, content) => {
      written = [...content].join('')
      return Promise.resolve(name)
    },
  })
})
afterEach(() => {
  sql.close()
  folder[Symbol.dispose]()
})

const exported = async (statement: string) =>
  await sql.handlers.exportResult({ account: 'acct_1', sql: statement, format: 'json' })

describe('an export', () => {
  it('has cells whole that a screen shortens', async () => {
    const statement = `SELECT ${letters(30_000)} AS long`
    const shown = await sql.handlers.run({ account: 'acct_1', sql: statement, limit: 1 })
    expect(shown).toMatchObject({ ok: true, rows: [[`${'x'.repeat(20_000)}…`]] })
    expect(await exported(statement)).toEqual({ ok: true, file: 'query.json', rows: 1, more: false })
    expect(JSON.parse(written)).toEqual([{ long: 'x'.repeat(30_000) }])
  })

  it('has a hundred thousand rows, and tells that there are more', async () => {
    expect(await exported(`${numbers(100_000)} SELECT x FROM c`)).toMatchObject({
      rows: 100_000,
      more: false,
    })
    expect(await exported(`${numbers(100_001)} SELECT x FROM c`)).toMatchObject({
      rows: 100_000,
      more: true,
    })
    expect(JSON.parse(written)).toHaveLength(100_000)
  })

  it('has sixteen million characters, and tells that there are more', async () => {
    expect(await exported(`${numbers(4)} SELECT ${letters(4_000_000)} FROM c`)).toMatchObject({
      rows: 4,
      more: false,
    })
    expect(await exported(`${numbers(5)} SELECT ${letters(4_000_000)} FROM c`)).toMatchObject({
      rows: 4,
      more: true,
    })
  })

  it('is refused, not cut, where one row is larger than a file may be', async () => {
    expect(await exported(`SELECT ${letters(16_000_001)}`)).toMatchObject({
      ok: false,
      error: { code: 'too_much_memory' },
    })
    expect(written).toBe('')
  })
})
