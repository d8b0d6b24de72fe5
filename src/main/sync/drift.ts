import { tableName } from '../store/mirror/table.ts'
import type { AccountMirror } from './account-mirror.ts'
import { writeFetched } from './apply.ts'
import { fetchObjects, type ObjectReference } from './fetch-objects.ts'
import { readMark, writeMark } from './mirror-state.ts'

/** Objects of one kind looked at in one check; the rest have their turn in the next ones. */
const AT_ONCE = 100

/** What will change by itself, so that a lost event would leave it wrong for good. */
interface Unsettled {
  readonly type: string
  /** Rows of the type's table; `?` is Stripe's time now, seconds UTC. */
  readonly where: string
}

const unsettled: readonly Unsettled[] = [
  { type: 'payout', where: `status IN ('pending', 'in_transit') AND arrival_date <= ?` },
  { type: 'refund', where: `status IN ('pending', 'requires_action') AND created <= ?` },
  {
    type: 'dispute',
    where: `status IN ('needs_response', 'under_review', 'warning_needs_response', 'warning_under_review')
      AND created <= ?`,
  },
  { type: 'account', where: `(current_deadline IS NOT NULL OR status IS NOT NULL) AND created <= ?` },
]

function due(mirror: AccountMirror, { type, where }: Unsettled, now: number): readonly ObjectReference[] {
  // Goes round: a check begins after the last object of the one before it.
  const after = readMark(mirror.db, `drift_${type}`) ?? 0
  const select = mirror.db.prepare<[number, number, number], { n: number; id: string; created: number }>(
    `SELECT n, id, created FROM ${tableName(type)} WHERE deleted = 0 AND ${where} AND n > ? ORDER BY n LIMIT ?`,
  )
  const rows = select.all(now, after, AT_ONCE)
  const last = rows.length < AT_ONCE ? null : (rows.at(-1)?.n ?? null)
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
 * Reads again what is not final though its time has come: payouts past their arrival, refunds and disputes still open,
 * accounts with something required of them. Returns how many had changed without an event; adds that to the marks.
 */
export async function checkDrift(mirror: AccountMirror, now: number): Promise<number> {
  const references = unsettled.flatMap((kind) => due(mirror, kind, mirror.api.now()))
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
