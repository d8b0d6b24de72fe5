import type { Database } from 'better-sqlite3'
import { CounterfoilError, type Failure, failureSchema } from '../../shared/errors.ts'
import { type Hold, holdSchema } from '../../shared/features/limits/contract.ts'
import { canonicalJson } from '../operations/canonical.ts'
import { appendLog } from '../operator-log/log.ts'
import { type MoneyIntent, intentHash } from './intent.ts'

/** A hold with what only main needs. */
export interface HeldIntent extends Hold {
  readonly intentHash: string
  /** Canonical JSON. */
  readonly params: string
}

interface HoldRow {
  readonly attempt: string
  readonly kind: string
  readonly amount: number
  readonly currency: string
  readonly params: string
  readonly intent_hash: string
  readonly operator: string
  readonly placed_at: number
  readonly until: number
  readonly state: string
  readonly failure: string | null
  readonly settled_at: number | null
}

interface By {
  readonly operator: string
  readonly now: number
}

/** Puts an intent into the queue until `until`. The same intent again is the same hold. Logged. */
export function placeHold(ledger: Database, intent: MoneyIntent, until: number, by: By): HeldIntent {
  return ledger
    .transaction(() => {
      const known = holdOf(ledger, intent.attempt)
      const hash = intentHash(intent)
      if (known?.intentHash === hash) return known
      if (known !== null) {
        throw new CounterfoilError('operation_in_progress', 'This attempt is already held with other values')
      }
      const { attempt, kind, amount, params } = intent
      ledger
        .prepare(
          `INSERT INTO holds (attempt, kind, amount, currency, params, intent_hash, operator, placed_at, until)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          attempt,
          kind,
          amount.amount,
          amount.currency,
          canonicalJson(params),
          hash,
          by.operator,
          by.now,
          until,
        )
      appendLog(ledger, {
        at: by.now,
        operator: by.operator,
        action: 'holds.place',
        details: { attempt, kind, ...amount, until },
      })
      return existing(ledger, attempt)
    })
    .immediate()
}

/** Takes an intent out of the queue; throws `object_changed` where it has left it already. Logged. */
export function cancelHold(ledger: Database, attempt: string, by: By): HeldIntent {
  return ledger
    .transaction(() => {
      if (!move(ledger, attempt, ['waiting'], 'canceled', { at: by.now })) {
        throw new CounterfoilError('object_changed', `Attempt ${attempt} is not waiting any more`)
      }
      appendLog(ledger, { at: by.now, operator: by.operator, action: 'holds.cancel', details: { attempt } })
      return existing(ledger, attempt)
    })
    .immediate()
}

/** Held intents, those that go first at the top, then the newest of what became of earlier ones. */
export function listHolds(ledger: Database, limit = 500): readonly HeldIntent[] {
  return ledger
    .prepare<[number], HoldRow>(
      `SELECT * FROM holds ORDER BY settled_at IS NOT NULL, CASE WHEN settled_at IS NULL THEN until ELSE -settled_at END, rowid LIMIT ?`,
    )
    .all(limit)
    .map(heldIntent)
}

export function holdOf(ledger: Database, attempt: string): HeldIntent | null {
  const row = ledger.prepare<[string], HoldRow>('SELECT * FROM holds WHERE attempt = ?').get(attempt)
  return row === undefined ? null : heldIntent(row)
}

/** A hold as the page may see it. */
export function publicHold({ intentHash: _hash, params: _params, ...hold }: HeldIntent): Hold {
  return hold
}

/** Seconds after its time from which a held intent is not sent by itself any more: nobody expects it by then. */
const OVERDUE = 86_400

/** Failures that pass by themselves; a held intent waits for that. */
const PASSING = new Set<Failure['code']>([
  'offline',
  'key_missing',
  'rate_limited',
  'stripe_unavailable',
  'disk_full',
  'disk_read_only',
])

/**
 * Sends every held intent whose time has come, through `submit`, which checks the limits again. One whose time was more
 * than a day ago, as when the console did not run, fails as `hold_overdue`. An intent leaves the queue only once `submit` has answered: after a crash it is submitted again under the same attempt, which the
 * journal takes for the same operation. Calls must not overlap.
 */
export async function releaseDueHolds(
  ledger: Database,
  now: () => number,
  submit: (intent: MoneyIntent) => Promise<unknown>,
): Promise<void> {
  failOverdue(ledger, now())
  const due = ledger
    .prepare<[number], HoldRow>(
      `SELECT * FROM holds WHERE state IN ('waiting', 'releasing') AND until <= ? ORDER BY until, rowid`,
    )
    .all(now())
    .map(heldIntent)
  for (const { attempt, kind, amount, params } of due) {
    // From here on it cannot be canceled; it may have been, while an earlier one was being sent.
    if (!move(ledger, attempt, ['waiting', 'releasing'], 'releasing')) continue
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by placeHold from an object
      await submit({ attempt, kind, amount, params: JSON.parse(params) as object })
      move(ledger, attempt, ['releasing'], 'released', { at: now() })
    } catch (error) {
      if (!(error instanceof CounterfoilError)) throw error
      const { failure } = error
      if (PASSING.has(failure.code)) move(ledger, attempt, ['releasing'], 'waiting')
      else move(ledger, attempt, ['releasing'], 'failed', { at: now(), failure })
    }
  }
}

/** Not those that the journal knows: what became of them is found out there. */
function failOverdue(ledger: Database, now: number): void {
  const overdue = ledger
    .prepare<[number], { attempt: string; until: number }>(
      `SELECT attempt, until FROM holds WHERE state IN ('waiting', 'releasing') AND until < ?
         AND NOT EXISTS (SELECT 1 FROM operations WHERE operations.attempt = holds.attempt)`,
    )
    .all(now - OVERDUE)
  for (const { attempt, until } of overdue) {
    const { failure } = new CounterfoilError('hold_overdue', 'Its time was more than a day ago', {
      params: { at: until },
    })
    move(ledger, attempt, ['waiting', 'releasing'], 'failed', { at: now, failure })
  }
}

/** When the next held intent is due, seconds UTC; null while the queue is empty. */
export function nextHoldDue(ledger: Database): number | null {
  return (
    ledger
      .prepare<[], number | null>(`SELECT min(until) FROM holds WHERE state IN ('waiting', 'releasing')`)
      .pluck()
      .get() ?? null
  )
}

/** Whether the hold was in one of `from` and now is in `to`. */
function move(
  ledger: Database,
  attempt: string,
  from: readonly Hold['state'][],
  to: Hold['state'],
  settled: { readonly at: number; readonly failure?: Failure } | null = null,
): boolean {
  const failure = settled?.failure === undefined ? null : JSON.stringify(settled.failure)
  const { changes } = ledger
    .prepare(
      `UPDATE holds SET state = ?, failure = ?, settled_at = ?
       WHERE attempt = ? AND state IN (SELECT value FROM json_each(?))`,
    )
    .run(to, failure, settled?.at ?? null, attempt, JSON.stringify(from))
  return changes === 1
}

function existing(ledger: Database, attempt: string): HeldIntent {
  const hold = holdOf(ledger, attempt)
  if (hold === null) throw new CounterfoilError('object_not_found', `Attempt ${attempt} is not held`)
  return hold
}

function heldIntent(row: HoldRow): HeldIntent {
  const hold = holdSchema.parse({
    attempt: row.attempt,
    kind: row.kind,
    amount: { amount: row.amount, currency: row.currency },
    operator: row.operator,
    placedAt: row.placed_at,
    until: row.until,
    state: row.state,
    failure: row.failure === null ? null : failureSchema.parse(JSON.parse(row.failure)),
    settledAt: row.settled_at,
  })
  return { ...hold, intentHash: row.intent_hash, params: row.params }
}
