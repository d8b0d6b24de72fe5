import { cpSync, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Statements } from '../../src/main/features/sql/statements.ts'
import { openDatabase } from '../../src/main/store/database.ts'
import {
  getMeta,
  isPreviousUnreadable,
  MIRROR_FILE,
  openMirror,
  PREVIOUS_FILE,
  setMeta,
} from '../../src/main/store/mirror/open.ts'
import { beginCarrying, type Carrying, removeCarried } from '../../src/main/store/mirror/previous.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { Asked, makeOld } from './old-mirror.ts'
import { mirrorAll, openShop, openSync, temporaryFolder } from './support.ts'

const OLDEST = { filter: {}, sort: { column: 'created', direction: 'asc' }, offset: 0, limit: 50 } as const
const COUNT = 'SELECT count(*) FROM charges'

/** More than is carried over in one transaction. */
const large = temporaryFolder()
let listed: ReturnType<typeof list>
let charges: unknown
beforeAll(async () => {
  await using shop = await openShop({ seed: 'demo', payments: 1500, now: 1_790_000_000 })
  await mirrorAll(large.path, shop)
  const asked = new Asked(large.path)
  listed = list(asked)
  asked.release()
  charges = countOf(large.path)
})
afterAll(() => large[Symbol.dispose]())

function list(asked: Asked) {
  return asked.ask('payments.list', OLDEST)
}

function countOf(folder: string, statements = new Statements(folder)): unknown {
  const result = statements.run(COUNT, { limit: 1, whole: true })
  statements.close()
  return result.ok ? result.rows : result
}

interface Old extends Disposable {
  readonly folder: string
  readonly mirror: Database
  readonly writer: MirrorWriter
  readonly carrying: Carrying
  readonly asked: Asked
  /** To the end, or to the step after which `stop` says so. */
  readonly run: (look?: (types: ReadonlySet<string>) => void) => Promise<void>
}

/** The console just started on a mirror of an earlier version; nothing is carried over before `run`. */
function openOld(sql = '', from = large.path): Old {
  const folder = temporaryFolder()
  cpSync(from, folder.path, { recursive: true })
  makeOld(folder.path, sql)
  return reopenOld(folder)
}

function reopenOld(folder: ReturnType<typeof temporaryFolder>): Old {
  const { db: mirror } = openMirror(folder.path, tables)
  const writer = new MirrorWriter(mirror, tables)
  const carrying = beginCarrying(folder.path, mirror, writer)
  if (carrying === null) throw new Error('There is nothing to carry over')
  const asked = new Asked(folder.path)
  return {
    folder: folder.path,
    mirror,
    writer,
    carrying,
    asked,
    run: (look = () => {}) =>
      carrying.run({ signal: new AbortController().signal, onChange: (types) => look(types) }),
    [Symbol.dispose]: () => {
      asked.release()
      carrying.previous.close()
      mirror.close()
      folder[Symbol.dispose]()
    },
  }
}

function fileRead(folder: string): string {
  const reader = new Reader(folder)
  reader.close()
  return reader.mirror.name.slice(folder.length + 1)
}

test('the old rows are read to the last step and the new ones after it, by readers that stay open', async () => {
  using old = openOld()
  const statements = new Statements(old.folder)
  const told: ReadonlySet<string>[] = []
  await old.run((types) => {
    told.push(types)
    expect(list(old.asked)).toEqual(listed)
    expect(statements.run(COUNT, { limit: 1, whole: true })).toMatchObject({ rows: charges })
    const isDone = getMeta(old.mirror, 'carrying') === 'done'
    expect(fileRead(old.folder)).toBe(isDone ? MIRROR_FILE : PREVIOUS_FILE)
    expect(old.carrying.shownFreshness?.complete).toBe(isDone ? undefined : true)
  })
  expect(told.length).toBeGreaterThan(2)
  // Views are read again once, when all of it can be seen.
  expect(told.slice(0, -1).every((types) => types.size === 0)).toBe(true)
  expect(told.at(-1)).toContain('charge')
  expect(existsSync(join(old.folder, PREVIOUS_FILE))).toBe(false)
  old.writer.transaction(() => old.writer.put([{ id: 'ch_new', object: 'charge', created: 1_790_000_001 }]))
  expect(old.asked.ask('objects.get', { id: 'ch_new' })).toBeDefined()
  const found = statements.run("SELECT id FROM charges WHERE id = 'ch_new'", { limit: 1, whole: true })
  expect(found).toMatchObject({ rows: [['ch_new']] })
  statements.close()
})

test('a reader in the middle of a question keeps the file it began with', async () => {
  using old = openOld()
  const reader = new Reader(old.folder)
  const before = reader.mirror.prepare('SELECT count(*) AS n FROM payment').get()
  const during = reader.mirror.prepare('SELECT id FROM payment').iterate()
  during.next()
  expect(reader.shown.isOver).toBe(false)
  await old.run()
  expect(Array.from(during).length).toBeGreaterThan(1000)
  expect(reader.mirror.prepare('SELECT count(*) AS n FROM payment').get()).toEqual(before)
  expect(reader.shown.isOver).toBe(true)
  reader.close()
})

