import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { noteMirrorDamage, isMarkedDamaged } from '../../src/main/store/mirror/open.ts'
import { damagedFile, openDatabase, storeError } from '../../src/main/store/database.ts'
import { openAccountServices } from '../../src/main/workers/account-services.ts'
import { asCounterfoilError } from '../../src/shared/errors.ts'
import { workerEntries } from '../support/worker-entries.ts'
import { enlarge, scramble, spoil } from './harm.ts'
import { contents, KEY, mirrorAll, openShop, openSync, temporaryFolder } from './support.ts'

const aside = (folder: string): boolean => existsSync(join(folder, 'mirror.damaged.db'))

test('a mirror that does not say what it holds is set aside and read anew', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  const held = contents(folder.path)
  await mirrorAll(folder.path, shop)
  expect(aside(folder.path)).toBe(false)
  for (const loss of ['DROP TABLE meta', "DELETE FROM meta WHERE key = 'fingerprint'"]) {
    const db = new Database(join(folder.path, 'mirror.db'))
    db.exec(loss)
    db.close()
    await mirrorAll(folder.path, shop)
    expect(contents(folder.path)).toEqual(held)
    expect(aside(folder.path)).toBe(true)
  }
})

test('damage in a mirror too large to be checked is met, marked and mended at the next opening', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  const held = contents(folder.path)
  enlarge(join(folder.path, 'mirror.db'))
  spoil(join(folder.path, 'mirror.db'), 'customer')
  await shop.stripe.customers.create({ name: 'Ada' })
  {
    await using sync = await openSync(folder.path, shop.simulator.url)
    await sync.thread.answer({ type: 'key', key: KEY })
    await expect(sync.thread.answer({ type: 'catchUp' })).rejects.toMatchObject({
      failure: { code: 'store_damaged', params: { file: join(folder.path, 'mirror.db') } },
    })
  }
  expect(isMarkedDamaged(folder.path)).toBe(true)
  await mirrorAll(folder.path, shop)
  expect(isMarkedDamaged(folder.path)).toBe(false)
  expect(aside(folder.path)).toBe(true)
  expect(contents(folder.path)['charge']).toEqual(held['charge'])
  expect(contents(folder.path)['customer']).toContainEqual(
    expect.objectContaining({ json: expect.objectContaining({ name: 'Ada' }) }),
  )
})

test('damage that a reader meets is told by the name of the file, and the mirror is read anew at once', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  const held = contents(folder.path)
  scramble(join(folder.path, 'mirror.db'))
  const phases = new Set<string>()
  const account = await openAccountServices({
    profile: { id: 'demo' },
    folder: folder.path,
    apiBase: shop.simulator.url,
    key: KEY,
    entries: workerEntries,
    onStatus: ({ phase }) => phases.add(phase),
  })
  try {
    const [charge] = await shop.stripe.charges.list({ limit: 1 }).then(({ data }) => data)
    const ask = () => account.query('objects.get', { id: charge?.id ?? '' })
    await expect(ask()).rejects.toMatchObject({
      failure: { code: 'store_damaged', params: { file: join(folder.path, 'mirror.db') } },
    })
    await vi.waitFor(async () => expect((await ask()).object).toMatchObject({ id: charge?.id }), {
      timeout: 20_000,
    })
    await account.sync.catchUp()
  } finally {
    await account.close()
  }
  expect(aside(folder.path)).toBe(true)
  expect(isMarkedDamaged(folder.path)).toBe(false)
  expect(contents(folder.path)).toEqual(held)
})

test.each([
  ['archive.db', 'event_created'],
  ['ledger.db', 'read_meter'],
])(
  'damage in the middle of %s is explained by its name, and the file stays as it is',
  async (file, table) => {
    using folder = temporaryFolder()
    await using shop = await openShop({ seed: 'demo', payments: 20 })
    await mirrorAll(folder.path, shop)
    spoil(join(folder.path, file), table)
    const before = readFileSync(join(folder.path, file))
    await expect(openSync(folder.path, shop.simulator.url)).rejects.toMatchObject({
      failure: { code: 'store_damaged', params: { file: join(folder.path, file) } },
    })
    expect(readFileSync(join(folder.path, file))).toEqual(before)
    expect(aside(folder.path) || isMarkedDamaged(folder.path)).toBe(false)
  },
)

