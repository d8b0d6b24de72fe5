import { join } from 'node:path'
import { openDatabase } from '../../../src/main/store/database.ts'
import { at, parseStripeObject } from '../../../src/main/store/mirror/stripe-object.ts'
import { indexName } from '../../../src/main/store/mirror/schema.ts'
import { tableName } from '../../../src/main/store/mirror/table.ts'
import { timeKey } from '../../../src/main/store/mirror/time-key.ts'
import type { Resource } from '../../../src/main/sync/resources/resource.ts'

/** Objects of one resource at most: enough for a rate, and no hours at a million payments, where it would write 12 GB. */
const MOST = 30_000

/**
 * The least that any mirror must do: fetch every page, parse it, insert each object's JSON and columns under the same
 * indexes. No derived rows, no search, no sums. Returns objects a second.
 */
export async function bareLoop(folder: string, url: string, resources: readonly Resource[]): Promise<number> {
  const db = openDatabase(join(folder, 'bare.db'), { synchronous: 'NORMAL', cacheMegabytes: 128 })
  const started = performance.now()
  let objects = 0
  const lane = async (resource: Resource): Promise<void> => {
    const names = resource.columns.map(({ name }) => name)
    const table = tableName(resource.type)
    db.exec(`CREATE TABLE ${table} (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER, deleted INTEGER,
      json TEXT NOT NULL${resource.columns.map(({ name, type }) => `, ${name} ${type}`).join('')}) STRICT`)
    for (const columns of resource.indexes) {
      db.exec(`CREATE INDEX ${indexName(resource.type, columns)} ON ${table} (${columns.join(', ')})`)
    }
    const insert = db.prepare(
      `INSERT OR REPLACE INTO ${table} (n, id, created, json${names.map((name) => `, ${name}`).join('')})
       VALUES (?, ?, ?, ?${', ?'.repeat(names.length)})`,
    )
    let after = ''
    let held = 0
    for (let more = true; more; ) {
      const response = await fetch(`${url}${resource.path}?limit=100${after}`, {
        headers: { authorization: 'Bearer sk_test_bare_loop' },
      })
      const page: unknown = await response.json()
      const data = at(page, 'data')
      const found = (Array.isArray(data) ? data : [])
        .map(parseStripeObject)
        .filter((object) => object !== null)
      db.transaction(() => {
        for (const object of found) {
          const created = Number(object['created'])
          const cells = resource.columns.map(({ read }) => read(object))
          insert.run(timeKey(created, object.id), object.id, created, JSON.stringify(object), ...cells)
        }
      })()
      objects += found.length
      held += found.length
      after = `&starting_after=${found.at(-1)?.id}`
      more = at(page, 'has_more') === true && held < MOST
    }
  }
  await Promise.all(resources.map(lane))
  db.close()
  return objects / ((performance.now() - started) / 1000)
}