const FITS: readonly (readonly [string, string])[] = [
  ['a column that is no longer kept', 'ALTER TABLE refund ADD COLUMN no_longer TEXT'],
  ['a table that is no longer kept', 'CREATE TABLE no_longer (x)'],
  ['an index less', 'DROP INDEX payment_customer_key'],
  ['an index over other columns', 'DROP INDEX charge_customer; CREATE INDEX charge_customer ON charge (id)'],
]

test.each(FITS)('an earlier mirror with %s is read', async (_name, sql) => {
  using old = openOld(sql)
  expect(fileRead(old.folder)).toBe(PREVIOUS_FILE)
  const byCustomer = { ...OLDEST, sort: { column: 'customer', direction: 'asc' } } as const
  expect(old.asked.ask('payments.list', byCustomer).rows).toHaveLength(50)
  await old.run()
  expect(list(old.asked)).toEqual(listed)
})

const DOES_NOT_FIT: readonly (readonly [string, string])[] = [
  ['a column less', 'ALTER TABLE charge DROP COLUMN receipt_number'],
  [
    'a column of another type',
    'ALTER TABLE charge DROP COLUMN receipt_number; ALTER TABLE charge ADD COLUMN receipt_number INTEGER',
  ],
  [
    'its columns in another order',
    `DROP TABLE block_use; CREATE TABLE block_use (live INTEGER NOT NULL, block INTEGER PRIMARY KEY) STRICT`,
  ],
  [
    'a column that must not be empty',
    'DROP TABLE balance; CREATE TABLE balance (currency TEXT, part TEXT, amount INTEGER NOT NULL, source_types TEXT NOT NULL, more TEXT NOT NULL, PRIMARY KEY (currency, part)) STRICT, WITHOUT ROWID',
  ],
  ['a table less', 'DROP TABLE stretch'],
  [
    'search of another kind',
    "DROP TABLE payment_gram; CREATE VIRTUAL TABLE payment_gram USING fts5 (grams, content = '', contentless_delete = 1)",
  ],
  [
    'no word of what its columns mean, as before that was written down',
    "DELETE FROM meta WHERE key = 'meaning'",
  ],
  ['words of other types', "UPDATE meta SET value = 'charge' WHERE key = 'words'"],
  ['columns that meant something else', "UPDATE meta SET value = '2' WHERE key = 'meaning'"],
  ['columns that mean something newer', "UPDATE meta SET value = '1000' WHERE key = 'meaning'"],
]

test.each(DOES_NOT_FIT)(
  'an earlier mirror with %s is not read: the new one is, newest first',
  async (_name, sql) => {
    using old = openOld(sql)
    expect(fileRead(old.folder)).toBe(MIRROR_FILE)
    expect(old.carrying.shownFreshness).toBeNull()
    const seen: number[] = []
    const told: ReadonlySet<string>[] = []
    await old.run((types) => {
      told.push(types)
      seen.push(old.asked.ask('payments.list', { ...OLDEST, limit: 500 }).rows.length)
    })
    expect(told[0]).toContain('charge')
    expect(seen[0]).toBeLessThan(500)
    expect(seen.at(-1)).toBe(500)
    expect(list(old.asked)).toEqual(listed)
  },
)

/** As damage that SQLite does not see. */
function scramble(db: Database): void {
  db.exec("UPDATE block SET data = x'00'")
}

test('damage that a reader meets in the old file has all go over to the new one, and no question fails', async () => {
  using old = openOld()
  const other = new Asked(old.folder)
  const statements = new Statements(old.folder)
  expect(list(other)).toEqual(listed)
  const stop = new AbortController()
  const [first] = listed.rows
  const newest = old.carrying.previous
    .prepare<[], string>('SELECT id FROM payment ORDER BY n DESC LIMIT 1')
    .pluck()
    .get()
  await old.carrying.run({
    signal: stop.signal,
    onChange: () => {
      scramble(old.carrying.previous)
      stop.abort()
    },
  })
  using again = reopenOld({ path: old.folder, [Symbol.dispose]: () => {} })
  expect(fileRead(old.folder)).toBe(PREVIOUS_FILE)
  expect(again.asked.ask('payments.get', { id: newest ?? '' })).toBeDefined()
  expect(isPreviousUnreadable(old.folder)).toBe(true)
  expect(fileRead(old.folder)).toBe(MIRROR_FILE)
  expect(list(other).rows.length).toBeGreaterThan(0)
  expect(list(other)).not.toEqual(listed)
  expect(() => other.ask('payments.get', { id: first?.id ?? '' })).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'object_not_found' }) }),
  )
  const all = statements.run('SELECT raw FROM charges', { limit: 1000, whole: true })
  expect(all.ok).toBe(true)
  statements.close()
  other.release()
  const told: ReadonlySet<string>[] = []
  await again.run((types) => told.push(types))
  expect(told.at(-1)).toContain('charge')
  expect(existsSync(join(old.folder, PREVIOUS_FILE)) || isPreviousUnreadable(old.folder)).toBe(false)
})