test('damage met later in an archive too large to be checked names it, and the mirror is left alone', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  enlarge(join(folder.path, 'archive.db'))
  spoil(join(folder.path, 'archive.db'), 'sqlite_autoindex_event_1')
  await shop.stripe.customers.create({ name: 'Ada' })
  {
    await using sync = await openSync(folder.path, shop.simulator.url)
    await sync.thread.answer({ type: 'key', key: KEY })
    await expect(sync.thread.answer({ type: 'catchUp' })).rejects.toMatchObject({
      failure: { code: 'store_damaged', params: { file: join(folder.path, 'archive.db') } },
    })
  }
  expect(aside(folder.path) || isMarkedDamaged(folder.path)).toBe(false)
})

test('only damage of the mirror itself leaves the mark', () => {
  using folder = temporaryFolder()
  const unread = new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_READ')
  const others = [
    damagedFile(join(folder.path, 'archive.db'), 'found'),
    damagedFile(join(folder.path, 'ledger.db'), 'found'),
    damagedFile(join(folder.path, 'mirror.previous.db'), 'found'),
    storeError(unread, join(folder.path, 'mirror.db')),
    new Error('something else'),
  ]
  for (const error of others) noteMirrorDamage(folder.path, asCounterfoilError(error).failure)
  expect(isMarkedDamaged(folder.path)).toBe(false)
  const failure = damagedFile(join(folder.path, 'mirror.db'), 'found').failure
  noteMirrorDamage(folder.path, failure)
  expect(isMarkedDamaged(folder.path)).toBe(true)
})

test('what statements give and refuse is otherwise as SQLite has it', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'any.db')
  const db = openDatabase(file, { synchronous: 'NORMAL' })
  db.exec('CREATE TABLE t (x UNIQUE)')
  expect(db.prepare('INSERT INTO t VALUES (?), (?)').run(1, 2).changes).toBe(2)
  expect(Array.from(db.prepare('SELECT x FROM t').pluck().iterate())).toEqual([1, 2])
  expect(db.prepare('SELECT x FROM t').raw().all()).toEqual([[1], [2]])
  expect(() => db.prepare('INSERT INTO t VALUES (1)').run()).toThrow(Database.SqliteError)
  db.close()
  const reader = openDatabase(file, { synchronous: 'NORMAL', readonly: true })
  expect(() => reader.exec('DELETE FROM t')).toThrow(Database.SqliteError)
  reader.close()
})

/** No file may grow beyond 64 kB, of which a transaction hears only when it commits. */
const TO_THE_FULL = `
  import { openDatabase } from './src/main/store/database.ts'
  const db = openDatabase(process.argv[1], { synchronous: 'FULL' })
  db.exec('CREATE TABLE t (x)')
  const add = db.transaction((size) => db.prepare('INSERT INTO t VALUES (zeroblob(?))').run(size).changes)
  const outcomes = [add, add.immediate, add.deferred, add.exclusive].map((run) => {
    try {
      return run(200_000)
    } catch (error) {
      return error.failure?.params ?? String(error)
    }
  })
  process.stdout.write(JSON.stringify([...outcomes, add(1), add.immediate(1)]))`

test.skipIf(process.platform === 'win32')('a commit that the disk does not take names the file', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'any.db')
  const limited = 'trap \'\' XFSZ; ulimit -f 128; exec "$@"'
  const args = ['--input-type=module', '--eval', TO_THE_FULL, file]
  const out = execFileSync('sh', ['-c', limited, 'sh', process.execPath, ...args], { encoding: 'utf8' })
  const named = { file, sqlite: 'SQLITE_IOERR_WRITE' }
  expect(JSON.parse(out)).toEqual([named, named, named, named, 1, 1])
})
