import type { Database } from 'better-sqlite3'
import { outgoingKinds } from '../../shared/features/operations/contract.ts'
import type { LimitKind } from '../../shared/features/limits/contract.ts'

/** Which operations a cap adds up; null is every currency, for counting. */
export interface SpendingScope {
  readonly kind: LimitKind
  readonly currency: string | null
  /** The intent being checked does not count against itself. */
  readonly exceptAttempt: string
}

/** What money operations came to. */
export interface SpendingJournal {
  /** After `since` (seconds UTC): minor units of the scope's currency, and how many. */
  readonly spentSince: (
    scope: SpendingScope,
    since: number,
  ) => { readonly amount: number; readonly count: number }
  /** The same one by one, oldest first. */
  readonly eachSince: (scope: SpendingScope, since: number) => readonly Spending[]
}

export interface Spending {
  readonly at: number
  readonly amount: number
}

const outgoing = outgoingKinds.map((kind) => `'${kind}'`).join(', ')
/** An intent is sent or given up within this time of its record, so that older records need not be read. */
const LONGEST_UNSENT = 2 * 86_400

/**
 * Adds up the journal. Whatever may have moved money counts: only what is shown not to have happened does not.
 * What was sent counts from its first send, what was not sent yet as if it were sent now.
 */
export function journalSpending(ledger: Database, now: () => number): SpendingJournal {
  const counted = `
    FROM (
      SELECT amount, CASE WHEN state = 'intent' THEN max(created_at, @now) ELSE coalesce(first_sent_at, created_at) END AS at
      FROM operations
      WHERE created_at > @since - ${LONGEST_UNSENT} AND state NOT IN ('failed', 'absent', 'abandoned')
        AND (kind = @kind OR (@kind = 'any' AND kind IN (${outgoing}))) AND (@currency IS NULL OR currency = @currency) AND attempt <> @attempt
    )
    WHERE at > @since`
  const bind = (scope: SpendingScope, since: number) => ({
    kind: scope.kind,
    currency: scope.currency,
    attempt: scope.exceptAttempt,
    since,
    now: now(),
  })
  const sum = ledger.prepare<[ReturnType<typeof bind>], { amount: number; count: number }>(
    `SELECT coalesce(sum(amount), 0) AS amount, count(*) AS count ${counted}`,
  )
  const each = ledger.prepare<[ReturnType<typeof bind>], Spending>(`SELECT at, amount ${counted} ORDER BY at`)
  return {
    spentSince: (scope, since) => sum.get(bind(scope, since)) ?? { amount: 0, count: 0 },
    eachSince: (scope, since) => each.all(bind(scope, since)),
  }
}