test('statements of the SQL console go over when they meet the damage themselves', () => {
  using old = openOld()
  const statements = new Statements(old.folder)
  scramble(old.carrying.previous)
  expect(statements.run('SELECT raw FROM charges', { limit: 10, whole: true })).toMatchObject({ ok: true })
  expect(isPreviousUnreadable(old.folder)).toBe(true)
  statements.close()
})

test('an old file that cannot even be opened is left at once', () => {
  using old = openOld()
  old.carrying.previous.close()
  writeFileSync(
    join(old.folder, PREVIOUS_FILE),
    'no database at all, and long enough to be read as one'.repeat(50),
  )
  expect(fileRead(old.folder)).toBe(MIRROR_FILE)
  expect(isPreviousUnreadable(old.folder)).toBe(true)
  expect(list(old.asked)).toMatchObject({ freshness: { complete: false } })
})

test('a question that is wrong by itself says nothing against the old file', () => {
  using old = openOld()
  expect(() => old.asked.ask('payments.get', { id: 'pi_none' })).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'object_not_found' }) }),
  )
  const statements = new Statements(old.folder)
  expect(statements.run('SELECT nothing FROM charges', { limit: 1, whole: true })).toMatchObject({
    ok: false,
  })
  statements.close()
  expect(fileRead(old.folder)).toBe(PREVIOUS_FILE)
})

test('an old file that cannot be removed at first is not read, and goes later', async () => {
  using old = openOld()
  // Stands for whatever holds it: nothing that is not empty can be removed as a file.
  const held = join(old.folder, 'mirror.previous.unreadable')
  await old.run(() => {
    if (getMeta(old.mirror, 'carrying') === 'done') mkdirSync(held)
  })
  expect(existsSync(join(old.folder, PREVIOUS_FILE))).toBe(true)
  expect(fileRead(old.folder)).toBe(MIRROR_FILE)
  expect(list(old.asked)).toEqual(listed)
  expect(removeCarried(old.folder, old.mirror)).toBe(false)
  expect(beginCarrying(old.folder, old.mirror, old.writer)).toBeNull()
  {
    await using sync = await openSync(old.folder, null)
    const status = await sync.thread.answer({ type: 'poll' })
    expect(status).toMatchObject({ phase: 'stopped', freshness: { complete: true }, failure: null })
    expect(existsSync(join(old.folder, PREVIOUS_FILE))).toBe(true)
    rmdirSync(held)
    await sync.thread.answer({ type: 'watched', watched: true })
    expect(existsSync(join(old.folder, PREVIOUS_FILE))).toBe(false)
  }
  expect(list(old.asked)).toEqual(listed)
})

test('a file left over from one upgrade is never the source of the next', async () => {
  using old = openOld()
  cpSync(join(old.folder, PREVIOUS_FILE), join(old.folder, 'left-over.db'))
  await old.run()
  cpSync(join(old.folder, 'left-over.db'), join(old.folder, PREVIOUS_FILE))
  old.writer.transaction(() => old.writer.put([{ id: 'ch_new', object: 'charge', created: 1_790_000_001 }]))
  setMeta(old.mirror, 'fingerprint', 'old again')
  old.mirror.close()
  using next = reopenOld({ path: old.folder, [Symbol.dispose]: () => {} })
  expect(next.asked.ask('objects.get', { id: 'ch_new' })).toBeDefined()
})

test('a new mirror that is not built yet gives way to the next version, its source does not', async () => {
  using old = openOld()
  setMeta(old.mirror, 'fingerprint', 'old again')
  old.carrying.previous.close()
  old.mirror.close()
  using next = reopenOld({ path: old.folder, [Symbol.dispose]: () => {} })
  expect(list(next.asked)).toEqual(listed)
  await next.run()
  expect(list(next.asked)).toEqual(listed)
})

test('what a run was killed with in its side files is read too', async () => {
  using old = openOld()
  old.carrying.write([{ type: 'charge', id: 'ch_new' }], () =>
    old.writer.put([{ id: 'ch_new', object: 'charge', created: 1_790_000_001 }]),
  )
  using killed = temporaryFolder()
  cpSync(old.folder, killed.path, { recursive: true })
  expect(existsSync(join(killed.path, `${PREVIOUS_FILE}-wal`))).toBe(true)
  const asked = new Asked(killed.path)
  expect(asked.ask('objects.get', { id: 'ch_new' })).toBeDefined()
  asked.release()
  const db = openDatabase(join(killed.path, PREVIOUS_FILE), { readonly: true, synchronous: 'NORMAL' })
  expect(db.prepare("SELECT id FROM charge WHERE id = 'ch_new'").get()).toBeDefined()
  db.close()
})
