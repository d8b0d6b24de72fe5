import type { Database } from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { openMirror, openMirrorReader } from '../../src/main/store/mirror/open.ts'
import { isMerged, mergeTextIndexes } from '../../src/main/store/mirror/text-index.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { KEY, openShop, openSync, temporaryFolder } from './support.ts'

const TRANSACTIONS = 60
const ROWS = 200

function fill(db: Database): void {
  const insert = db.prepare('INSERT INTO payment_text (rowid, search) VALUES (?, ?)')
  const insertGrams = db.prepare('INSERT INTO payment_gram (rowid, grams) VALUES (?, ?)')
  for (let transaction = 0; transaction < TRANSACTIONS; transaction += 1) {
    db.transaction(() => {
      for (let row = 0; row < ROWS; row += 1) {
        const n = transaction * ROWS + row
        insert.run(n, `order nt-${n}\nperson${n % 997}@example.com`)
        insertGrams.run(n, `x6f xp${n % 89}`)
      }
    })()
  }
}

const segments = (db: Database): readonly unknown[] =>
  ['payment_text', 'payment_gram'].map((index) =>
    db.prepare(`SELECT count(DISTINCT segid) FROM ${index}_idx`).pluck().get(),
  )

const found = (db: Database): readonly unknown[] => [
  ...db.prepare(`SELECT rowid FROM payment_text WHERE payment_text MATCH '"person12@"'`).pluck().all(),
  ...db.prepare(`SELECT rowid FROM payment_gram WHERE payment_gram MATCH 'xp7'`).pluck().all(),
]

test('the text indexes are left in segments while the history is read, and put together afterwards, whatever interrupts it', async () => {
  using folder = temporaryFolder()
  const { db } = openMirror(folder.path, tables)
  fill(db)
  const before = found(db)
  expect(before.length).toBeGreaterThan(TRANSACTIONS)
  expect(segments(db)).not.toEqual([1, 1])
  expect(isMerged(db)).toBe(false)

  const stop = new AbortController()
  const interrupted = mergeTextIndexes(db, stop.signal)
  stop.abort()
  await interrupted
  expect(isMerged(db)).toBe(false)
  expect(found(db)).toEqual(before)
  db.close()

  const { db: again } = openMirror(folder.path, tables)
  await mergeTextIndexes(again, new AbortController().signal)
  expect(isMerged(again)).toBe(true)
  expect(segments(again)).toEqual([1, 1])
  expect(found(again)).toEqual(before)
  for (const index of ['payment_text', 'payment_gram']) {
    expect(() => again.exec(`INSERT INTO ${index}(${index}) VALUES ('integrity-check')`)).not.toThrow()
  }
  again.close()
})

test('once an account is mirrored its text indexes are put together beside everything else', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 50 })
  await using sync = await openSync(folder.path, shop.simulator.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  await sync.thread.answer({ type: 'catchUp' })
  const mirror = openMirrorReader(folder.path)
  await vi.waitFor(() => expect(isMerged(mirror)).toBe(true), { timeout: 10_000, interval: 20 })
  expect(segments(mirror)).toEqual([1, 1])
  mirror.close()
})
