import { describe, expect, it } from 'vitest'
import { openSqlDatabase } from '../../src/main/features/sql/database.ts'
import { runStatement } from '../../src/main/features/sql/statement.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from '../mirror/support.ts'
import { upTo } from './sql-support.ts'

const charge = (id: string, note: string) => ({
  id,
  object: 'charge',
  amount: 100,
  currency: 'usd',
  created: 100,
  metadata: { note },
})

/** A mirror whose writer is at work while statements are run. */
function openBoth() {
  const folder = temporaryFolder()
  openArchive(folder.path).close()
  const { db } = openMirror(folder.path, tables)
  const writer = new MirrorWriter(db, tables)
  const put = (...objects: readonly ReturnType<typeof charge>[]) =>
    writer.transaction(() => writer.put(objects))
  const blocks = () =>
    db
      .prepare<[], { id: number }>('SELECT id FROM block')
      .all()
      .map(({ id }) => id)
  put(charge('ch_1', 'first'))
  put(charge('ch_2', 'first'))
  const database = openSqlDatabase(folder.path)
  return {
    db,
    put,
    blocks,
    database,
    [Symbol.dispose]: () => {
      database.close()
      db.close()
      folder[Symbol.dispose]()
    },
  }
}

const NOTES =
  "SELECT id, metadata ->> 'note' AS note, raw ->> '$.metadata.note' AS again FROM charges ORDER BY id"

describe('a statement over JSON', () => {
  it('reads the blocks of its own snapshot while the writer replaces them', () => {
    using both = openBoth()
    const { db } = both.database
    const before = both.blocks()
    // written in the middle of the statement, by a function that it calls
    db.function('write_now', () => {
      both.put(charge('ch_1', 'second'), charge('ch_2', 'second'))
      return 1
    })
    const meanwhile = NOTES.replace('FROM', ', write_now() FROM')
    expect(runStatement(both.database, meanwhile, upTo(10))).toMatchObject({
      ok: true,
      rows: [
        ['ch_1', 'first', 'first', 1],
        ['ch_2', 'first', 'first', 1],
      ],
    })
    expect(both.blocks().some((block) => before.includes(block))).toBe(false)
    expect(runStatement(both.database, NOTES, upTo(10))).toMatchObject({
      ok: true,
      rows: [
        ['ch_1', 'second', 'second'],
        ['ch_2', 'second', 'second'],
      ],
    })
  })

  it.each([
    'SELECT c.id, r.raw, r.metadata FROM charges c LEFT JOIN refunds r ON r.charge = c.id ORDER BY c.id',
    'SELECT c.id, r.raw, r.metadata FROM refunds r RIGHT JOIN charges c ON r.charge = c.id ORDER BY c.id',
    'SELECT c.id, r.raw, e.raw FROM charges c LEFT JOIN refunds r ON false LEFT JOIN events e ON false ORDER BY c.id',
  ])('has none where a join has no row: %s', (sql) => {
    using both = openBoth()
    expect(runStatement(both.database, sql, upTo(10))).toMatchObject({
      ok: true,
      rows: [
        ['ch_1', null, null],
        ['ch_2', null, null],
      ],
    })
  })

  it('is refused where a block is missing, and the next is answered', () => {
    using both = openBoth()
    both.db.prepare('DELETE FROM block WHERE id = ?').run(both.blocks().at(-1))
    expect(runStatement(both.database, NOTES, upTo(10))).toMatchObject({
      ok: false,
      error: { code: 'unreadable', message: expect.stringContaining('is missing') },
    })
    expect(runStatement(both.database, 'SELECT count(*) FROM charges', upTo(1))).toMatchObject({
      ok: true,
      rows: [[2]],
    })
  })

  it('never shows what was stored earlier under the number of a block', () => {
    using both = openBoth()
    expect(runStatement(both.database, NOTES, upTo(10)).ok).toBe(true)
    const [one, two] = both.blocks()
    both.db
      .prepare('UPDATE block SET data = (SELECT data FROM block WHERE id = ?) WHERE id = ?')
      .run(one, two)
    expect(
      runStatement(both.database, "SELECT raw ->> 'id' FROM charges WHERE id = 'ch_2'", upTo(1)),
    ).toMatchObject({
      ok: true,
      rows: [['ch_1']],
    })
  })

  it.each([
    'SELECT object_unpacked(NULL, 9999, 1)',
    "SELECT event_unpacked(x'00ff', 1, 0)",
    'SELECT object_unpacked((SELECT data FROM main.block), 1, 77)',
  ])('is refused where it asks for what is not there: %s', (sql) => {
    using both = openBoth()
    expect(runStatement(both.database, sql, upTo(10))).toMatchObject({
      ok: false,
      error: { code: 'unreadable' },
    })
  })
})
