import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/main/store/database.ts'
import { BlockReader } from '../../src/main/store/mirror/blocks.ts'
import { MIRROR_FILE, openMirror, openMirrorReader, PREVIOUS_FILE } from '../../src/main/store/mirror/open.ts'
import { beginCarrying } from '../../src/main/store/mirror/previous.ts'
import { previousTableNames } from '../../src/main/store/mirror/previous-tables.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { makeOld } from './old-mirror.ts'
import { contents, mirrorAll, openShop, openSync, temporaryFolder } from './support.ts'

type Row = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly block: number
  readonly slot: number
}

/** Every object with its last content and where it was read from, the payments and sums, and how far all was read. */
function everything(folder: string, file = MIRROR_FILE) {
  const db = openDatabase(join(folder, file), { readonly: true, synchronous: 'NORMAL' })
  try {
    const blocks = new BlockReader(db)
    const objects = previousTableNames(db).map((name) => {
      const rows = db.prepare<[], Row>(`SELECT * FROM ${name} ORDER BY id`).all()
      return [name, rows.map((row) => ({ ...row, block: 0, slot: 0, text: blocks.read(row) }))]
    })
    const all = (sql: string): readonly unknown[] => db.prepare(sql).all()
    return {
      ...Object.fromEntries(objects),
      payments: all('SELECT * FROM payment ORDER BY id'),
      rollups: all('SELECT * FROM rollup ORDER BY family, size, currency, bucket, status'),
      stretches: all('SELECT ordering, sum(count) AS count FROM stretch GROUP BY ordering ORDER BY ordering'),
      found: all(`SELECT rowid AS n FROM payment_text WHERE payment_text MATCH '"order"' ORDER BY n`),
      cursors: all('SELECT * FROM cursor ORDER BY resource'),
      balance: all('SELECT * FROM balance ORDER BY currency, part'),
      marks: all("SELECT * FROM meta WHERE key NOT IN ('fingerprint', 'carrying') ORDER BY key"),
    }
  } finally {
    db.close()
  }
}

/** One start of the console that ends after a transaction; whether the earlier mirror is still needed. */
async function carrySome(folder: string, look: (progress: readonly unknown[]) => void): Promise<boolean> {
  const { db } = openMirror(folder, tables)
  const stop = new AbortController()
  await beginCarrying(folder, db, new MirrorWriter(db, tables))?.run({
    signal: stop.signal,
    onChange: (_types, progress) => {
      look(progress)
      stop.abort()
    },
  })
  db.close()
  return existsSync(join(folder, PREVIOUS_FILE))
}

/** More than is carried over in one transaction. */
const large = temporaryFolder()
beforeAll(async () => {
  await using shop = await openShop({ seed: 'demo', payments: 1500, now: 1_790_000_000 })
  await mirrorAll(large.path, shop)
})
afterAll(() => large[Symbol.dispose]())

test('everything an earlier version held is carried over: what is deleted, and what only an event showed', async () => {
  await using shop = await openShop({ seed: 'demo', payments: 60, now: 1_790_000_000 })
  using folder = temporaryFolder()
  const customer = await shop.stripe.customers.create({ name: 'Gone Away', email: 'gone@example.com' })
  await mirrorAll(folder.path, shop)
  await shop.stripe.customers.del(customer.id)
  await mirrorAll(folder.path, shop)
  const report = { id: 'frr_1', object: 'reporting.report_run', created: 1_790_000_000, status: 'pending' }
  const shown = (db: ReturnType<typeof openMirror>['db'], status: string, created: number) => {
    const writer = new MirrorWriter(db, tables)
    writer.transaction(() => writer.putLoose({ ...report, status }, { event: `evt_${created}`, created }))
    db.close()
  }
  shown(openMirror(folder.path, tables).db, 'pending', 1_790_000_001)
  const before = everything(folder.path)
  expect(JSON.stringify(before.customer)).toContain('Gone Away')
  makeOld(folder.path)
  const old = openDatabase(join(folder.path, MIRROR_FILE), { synchronous: 'NORMAL' })
  old.exec('ALTER TABLE cursor ADD COLUMN no_longer_kept TEXT')
  old.close()
  {
    await using sync = await openSync(folder.path, null)
    // Without a key: nothing of this is asked of Stripe.
    await sync.thread.answer({ type: 'poll' })
    expect(existsSync(join(folder.path, PREVIOUS_FILE))).toBe(false)
  }
  expect(everything(folder.path)).toEqual(before)
  // An older event still gives way to a newer one.
  shown(openMirror(folder.path, tables).db, 'succeeded', 1_790_000_002)
  shown(openMirror(folder.path, tables).db, 'running', 1_790_000_001)
  expect(JSON.stringify(everything(folder.path).object)).toContain('succeeded')
})

test('the newest comes first, whole, and an interruption at any step loses and repeats nothing', async () => {
  using folder = temporaryFolder()
  cpSync(large.path, folder.path, { recursive: true })
  const before = everything(folder.path)
  makeOld(folder.path)
  let steps = 0
  let shownBefore = 0
  while (
    await carrySome(folder.path, () => {
      const db = openMirrorReader(folder.path)
      const held = db.prepare<[], Row>('SELECT * FROM payment ORDER BY n DESC').all()
      const asOf = db.prepare("SELECT value FROM meta WHERE key = 'as_of'").get()
      db.close()
      expect(asOf).toBeDefined()
      const old = openDatabase(join(folder.path, PREVIOUS_FILE), { readonly: true, synchronous: 'NORMAL' })
      const newest = old
        .prepare<[number], Row>('SELECT * FROM payment ORDER BY n DESC LIMIT ?')
        .all(held.length)
      old.close()
      expect(held).toEqual(newest)
      expect(held.length).toBeGreaterThan(shownBefore === 0 ? 100 : shownBefore - 1)
      shownBefore = held.length
      steps += 1
    })
  );
  expect(steps).toBeGreaterThan(2)
  expect(everything(folder.path)).toEqual(before)
})

test('meanwhile the status says how far it is, of how much', async () => {
  using folder = temporaryFolder()
  cpSync(large.path, folder.path, { recursive: true })
  makeOld(folder.path)
  await using sync = await openSync(folder.path, null)
  const during = await sync.thread.answer({ type: 'watched', watched: true })
  // What is read meanwhile is the earlier one, which is whole.
  expect(during).toMatchObject({ phase: 'rebuilding', freshness: { complete: true } })
  expect(during.freshness.asOf).not.toBeNull()
  const charges = during.resources.find(({ resource }) => resource === 'charge')
  expect(charges?.done).toBeGreaterThan(0)
  expect(charges?.done).toBeLessThan(charges?.total ?? 0)
  const after = await sync.thread.answer({ type: 'poll' })
  expect(after).toMatchObject({ phase: 'stopped', freshness: { complete: true } })
})

test('where the earlier mirror is damaged, the rest is read from Stripe', async () => {
  await using shop = await openShop({ seed: 'demo', payments: 300, now: 1_790_000_000 })
  using folder = temporaryFolder()
  await mirrorAll(folder.path, shop)
  const whole = contents(folder.path)
  makeOld(folder.path)
  const db = openDatabase(join(folder.path, MIRROR_FILE), { synchronous: 'NORMAL' })
  db.exec("UPDATE block SET data = x'00' WHERE id % 5 = 0")
  db.close()
  await mirrorAll(folder.path, shop)
  expect(existsSync(join(folder.path, PREVIOUS_FILE))).toBe(false)
  expect(contents(folder.path)).toEqual(whole)
})
