import type { Database } from 'better-sqlite3'
import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { readMark } from './mirror-state.ts'
import { readAllowance } from './pace.ts'

const MONTH = 30 * 86_400

/** How many reads Stripe allows in 30 days, by the payments of the last 30. */
export function readAllowanceOf(mirror: Database): number {
  const month = mirror
    .prepare<[number], { count: number }>(
      `SELECT coalesce(sum(count), 0) AS count FROM rollup
       WHERE family = 'payment' AND size = 86400 AND currency IN (SELECT currency FROM rollup
         WHERE family = 'payment' AND size = 0) AND bucket >= ?`,
    )
    .get(Math.floor(Date.now() / 1000) - MONTH)
  return readAllowance(month?.count ?? 0)
}

/** The last look at what events may have failed to tell of. */
export function driftStatus(db: Database): SyncStatus['drift'] {
  const checkedAt = readMark(db, 'drift_at')
  if (checkedAt === null) return null
  const [checked, repaired] = [readMark(db, 'drift_checked') ?? 0, readMark(db, 'drift_repaired') ?? 0]
  return { checkedAt, checked, repaired }
}

/** What is said while a list may not be read. */
export function permissionMissing(permission: string): Failure {
  return new CounterfoilError('permission_missing', `The key lacks ${permission}`, { params: { permission } })
    .failure
}
