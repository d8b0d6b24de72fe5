import { afterAll, beforeAll, expect, test } from 'vitest'
import { CounterfoilError } from '../../src/shared/errors.ts'
import { FolderOwner } from '../../src/main/store/archive/owner.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { EventArchive } from '../../src/main/store/archive/events.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { createApiReader } from '../../src/main/sync/api-reader.ts'
import { backfill, EVENTS } from '../../src/main/sync/backfill.ts'
import { GroupCommit } from '../../src/main/sync/group-commit.ts'
import { readCursor } from '../../src/main/sync/mirror-state.ts'
import { pause } from '../../src/main/sync/pause.ts'
import { ReadOrder } from '../../src/main/sync/read-order.ts'
import { sourceOf } from '../../src/main/sync/source.ts'
import { resources, tables } from '../../src/main/sync/resources/all.ts'
import { contents, KEY, openShop, paymentsAt, type Shop, temporaryFolder } from './support.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop({ seed: 'demo', payments: 250, now: 1_790_000_000 })
})
afterAll(() => shop[Symbol.asyncDispose]())

/** Reads everything but breaks off after so many pages; returns whether it came to the end. */
async function backfillUpTo(folder: string, pages: number, postponed: boolean): Promise<boolean> {
  const { db } = openMirror(folder, tables)
  const archive = openArchive(folder)
  const writer = new MirrorWriter(db, tables)
  const stop = new AbortController()
  const api = createApiReader({
    key: KEY,
    apiBase: shop.simulator.url,
    signal: stop.signal,
    onRead: () => {},
    sleep: pause,
  })
  let left = pages
  try {
    const mirror = {
      db,
      writer,
      archive: new EventArchive(archive),
      owner: new FolderOwner(archive),
      commits: new GroupCommit(writer, () => {}),
      order: new ReadOrder(),
      signal: stop.signal,
      ...sourceOf({
        ...api,
        list: (path: string, query: Parameters<typeof api.list>[1]) => {
          left -= 1
          if (left < 0) return Promise.reject(new CounterfoilError('offline', 'broken off by the test'))
          return api.list(path, query)
        },
      }),
    }
    if (postponed && readCursor(db, 'charge').after === null) {
      writer.transaction(() => writer.postponePayments())
    }
    const lanes = [...resources, EVENTS].map((resource) => backfill(mirror, resource, () => {}))
    const results = await Promise.allSettled(lanes)
    return results.every(({ status }) => status === 'fulfilled')
  } finally {
    db.close()
    archive.close()
  }
}

test('a backfill broken off at every page ends like one that was not', { timeout: 120_000 }, async () => {
  using whole = temporaryFolder()
  expect(await backfillUpTo(whole.path, Number.POSITIVE_INFINITY, false)).toBe(true)
  const expected = contents(whole.path)
  expect(expected['payments']).toHaveLength(await paymentsAt(shop))
  let breaks = 0
  for (const step of [1, 2, 3, 7]) {
    using folder = temporaryFolder()
    while (!(await backfillUpTo(folder.path, step + resources.length, true))) breaks += 1
    expect(contents(folder.path)).toEqual(expected)
  }
  expect(breaks).toBeGreaterThan(3)
})
