import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import {
  type QueuedOperation,
  operationParamsSchema,
  queuedOperationSchema,
} from '../../shared/features/operations/contract.ts'
import type { MoneyIntent } from '../limits/intent.ts'
import { appendLog } from '../operator-log/log.ts'
import { canonicalJson } from './canonical.ts'
import { isUnderWay } from './withdrawn.ts'

interface DraftRow {
  readonly attempt: string
  readonly kind: string
  readonly amount: number
  readonly currency: string
  readonly params: string
  readonly operator: string
  readonly note: string | null
  readonly created_at: number
  readonly state: string
}

interface By {
  readonly operator: string
  readonly now: number
}

const draftOf = (row: DraftRow): QueuedOperation =>
  queuedOperationSchema.parse({
    attempt: row.attempt,
    state: 'draft',
    kind: row.kind,
    amount: { amount: row.amount, currency: row.currency },
    params: operationParamsSchema.parse(JSON.parse(row.params)),
    operator: row.operator,
    createdAt: row.created_at,
    until: null,
    note: row.note,
  })

/** Keeps an intent for later; the same attempt again replaces what it said while it waits. Logged. */
export function saveDraft(
  ledger: Database,
  intent: MoneyIntent,
  note: string | null,
  by: By,
): QueuedOperation {
  const { attempt, kind, amount, params } = intent
  return ledger
    .transaction(() => {
      const { changes } = ledger
        .prepare(
          `INSERT INTO drafts (attempt, kind, amount, currency, params, operator, note, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (attempt) DO UPDATE SET kind = excluded.kind, amount = excluded.amount,
             currency = excluded.currency, params = excluded.params, operator = excluded.operator,
             note = excluded.note WHERE state = 'waiting'`,
        )
        .run(attempt, kind, amount.amount, amount.currency, canonicalJson(params), by.operator, note, by.now)
      if (changes === 0) throw new CounterfoilError('object_changed', `Draft ${attempt} is no draft any more`)
      log(ledger, 'drafts.save', attempt, by, { kind, ...amount })
      return findDraft(ledger, attempt)
    })
    .immediate()
}

/** Drafts that wait, oldest first. */
export function listDrafts(ledger: Database): readonly QueuedOperation[] {
  return ledger
    .prepare<[], DraftRow>(`SELECT * FROM drafts WHERE state = 'waiting' ORDER BY created_at, attempt`)
    .all()
    .map(draftOf)
}

/** Throws `object_not_found` where no such draft waits. */
export function findDraft(ledger: Database, attempt: string): QueuedOperation {
  const row = ledger
    .prepare<[string], DraftRow>(`SELECT * FROM drafts WHERE attempt = ? AND state = 'waiting'`)
    .get(attempt)
  if (row === undefined) throw new CounterfoilError('object_not_found', `No draft ${attempt}`)
  return draftOf(row)
}

/** Takes a draft off the list once it was sent or queued; one that is off it already stays so. Logged. */
export function draftSent(ledger: Database, attempt: string, by: By): void {
  const waits = listDrafts(ledger).some((draft) => draft.attempt === attempt)
  if (waits) settleDraft(ledger, attempt, 'sent', by)
}

/**
 * Takes a draft off the list; the row stays. Throws `object_not_found` where it does not wait, and `object_changed` where
 * one to be discarded is under way already. Logged.
 */
export function settleDraft(ledger: Database, attempt: string, state: 'sent' | 'discarded', by: By): void {
  ledger
    .transaction(() => {
      if (state === 'discarded' && isUnderWay(ledger, attempt)) {
        throw new CounterfoilError('object_changed', `Draft ${attempt} is under way already`)
      }
      const { changes } = ledger
        .prepare(`UPDATE drafts SET state = ?, settled_at = ? WHERE attempt = ? AND state = 'waiting'`)
        .run(state, by.now, attempt)
      if (changes === 0) throw new CounterfoilError('object_not_found', `No draft ${attempt}`)
      log(ledger, `drafts.${state}`, attempt, by, {})
    })
    .immediate()
}

function log(
  ledger: Database,
  action: string,
  attempt: string,
  { operator, now }: By,
  details: Readonly<Record<string, string | number>>,
): void {
  appendLog(ledger, { at: now, operator, action, details: { attempt, ...details } })
}
