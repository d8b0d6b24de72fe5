import type { Database } from 'better-sqlite3'
import type { Limit, LimitCap, LimitChange, LimitMeasure } from '../../shared/features/limits/contract.ts'
import { type Money, money } from '../../shared/money.ts'
import { holdOf } from './holds.ts'
import { type MoneyIntent, intentHash } from './intent.ts'
import { limitsAt } from './limits.ts'
import type { SpendingJournal, SpendingScope } from './spending.ts'

/** What must happen before an intent may be sent. `allowed` only if nothing must. */
export type LimitDecision =
  | { readonly decision: 'allowed' }
  | { readonly decision: 'needs_typed_amount'; readonly threshold: Money }
  | { readonly decision: 'needs_approval'; readonly threshold: Money }
  /** Place a hold; the same intent is allowed from `until` (seconds UTC) on. */
  | { readonly decision: 'hold'; readonly until: number; readonly threshold: Money }
  | LimitRefusal

export interface LimitRefusal {
  readonly decision: 'refused'
  readonly cap: LimitCap
  readonly kind: Limit['kind']
  /** Null where operations are counted. */
  readonly currency: string | null
  readonly limit: number
  /** Already used in the window, this intent not included. */
  readonly used: number
  /** When enough of it is free again, seconds UTC; null where this intent alone is above the cap. */
  readonly freesAt: number | null
}

export interface LimitEvidence {
  /** What the operator typed, in the currency of the intent. */
  readonly typedAmount: Money | null
  readonly spending: SpendingJournal
  /** Whether a second operator approved exactly this intent. */
  readonly isApproved: (intent: MoneyIntent) => boolean
  /** Seconds UTC, by Stripe's clock where it is known: this machine's may be set. */
  readonly now: number
}

const WINDOWS = {
  operation_amount: 0,
  hour_amount: 3600,
  day_amount: 86_400,
  hour_count: 3600,
  day_count: 86_400,
}

/**
 * Asks whether an intent may be sent now. Call it in the transaction that records the intent, so that two intents
 * cannot both take the last of a cap.
 */
export function checkLimits(ledger: Database, intent: MoneyIntent, evidence: LimitEvidence): LimitDecision {
  const { now } = evidence
  const { active, holdSeconds } = limitsAt(ledger, now)
  const mine = active.filter(({ limit }) => limit.kind === 'any' || limit.kind === intent.kind)
  const refusal = latest(mine.flatMap(({ limit }) => overCap(limit, intent, evidence) ?? []))
  if (refusal !== undefined) return refusal

  const above = (measure: LimitMeasure) => exceeded(mine, measure, intent.amount)
  const hold = holdOf(ledger, intent.attempt)
  // A hold or an approval of other values is none of this intent. Either comes after the amount was typed.
  const placed = hold?.intentHash === intentHash(intent) && hold.state !== 'canceled' ? hold : null
  const approved = evidence.isApproved(intent)
  const typed = above('typed_above')
  if (typed !== null && placed === null && !approved && !sameMoney(evidence.typedAmount, intent.amount)) {
    return { decision: 'needs_typed_amount', threshold: typed }
  }
  const approval = above('approval_above')
  if (approval !== null && !approved) return { decision: 'needs_approval', threshold: approval }
  const held = above('hold_above')
  if (held === null || (placed !== null && now >= placed.until)) return { decision: 'allowed' }
  return { decision: 'hold', until: placed?.until ?? now + holdSeconds, threshold: held }
}

/** The threshold of this measure that an intent is above at `now`; null where it is above none. */
export function thresholdAbove(
  ledger: Database,
  { kind, amount }: MoneyIntent,
  measure: LimitMeasure,
  now: number,
): Money | null {
  const { active } = limitsAt(ledger, now)
  return exceeded(
    active.filter(({ limit }) => limit.kind === 'any' || limit.kind === kind),
    measure,
    amount,
  )
}

/** The lowest threshold of this measure that the amount is above. */
function exceeded(limits: readonly LimitChange[], measure: LimitMeasure, amount: Money): Money | null {
  const values = limits
    .filter(({ limit }) => limit.measure === measure && limit.currency === amount.currency)
    .map(({ limit }) => limit.value ?? Number.POSITIVE_INFINITY)
  const lowest = Math.min(...values)
  return amount.amount > lowest ? money(lowest, amount.currency) : null
}

function sameMoney(a: Money | null, b: Money): boolean {
  return a !== null && a.currency === b.currency && a.amount === b.amount
}

function overCap(limit: Limit, intent: MoneyIntent, evidence: LimitEvidence): LimitRefusal | null {
  if (!isCap(limit.measure) || limit.value === null) return null
  if (limit.currency !== null && limit.currency !== intent.amount.currency) return null
  const mine = limit.currency === null ? 1 : intent.amount.amount
  const window = WINDOWS[limit.measure]
  const since = evidence.now - window
  const scope = { kind: limit.kind, currency: limit.currency, exceptAttempt: intent.attempt }
  const spent = window === 0 ? { amount: 0, count: 0 } : evidence.spending.spentSince(scope, since)
  const used = limit.currency === null ? spent.count : spent.amount
  if (used + mine <= limit.value) return null
  const freesAt =
    mine > limit.value ? null : whenFree(limit.value - mine, used, scope, since, window, evidence)
  const { measure: cap, kind, currency, value } = limit
  return { decision: 'refused', cap, kind, currency, limit: value, used, freesAt }
}

function isCap(measure: LimitMeasure): measure is LimitCap {
  return measure in WINDOWS
}

/** When as much has left the window that what is used is no more than `most`. */
function whenFree(
  most: number,
  used: number,
  scope: SpendingScope,
  since: number,
  window: number,
  { spending }: LimitEvidence,
): number | null {
  let left = used
  for (const { at, amount } of spending.eachSince(scope, since)) {
    left -= scope.currency === null ? 1 : amount
    if (left <= most) return at + window
  }
  return null
}

/** The refusal that lasts longest: with it gone, so are the others. */
function latest(refusals: readonly LimitRefusal[]): LimitRefusal | undefined {
  const end = ({ freesAt }: LimitRefusal) => freesAt ?? Number.POSITIVE_INFINITY
  return refusals.toSorted((a, b) => end(b) - end(a))[0]
}
