import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEntry, LogProblem } from '../../shared/features/operator-log/contract.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { entryHash, formatHead, parseHead } from './chain.ts'
import { exportLog, verifyExport } from './export.ts'
import { appendLog, listLog, logHead, verifyLog } from './log.ts'

const ENTRIES = 40
const ledger = emptyLedger()
for (let n = 1; n <= ENTRIES; n++) {
  appendLog(ledger, {
    at: 1_790_000_000 + n,
    operator: n % 3 === 0 ? '陈晓' : 'Ada',
    action: 'refunds.create',
    details: { amount: n * 100, currency: 'usd', note: `“${n}”` },
  })
}
const image = ledger.serialize()

function emptyLedger(): Database.Database {
  const db = new Database(':memory:')
  migrate(db, ledgerMigrations)
  return db
}

/** A copy that an intruder has opened with another program: nothing stops them from writing. */
function intruder(): Database.Database {
  const db = new Database(Buffer.from(image))
  for (const name of db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all()) {
    db.exec(`DROP TRIGGER ${name}`)
  }
  return db
}

function entryAt(db: Database.Database, seq: number): LogEntry {
  const entry = db.prepare<[number], LogEntry>('SELECT * FROM operator_log WHERE seq = ?').get(seq)
  if (entry === undefined) throw new Error(`No entry ${seq}`)
  return entry
}

function replace(db: Database.Database, entry: LogEntry): void {
  db.prepare<LogEntry>(
    'INSERT OR REPLACE INTO operator_log VALUES (@seq, @at, @operator, @action, @details, @previous, @hash)',
  ).run(entry)
}

/** What an intruder does, and what must be found, no more and no less. */
interface Tampering {
  readonly what: string
  readonly apply: (db: Database.Database) => void
  readonly found: readonly Partial<LogProblem>[]
}

function drop(db: Database.Database, seq: number): void {
  db.prepare<[number]>('DELETE FROM operator_log WHERE seq = ?').run(seq)
}

const seqs = fc.integer({ min: 1, max: ENTRIES })
const edits: Readonly<Record<Exclude<keyof LogEntry, 'seq'>, (entry: LogEntry) => Partial<LogEntry>>> = {
  at: ({ at }) => ({ at: at + 1 }),
  operator: ({ operator }) => ({ operator: `${operator} ` }),
  action: () => ({ action: 'refunds.preview' }),
  details: ({ details }) => ({ details: details.replace('00', '0') }),
  previous: ({ hash }) => ({ previous: hash }),
  hash: ({ previous }) => ({ hash: previous }),
}

const edit = fc.tuple(seqs, fc.constantFrom('at', 'operator', 'action', 'details', 'previous', 'hash')).map(
  ([seq, field]): Tampering => ({
    what: `edit ${field} of ${seq}`,
    apply: (db) => replace(db, { ...entryAt(db, seq), ...edits[field](entryAt(db, seq)) }),
    found: [{ kind: 'edited', seq }],
  }),
)
const renumber = seqs.map(
  (seq): Tampering => ({
    what: `renumber ${seq}`,
    apply: (db) => {
      replace(db, { ...entryAt(db, seq), seq: seq + ENTRIES })
      drop(db, seq)
    },
    found: [
      { kind: 'missing', seq, until: seq },
      { kind: 'unexpected', seq: seq + ENTRIES },
    ],
  }),
)
const rewrite = seqs.map(
  (seq): Tampering => ({
    what: `edit ${seq} and make it fit its own hash again`,
    apply: (db) => {
      const changed = { ...entryAt(db, seq), details: '{"amount":1}' }
      replace(db, { ...changed, hash: entryHash(changed) })
    },
    found: [{ kind: 'rewritten', seq }],
  }),
)
const rewriteLink = seqs.map(
  (seq): Tampering => ({
    what: `make ${seq} follow another entry and fit its own hash again`,
    apply: (db) => {
      const changed = { ...entryAt(db, seq), previous: 'f'.repeat(64) }
      replace(db, { ...changed, hash: entryHash(changed) })
    },
    found: [{ kind: 'rewritten', seq }],
  }),
)
const dropOne = seqs.map(
  (seq): Tampering => ({
    what: `drop ${seq}`,
    apply: (db) => drop(db, seq),
    found: [{ kind: 'missing', seq, until: seq }],
  }),
)
const closeUp = seqs.map(
  (seq): Tampering => ({
    what: `drop ${seq} and renumber what follows`,
    apply: (db) => {
      drop(db, seq)
      for (let next = seq + 1; next <= ENTRIES; next++) {
        db.prepare<[number, number]>('UPDATE operator_log SET seq = ? WHERE seq = ?').run(next - 1, next)
      }
    },
    found: [
      ...Array.from({ length: ENTRIES - seq }, (_, n) => ({
        kind: 'moved' as const,
        seq: seq + n,
        from: seq + n + 1,
      })),
      { kind: 'missing', seq: ENTRIES },
    ],
  }),
)
const swap = fc.uniqueArray(seqs, { minLength: 2, maxLength: 2 }).map((pair): Tampering => {
  const [low = 0, high = 0] = pair.toSorted((a, b) => a - b)
  return {
    what: `swap ${low} and ${high}`,
    apply: (db) => {
      const second = entryAt(db, high)
      replace(db, { ...entryAt(db, low), seq: high })
      replace(db, { ...second, seq: low })
    },
    found: [
      { kind: 'moved', seq: low, from: high },
      { kind: 'moved', seq: high, from: low },
    ],
  }
})
const cutOff = seqs.map(
  (seq): Tampering => ({
    what: `cut off from ${seq} on`,
    apply: (db) => db.prepare<[number]>('DELETE FROM operator_log WHERE seq >= ?').run(seq),
    found: [{ kind: 'missing', seq, until: ENTRIES }],
  }),
)

