import type { Database } from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { openMirror, openMirrorReader } from '../../src/main/store/mirror/open.ts'
import { isMerged, mergeTextIndexes } from '../../src/main/store/mirror/text-index.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { KEY, openShop, openSync, temporaryFolder } from './support.ts'

const TRANSACTIONS = 60
const ROWS = 200

const OWNERS = ['payment', 'object']
const INDEXES = OWNERS.flatMap((owner) => [`${owner}_text`, `${owner}_gram`])
const IN_ONE = INDEXES.map(() => 1)

function fill(db: Database): void {
  const inserts = OWNERS.map((owner) => ({
    text: db.prepare(`INSERT INTO ${owner}_text (rowid, search) VALUES (?, ?)`),
    grams: db.prepare(`INSERT INTO ${owner}_gram (rowid, grams) VALUES (?, ?)`),
  }))
  for (let transaction = 0; transaction < TRANSACTIONS; transaction += 1) {
    db.transaction(() => {
      for (let row = 0; row < ROWS; row += 1) {
        const n = transaction * ROWS + row
        for (const { text, grams } of inserts) {
          text.run(n, `order nt-${n}\nperson${n % 997}@example.com`)
          grams.run(n, `x6f xp${n % 89}`)
        }
      }
    })()
  }
}

const segments = (db: Database): readonly unknown[] =>
  INDEXES.map((index) => db.prepare(`SELECT count(DISTINCT segid) FROM ${index}_idx`).pluck().get())

const found = (db: Database): readonly unknown[] =>
  OWNERS.flatMap((owner) => [
    ...db.prepare(`SELECT rowid FROM ${owner}_text WHERE ${owner}_text MATCH '"person12@"'`).pluck().all(),
    ...db.prepare(`SELECT rowid FROM ${owner}_gram WHERE ${owner}_gram MATCH 'xp7'`).pluck().all(),
  ])

test('the text indexes are left in segments while the history is read, and put together afterwards, whatever interrupts it', async () => {
  using folder = temporaryFolder()
  const { db } = openMirror(folder.path, tables)
  fill(db)
  const before = found(db)
  expect(before.length).toBeGreaterThan(TRANSACTIONS)
  expect(segments(db)).not.toEqual(IN_ONE)
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
  expect(segments(again)).toEqual(IN_ONE)
  expect(found(again)).toEqual(before)
  for (const index of INDEXES) {
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
  expect(segments(mirror)).toEqual(IN_ONE)
  mirror.close()
})
