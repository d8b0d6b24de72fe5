import type { Database } from 'better-sqlite3'
import type { Freshness } from '../../../shared/freshness.ts'
import { getMeta } from './open.ts'

/** How old and how whole what a mirror holds is. */
export function freshnessOf(mirror: Database): Freshness {
  const asOf = getMeta(mirror, 'as_of')
  const state = mirror
    .prepare<[], { missing: number; started: number }>(
      'SELECT coalesce(sum(complete = 0), 0) AS missing, count(*) AS started FROM cursor',
    )
    .get()
  const whole = state !== undefined && state.started > 0 && state.missing === 0
  return {
    asOf: asOf === null ? null : Number(asOf),
    complete: whole && getMeta(mirror, 'gap_since') === null,
  }
}