describe('the operator log', () => {
  it('fits when nothing was touched', () => {
    const head = logHead(ledger)
    const report = verifyLog(ledger, head === null ? [] : [{ ...head, source: 're_1' }])
    expect(report).toMatchObject({ ok: true, entries: ENTRIES, head, anchors: 1, problems: [] })
    expect(verifyLog(emptyLedger(), []).ok).toBe(true)
  })

  it('finds and names 1,000 random edits, drops, swaps and cuts', () => {
    let found = 0
    fc.assert(
      fc.property(
        fc.oneof(edit, renumber, rewrite, rewriteLink, dropOne, closeUp, swap, cutOff),
        (tampering) => {
          const db = intruder()
          tampering.apply(db)
          const { ok, problems } = verifyLog(db, [])
          db.close()
          expect(problems).toMatchObject(tampering.found)
          if (!ok) found++
        },
      ),
      { numRuns: 1000 },
    )
    expect(found).toBe(1000)
  })

  it('finds by an anchor what a forger with the whole file has made consistent', () => {
    const db = intruder()
    const anchor = { seq: 30, hash: entryAt(db, 30).hash, source: 're_30' }
    let previous = entryAt(db, 19).hash
    for (let seq = 20; seq <= ENTRIES; seq++) {
      const forged = { ...entryAt(db, seq), previous, ...(seq === 20 ? { details: '{}' } : {}) }
      previous = entryHash(forged)
      replace(db, { ...forged, hash: previous })
    }
    db.prepare('UPDATE operator_log_head SET hash = ?').run(previous)
    expect(verifyLog(db, []).ok).toBe(true)
    expect(verifyLog(db, [anchor]).problems).toMatchObject([{ kind: 'rewritten', seq: 30, source: 're_30' }])
  })

  it('finds the end cut off together with the record of it', () => {
    const db = intruder()
    db.exec('DELETE FROM operator_log WHERE seq > 35')
    db.prepare('UPDATE operator_log_head SET seq = 35, hash = ?').run(entryAt(db, 35).hash)
    expect(verifyLog(db, []).ok).toBe(true)
    expect(verifyLog(db, [{ seq: 38, hash: 'a'.repeat(64), source: 're_38' }]).problems).toMatchObject([
      { kind: 'missing', seq: 38, source: 're_38' },
    ])
    db.exec('DELETE FROM operator_log_head')
    expect(verifyLog(db, []).problems).toMatchObject([{ kind: 'head_lost' }])
  })

  it.each([
    "UPDATE operator_log SET details = '{}' WHERE seq = 1",
    'DELETE FROM operator_log WHERE seq = 40',
    'DELETE FROM operator_log_head',
    "INSERT OR REPLACE INTO operator_log VALUES (5, 0, '', '', '', '', '')",
    "INSERT INTO operator_log VALUES (99, 0, '', '', '', '', '')",
  ])('refuses %s', (sql) => {
    expect(() => ledger.exec(sql)).toThrow(/append-only/)
    expect(verifyLog(ledger, []).ok).toBe(true)
  })

  it('exports what can be checked without the database', () => {
    const text = [...exportLog(ledger, 'acct_1', 1_790_001_000)].join('')
    expect(verifyExport(text)).toMatchObject({ ok: true, entries: ENTRIES })
    expect(verifyExport(text.replace('"at":1790000007', '"at":1790000008')).problems).toMatchObject([
      { kind: 'edited', seq: 7 },
    ])
    expect(verifyExport(text.split('\n').slice(0, -2).join('\n')).problems).toMatchObject([
      { kind: 'missing', seq: ENTRIES },
    ])
    expect(() => verifyExport('not a log')).toThrow(/JSON/)
  })

  it('writes a head for metadata and reads it back, and nothing else', () => {
    const head = { seq: 38, hash: 'a'.repeat(64) }
    expect(parseHead(formatHead(head))).toEqual(head)
    expect(['', '38', `0:${head.hash}`, `38:${head.hash}0`, `x38:${head.hash}`].map(parseHead)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('lists newest first', () => {
    const { rows, total } = listLog(ledger, { offset: 1, limit: 2 })
    expect(total).toBe(ENTRIES)
    expect(rows.map(({ seq }) => seq)).toEqual([ENTRIES - 1, ENTRIES - 2])
  })
})
