import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqlDatabase } from '../../src/main/features/sql/database.ts'
import { SqlRunner } from '../../src/main/features/sql/runner.ts'
import { runStatement } from '../../src/main/features/sql/statement.ts'
import { sqlViews } from '../../src/main/features/sql/views.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from '../mirror/support.ts'
import { sqlEntries, upTo } from './sql-support.ts'

function fill(folder: string): void {
  openArchive(folder).close()
  const { db } = openMirror(folder, tables)
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() =>
    writer.put([
      {
        id: 'ch_1',
        object: 'charge',
        amount: 1250,
        currency: 'usd',
        created: 100,
        metadata: { order: '77' },
      },
      { id: 'ch_2', object: 'charge', amount: 990, currency: 'jpy', created: 200, metadata: {} },
    ]),
  )
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

const HOSTILE = [
  'DELETE FROM charge',
  'UPDATE charge SET amount = 0',
  'INSERT INTO meta VALUES (1, 2)',
  'DROP TABLE charge',
  'CREATE TABLE x (y)',
  'CREATE TEMP TABLE x (y)',
  'WITH x AS (SELECT 1) DELETE FROM charge',
  'WITH x AS (SELECT 1) INSERT INTO meta SELECT 1, 2',
  "ATTACH 'ledger.db' AS l",
  "/* SELECT */ ATTACH 'x.db' AS x",
  "-- SELECT\nATTACH 'x.db' AS x",
  'DETACH archive',
  'PRAGMA query_only = OFF',
  'PRAGMA journal_mode = DELETE',
  'EXPLAIN PRAGMA query_only = OFF',
  'EXPLAIN QUERY PLAN PRAGMA locking_mode = EXCLUSIVE',
  'VACUUM',
  "VACUUM INTO 'copy.db'",
  'BEGIN IMMEDIATE',
  'REINDEX',
  'ANALYZE',
  'SELECT 1; DELETE FROM charge',
  "SELECT load_extension('x')",
  "SELECT writefile('x', 'y')",
  'EXPLAIN DELETE FROM charge; DELETE FROM charge',
  '',
  ';',
]

describe('the SQL console', () => {
  it('answers over views with the names of Stripe, JSON and metadata included', () => {
    using folder = temporaryFolder()
    fill(folder.path)
    const database = openSqlDatabase(folder.path)
    const one = runStatement(
      database,
      "SELECT id, amount, metadata ->> 'order' AS o, raw ->> 'object' AS t FROM charges ORDER BY id",
      upTo(10),
    )
    expect(one).toMatchObject({
      ok: true,
      columns: ['id', 'amount', 'o', 't'],
      rows: [
        ['ch_1', 1250, '77', 'charge'],
        ['ch_2', 990, null, 'charge'],
      ],
      more: false,
    })
    expect(runStatement(database, 'SELECT id FROM charges', upTo(1))).toMatchObject({ ok: true, more: true })
    for (const { name, columns } of sqlViews) {
      expect(runStatement(database, `SELECT * FROM ${name} LIMIT 1`, upTo(1))).toMatchObject({
        ok: true,
        columns: columns.map((column) => column.name),
      })
    }
    const wrong = runStatement(database, 'SELECT amont FROM charges', upTo(1))
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid', position: 7 } })
    database.close()
  })

  it('lets nothing write, whatever is typed', () => {
    using folder = temporaryFolder()
    fill(folder.path)
    const before = readFileSync(join(folder.path, 'mirror.db'))
    const database = openSqlDatabase(folder.path)
    expect(HOSTILE.filter((sql) => runStatement(database, sql, upTo(10)).ok)).toEqual([])
    const part = fc.constantFrom(
      ...HOSTILE,
      'SELECT',
      'FROM charges',
      ';',
      '--',
      '/*',
      '*/',
      '(',
      ')',
      'WITH x AS',
      'RETURNING *',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        runStatement(database, parts.join(' '), upTo(10))
      }),
      { numRuns: 2000 },
    )
    expect(runStatement(database, 'SELECT count(*) FROM charges', upTo(1))).toMatchObject({
      ok: true,
      rows: [[2]],
    })
    const settings = 'SELECT query_only, locking_mode FROM pragma_query_only, pragma_locking_mode'
    expect(runStatement(database, settings, upTo(1))).toMatchObject({ ok: true, rows: [[1, 'normal']] })
    database.close()
    expect(readFileSync(join(folder.path, 'mirror.db')).equals(before)).toBe(true)
  })

  it('ends a statement that never would, by time or by hand, and runs the next', async () => {
    using folder = temporaryFolder()
    fill(folder.path)
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
    const runner = new SqlRunner(sqlEntries, folder.path, { milliseconds: 1500 })
    expect(await runner.run(endless, upTo(10))).toMatchObject({ ok: false, error: { code: 'time_up' } })
    const running = runner.run(endless, upTo(10))
    runner.cancel()
    expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    const patient = new SqlRunner(sqlEntries, folder.path)
    expect(await patient.run('SELECT count(*) FROM charges', upTo(10))).toMatchObject({
      ok: true,
      rows: [[2]],
    })
    runner.close()
    patient.close()
  })
})
