import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import {
  type Limit,
  type LimitChange,
  type LimitMeasure,
  type LimitsState,
  limitSchema,
} from '../../shared/features/limits/contract.ts'
import { appendLog } from '../operator-log/log.ts'

const DEFAULTS: Partial<Readonly<Record<LimitMeasure, number>>> = {
  hold_seconds: 600,
  raise_delay_seconds: 86_400,
}

interface ChangeRow {
  readonly id: number
  readonly kind: string
  readonly measure: string
  readonly currency: string | null
  readonly value: number | null
  readonly requested_at: number
  readonly effective_at: number
  readonly operator: string
  readonly approver: string | null
}

/** The limits that hold at `now` (seconds UTC), and those that will. */
export function limitsAt(ledger: Database, now: number): LimitsState {
  const active = ledger
    .prepare<[number], ChangeRow>(
      `SELECT * FROM limit_changes WHERE id IN (
         SELECT max(id) FROM limit_changes WHERE withdrawn_at IS NULL AND effective_at <= ?
         GROUP BY kind, measure, currency
       ) AND value IS NOT NULL ORDER BY kind, currency, measure`,
    )
    .all(now)
    .map(changeOf)
  const pending = ledger
    .prepare<[number], ChangeRow>(
      'SELECT * FROM limit_changes WHERE withdrawn_at IS NULL AND effective_at > ? ORDER BY effective_at, id',
    )
    .all(now)
    .map(changeOf)
  const duration = (measure: LimitMeasure) =>
    active.find(({ limit }) => limit.measure === measure)?.limit.value ?? DEFAULTS[measure] ?? 0
  return {
    active,
    pending,
    holdSeconds: duration('hold_seconds'),
    raiseDelaySeconds: duration('raise_delay_seconds'),
  }
}

/** Who asks for a change, when, and the second operator who agreed to it, if any. */
export interface ChangedBy {
  readonly operator: string
  readonly approver: string | null
  readonly now: number
}

/**
 * Asks for a limit. A stricter one holds at once; a looser one after the delay that holds now, unless a second
 * operator agreed. The newest request for a limit replaces any that is still waiting. Logged.
 */
export function changeLimit(ledger: Database, limit: Limit, by: ChangedBy): LimitChange {
  return ledger
    .transaction(() => {
      const state = limitsAt(ledger, by.now)
      const held = state.active.find((change) => sameLimit(change.limit, limit))?.limit.value ?? null
      const atOnce = !isLooser(limit, held) || by.approver !== null
      const effectiveAt = atOnce ? by.now : by.now + state.raiseDelaySeconds
      for (const waiting of state.pending) {
        if (sameLimit(waiting.limit, limit)) markWithdrawn(ledger, waiting.id, by.now)
      }
      const { lastInsertRowid } = ledger
        .prepare(
          `INSERT INTO limit_changes (kind, measure, currency, value, requested_at, effective_at, operator, approver)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          limit.kind,
          limit.measure,
          limit.currency,
          limit.value,
          by.now,
          effectiveAt,
          by.operator,
          by.approver,
        )
      appendLog(ledger, {
        at: by.now,
        operator: by.operator,
        action: 'limits.change',
        details: { ...limit, before: held, effective_at: effectiveAt, approver: by.approver },
      })
      return {
        id: Number(lastInsertRowid),
        limit,
        requestedAt: by.now,
        effectiveAt,
        operator: by.operator,
        approver: by.approver,
      }
    })
    .immediate()
}

/** Takes back a looser limit that is still waiting; throws `object_changed` where it waits no longer. Logged. */
export function withdrawLimitChange(
  ledger: Database,
  id: number,
  by: { readonly operator: string; readonly now: number },
): void {
  ledger
    .transaction(() => {
      if (!limitsAt(ledger, by.now).pending.some((change) => change.id === id)) {
        throw new CounterfoilError('object_changed', `Limit change ${id} is not waiting`)
      }
      markWithdrawn(ledger, id, by.now)
      appendLog(ledger, {
        at: by.now,
        operator: by.operator,
        action: 'limits.withdraw',
        details: { change: id },
      })
    })
    .immediate()
}

function markWithdrawn(ledger: Database, id: number, now: number): void {
  ledger.prepare<[number, number]>('UPDATE limit_changes SET withdrawn_at = ? WHERE id = ?').run(now, id)
}

function sameLimit(a: Limit, b: Limit): boolean {
  return a.kind === b.kind && a.measure === b.measure && a.currency === b.currency
}

/** No limit is the loosest of all; of durations, the shorter is the looser. */
function isLooser({ measure, value }: Limit, held: number | null): boolean {
  const shortest = DEFAULTS[measure]
  if (shortest !== undefined) return (value ?? shortest) < (held ?? shortest)
  return (value ?? Number.POSITIVE_INFINITY) > (held ?? Number.POSITIVE_INFINITY)
}

function changeOf({ id, kind, measure, currency, value, ...row }: ChangeRow): LimitChange {
  return {
    id,
    limit: limitSchema.parse({ kind, measure, currency, value }),
    requestedAt: row.requested_at,
    effectiveAt: row.effective_at,
    operator: row.operator,
    approver: row.approver,
  }
}
