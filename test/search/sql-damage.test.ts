import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openSqlDatabase } from '../../src/main/features/sql/database.ts'
import { sqlHandlers } from '../../src/main/features/sql/handlers.ts'
import { runStatement } from '../../src/main/features/sql/statement.ts'
import { isMarkedDamaged } from '../../src/main/store/mirror/open.ts'
import { openAccountServices } from '../../src/main/workers/account-services.ts'
import { enlarge, scramble, spoil } from '../mirror/harm.ts'
import { contents, KEY, mirrorAll, openShop, temporaryFolder } from '../mirror/support.ts'
import { workerEntries } from '../support/worker-entries.ts'
import { sqlEntries, upTo } from './sql-support.ts'

const aside = (folder: string): boolean => existsSync(join(folder, 'mirror.damaged.db'))

test('damage that a typed statement meets leads to the mirror being read anew, and the next finds it whole', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  const held = contents(folder.path)
  scramble(join(folder.path, 'mirror.db'))
  const account = await openAccountServices({
    profile: { id: 'demo' },
    folder: folder.path,
    apiBase: shop.simulator.url,
    key: null,
    entries: workerEntries,
  })
  const sql = sqlHandlers({
    open: () => Promise.resolve(account),
    entries: sqlEntries,
    folderOf: () => folder.path,
    saved: { read: () => [], write: () => undefined },
    saveFile: (name) => Promise.resolve(name),
  })
  try {
    const ask = () => sql.handlers.run({ account: 'demo', sql: 'SELECT raw FROM charges', limit: 1000 })
    expect(await ask()).toMatchObject({ ok: false, error: { code: 'unreadable' } })
    await vi.waitFor(() => expect(aside(folder.path)).toBe(true), { timeout: 10_000 })
    await account.sync.setKey(KEY)
    await account.sync.catchUp()
    const answer = await ask()
    expect(answer.ok && answer.rows).toHaveLength(lengthOf(held['charge']))
  } finally {
    sql.close()
    await account.close()
  }
  expect(isMarkedDamaged(folder.path)).toBe(false)
  expect(contents(folder.path)).toEqual(held)
})

const lengthOf = (rows: unknown): number => (Array.isArray(rows) ? rows.length : 0)

/** What statements on a folder answer, and whether that left the mark. */
function answers(folder: string, statements: readonly string[]) {
  const database = openSqlDatabase(folder)
  try {
    const codes = statements.map((sql) => {
      const result = runStatement(database, sql, upTo(1000))
      return result.ok ? null : result.error.code
    })
    return { codes, marked: isMarkedDamaged(folder) }
  } finally {
    database.close()
  }
}

test("damage in the mirror's own pages is marked; in those of the archive, or in what was only asked for, it is not", async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  await shop.stripe.customers.create({ name: 'Ada' })
  await mirrorAll(folder.path, shop)
  const [mirror, archive] = [join(folder.path, 'mirror.db'), join(folder.path, 'archive.db')]
  scramble(archive)
  const made = 'SELECT object_unpacked(NULL, 9999, 1)'
  const handMade = "SELECT object_unpacked(x'00ff', (SELECT min(id) FROM main.block), 0)"
  expect(answers(folder.path, ['SELECT raw FROM events', made, handMade])).toEqual({
    codes: ['unreadable', 'unreadable', 'unreadable'],
    marked: false,
  })
  spoil(archive, 'event')
  expect(answers(folder.path, ['SELECT type, count(*) FROM events GROUP BY type'])).toEqual({
    codes: ['unreadable'],
    marked: false,
  })
  enlarge(mirror)
  spoil(mirror, 'customer')
  expect(answers(folder.path, ['SELECT count(email) FROM customers'])).toEqual({
    codes: ['unreadable'],
    marked: true,
  })
})
