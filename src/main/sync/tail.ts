import { integer } from '../store/mirror/stripe-object.ts'
import type { AccountMirror } from './account-mirror.ts'
import { listIfThere } from './api-reader.ts'
import { getMeta } from '../store/mirror/open.ts'
import { readMark, writeMark } from './mirror-state.ts'

/** Seconds that a look goes back behind the newest event known, for events that appear late: each, some, one a day. */
export const BRIEF_OVERLAP = 90
export const OVERLAP = 900
export const LONG_OVERLAP = 86_400
/** Stripe lists events of 30 days; what is nearly as old may be gone while it is asked for. */
const LISTED = 29 * 86_400

export interface TailResult {
  readonly fresh: number
  /** Events were missed, or the archive of them was lost: what happened cannot be told from events. */
  readonly gap: boolean
}

/** Notes where the events stand before anything is read, so that nothing after it is missed. Once per mirror. */
export async function startTail(mirror: AccountMirror): Promise<void> {
  if (readMark(mirror.db, 'baseline') !== null) return
  const newest = (await listIfThere(mirror, '/v1/events', { limit: 1 }))?.objects[0]
  const created = newest === undefined ? 0 : (integer(newest, 'created') ?? 0)
  await mirror.commits.run(() => {
    writeMark(mirror.db, 'tail_event', newest?.id ?? '')
    writeMark(mirror.db, 'tail_created', created)
    writeMark(mirror.db, 'baseline', created)
    // From the first of the archive: of what only events show there is nothing else.
    writeMark(mirror.db, 'applied', 0)
    mirror.writer.postponePayments()
  })
}

/**
 * Archives the events that are new, and those of the last `overlap` seconds before them that were not known yet. The
 * mark moves only when all is held, so that an interrupted poll starts over; where there is a gap, `restartForGap` moves
 * it. https://docs.stripe.com/api/events/list
 */
export async function pollEvents(mirror: AccountMirror, overlap: number): Promise<TailResult> {
  const marked = getMeta(mirror.db, 'tail_event') ?? ''
  const markedAt = readMark(mirror.db, 'tail_created') ?? 0
  const archiveLost = (readMark(mirror.db, 'applied') ?? 0) > mirror.archive.newest()
  const since = Math.max(0, markedAt - overlap)
  let fresh = 0
  let sawMark = false
  let newest: { readonly id: string; readonly created: number } | null = null
  let after: string | undefined
  while (true) {
    const page = await listIfThere(mirror, '/v1/events', { 'created[gte]': since, starting_after: after })
    if (page === null) return { fresh: 0, gap: false }
    const first = page.objects[0]
    if (newest === null && first !== undefined) {
      newest = { id: first.id, created: integer(first, 'created') ?? markedAt }
    }
    sawMark ||= page.objects.some(({ id }) => id === marked)
    fresh += mirror.archive.append(page.objects)
    if (!page.hasMore || page.last === null) break
    after = page.last.id
  }
  if (archiveLost || (!sawMark && isGap(mirror, marked, markedAt))) return { fresh, gap: true }
  const seen = newest ?? { id: marked, created: markedAt }
  await mirror.commits.run(() => {
    writeMark(mirror.db, 'tail_event', seen.id)
    // An event of the future would hide all that come before it.
    writeMark(mirror.db, 'tail_created', Math.max(Math.min(seen.created, mirror.api.now()), markedAt))
    writeMark(mirror.db, 'polled_at', mirror.api.now())
  })
  return { fresh, gap: false }
}

/** Whether events may have come and gone unseen, where the newest one known is not listed: it may just have expired. */
function isGap(mirror: AccountMirror, marked: string, markedAt: number): boolean {
  const oldest = mirror.api.now() - LISTED
  const polledAt = readMark(mirror.db, 'polled_at')
  if (polledAt === null) return marked !== ''
  return polledAt < oldest || (marked !== '' && markedAt > oldest)
}
