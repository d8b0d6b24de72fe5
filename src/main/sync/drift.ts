import { tableName } from '../store/mirror/table.ts'
import type { AccountMirror } from './account-mirror.ts'
import { writeFetched } from './apply.ts'
import { fetchObjects, type ObjectReference } from './fetch-objects.ts'
import { readMark, writeMark } from './mirror-state.ts'

/** Objects looked at in one check: for a small account few enough to stay within what it may read. */
const FEWEST = 33
const MOST = 400
/** Part of a month's allowance that a check of every day may use in one day. */
const SHARE = 1 / 300

/** What will change by itself, so that a lost event would leave it wrong for good. */
interface Unsettled {
  readonly type: string
  /** Rows of the type's table; `@now` is Stripe's time, seconds UTC. */
  readonly where: string
}

/** What stays open much longer than this is left so, as an abandoned payment. */
const OPEN = 'created <= @now AND created > @now - 90 * 86400'

const unsettled: readonly Unsettled[] = [
  { type: 'payout', where: `status IN ('pending', 'in_transit') AND arrival_date <= @now` },
  { type: 'refund', where: `status IN ('pending', 'requires_action') AND created <= @now` },
  {
    type: 'dispute',
    where: `status IN ('needs_response', 'under_review', 'warning_needs_response', 'warning_under_review')
      AND created <= @now`,
  },
  {
    type: 'payment_intent',
    where: `status IN ('requires_capture', 'requires_action', 'requires_confirmation', 'processing') AND ${OPEN}`,
  },
  { type: 'charge', where: `(status = 'pending' OR (status = 'succeeded' AND captured = 0)) AND ${OPEN}` },
  { type: 'setup_intent', where: `status IN ('requires_action', 'processing') AND ${OPEN}` },
  { type: 'checkout.session', where: `status = 'open' AND ${OPEN}` },
  { type: 'invoice', where: `status IN ('draft', 'open') AND ${OPEN}` },
  { type: 'subscription', where: `status NOT IN ('canceled', 'incomplete_expired') AND created <= @now` },
  { type: 'topup', where: `status = 'pending' AND created <= @now` },
  { type: 'account', where: `(current_deadline IS NOT NULL OR status IS NOT NULL) AND created <= @now` },
]

function due(
  mirror: AccountMirror,
  { type, where }: Unsettled,
  now: number,
  most: number,
): readonly ObjectReference[] {
  // Goes round: a check begins after the last object of the one before it.
  const after = readMark(mirror.db, `drift_${type}`) ?? 0
  const select = mirror.db.prepare<
    [Readonly<Record<'now' | 'after' | 'most', number>>],
    { n: number; id: string; created: number }
  >(
    `SELECT n, id, created FROM ${tableName(type)} WHERE deleted = 0 AND (${where}) AND n > @after ORDER BY n LIMIT @most`,
  )
  const rows = select.all({ now, after, most })
  const last = rows.length < most ? null : (rows.at(-1)?.n ?? null)
  writeMark(mirror.db, `drift_${type}`, last)
  return rows.map(({ id, created }) => ({ type, id, since: created }))
}

interface Version {
  readonly block: number
  readonly slot: number
  readonly deleted: number
}

function version(mirror: AccountMirror, { type, id }: ObjectReference): Version | undefined {
  return mirror.db
    .prepare<[string], Version>(`SELECT block, slot, deleted FROM ${tableName(type)} WHERE id = ?`)
    .get(id)
}

/**
 * Reads again what is not final though its time has come: payouts past their arrival, and refunds, disputes, payments,
 * invoices and the like that are still open; as many as `allowance`, the reads of a month, leaves room for, and the rest
 * in the next checks. Returns how many had changed without an event; adds that to the marks.
 */
export async function checkDrift(mirror: AccountMirror, now: number, allowance: number): Promise<number> {
  const room = Math.min(MOST, Math.max(FEWEST, Math.floor(allowance * SHARE)))
  const most = Math.floor(room / unsettled.length)
  const references = unsettled.flatMap((kind) => due(mirror, kind, mirror.api.now(), most))
  const fetched = await fetchObjects(mirror, references)
  try {
    let repaired = 0
    await mirror.commits.run(() => {
      const before = references.map((reference) => version(mirror, reference))
      writeFetched(mirror, fetched)
      repaired = references.filter((reference, index) => {
        const [old, held] = [before[index], version(mirror, reference)]
        return old?.block !== held?.block || old?.slot !== held?.slot || old?.deleted !== held?.deleted
      }).length
      writeMark(mirror.db, 'drift_repaired', (readMark(mirror.db, 'drift_repaired') ?? 0) + repaired)
      writeMark(mirror.db, 'drift_checked', references.length)
      writeMark(mirror.db, 'drift_at', now)
    })
    return repaired
  } finally {
    mirror.order.done(fetched.asked)
  }
}
