import { integer } from '../store/mirror/stripe-object.ts'
import type { AccountMirror } from './account-mirror.ts'
import { listIfThere } from './api-reader.ts'
import { readMark, writeMark } from './mirror-state.ts'

/**
 * Events were missed, or their archive was lost: everything is read from Stripe again over what is held, and what is no longer listed is asked for
 * by itself (`unlisted.ts`). `at` is this machine's clock, seconds UTC.
 */
export async function restartForGap(mirror: AccountMirror, at: number): Promise<void> {
  const newest = (await listIfThere(mirror, '/v1/events', { limit: 1 }))?.objects[0]
  const created = newest === undefined ? 0 : (integer(newest, 'created') ?? 0)
  await mirror.commits.run(() => {
    mirror.db.prepare('DELETE FROM cursor').run()
    writeMark(mirror.db, 'gap_since', at)
    writeMark(mirror.db, 'baseline', created)
    writeMark(mirror.db, 'tail_event', newest?.id ?? '')
    writeMark(mirror.db, 'tail_created', created)
    writeMark(mirror.db, 'polled_at', mirror.api.now())
    writeMark(mirror.db, 'applied', Math.min(readMark(mirror.db, 'applied') ?? 0, mirror.archive.newest()))
  })
}
