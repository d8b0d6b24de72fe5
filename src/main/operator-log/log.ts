import type { Database } from 'better-sqlite3'
import type { LogAnchor, LogEntry, LogHead, LogReport } from '../../shared/features/operator-log/contract.ts'
import { type Json, canonicalJson } from '../operations/canonical.ts'
import { entryHash, genesis } from './chain.ts'
import { type ExpectedHead, verifyChain } from './verify.ts'

export interface LogAction {
  /** Seconds UTC. */
  readonly at: number
  readonly operator: string
  /** `feature.what`, such as `limits.change`. */
  readonly action: string
  readonly details: { readonly [key: string]: Json }
}

/** Adds an entry, in the transaction the caller is in or one of its own. */
export function appendLog(ledger: Database, { at, operator, action, details }: LogAction): LogEntry {
  return ledger.transaction(() => {
    const head = logHead(ledger)
    const entry = {
      seq: (head?.seq ?? 0) + 1,
      at,
      operator,
      action,
      details: canonicalJson(details),
      previous: head?.hash ?? genesis,
    }
    const whole = { ...entry, hash: entryHash(entry) }
    ledger
      .prepare<LogEntry>(
        'INSERT INTO operator_log VALUES (@seq, @at, @operator, @action, @details, @previous, @hash)',
      )
      .run(whole)
    ledger
      .prepare<LogHead>(
        `INSERT INTO operator_log_head VALUES (1, @seq, @hash)
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`,
      )
      .run({ seq: whole.seq, hash: whole.hash })
    return whole
  })()
}

/** The newest entry, for the metadata of a money call; null while the log is empty. */
export function logHead(ledger: Database): LogHead | null {
  return (
    ledger.prepare<[], LogHead>('SELECT seq, hash FROM operator_log ORDER BY seq DESC LIMIT 1').get() ?? null
  )
}

/** A window of entries, newest first. */
export function listLog(
  ledger: Database,
  window: { readonly offset: number; readonly limit: number },
): { readonly rows: readonly LogEntry[]; readonly total: number } {
  const rows = ledger
    .prepare<[number, number], LogEntry>('SELECT * FROM operator_log ORDER BY seq DESC LIMIT ? OFFSET ?')
    .all(window.limit, window.offset)
  const total = ledger.prepare<[], number>('SELECT count(*) FROM operator_log').pluck().get() ?? 0
  return { rows, total }
}

/** Every entry from the first on, without holding them all. */
export function logEntries(ledger: Database): IterableIterator<LogEntry> {
  return ledger.prepare<[], LogEntry>('SELECT * FROM operator_log ORDER BY seq').iterate()
}

/** Checks the whole log; `anchors` are heads that were written down elsewhere, with where. */
export function verifyLog(ledger: Database, anchors: readonly LogAnchor[]): LogReport {
  return verifyChain(logEntries(ledger), recordedHead(ledger), anchors)
}

export function recordedHead(ledger: Database): ExpectedHead {
  const head = ledger.prepare<[], LogHead>('SELECT seq, hash FROM operator_log_head').get()
  if (head !== undefined) return head
  return logHead(ledger) === null ? null : 'lost'
}
