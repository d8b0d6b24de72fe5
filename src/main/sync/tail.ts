import { integer } from '../store/mirror/stripe-object.ts'
import type { AccountMirror } from './account-mirror.ts'
import { listIfThere } from './api-reader.ts'
import { getMeta } from '../store/mirror/open.ts'
import { readMark, writeMark } from './mirror-state.ts'

/** Seconds that the tail looks back, for events that appear late. */
export const OVERLAP = 300

export interface TailResult {
  readonly fresh: number
  /** The newest event known is no longer in the list: what happened in between cannot be told from events. */
  readonly gap: boolean
}

/** Notes where the events stand before anything is read, so that nothing after it is missed. Once per mirror. */
export async function startTail(mirror: AccountMirror): Promise<void> {
  if (readMark(mirror.db, 'baseline') !== null) return
  const applied = mirror.archive.newest()
  const newest = (await listIfThere(mirror, '/v1/events', { limit: 1 }))?.objects[0]
  const created = newest === undefined ? 0 : (integer(newest, 'created') ?? 0)
  await mirror.commits.run(() => {
    writeMark(mirror.db, 'tail_event', newest?.id ?? '')
    writeMark(mirror.db, 'tail_created', created)
    writeMark(mirror.db, 'baseline', created)
    writeMark(mirror.db, 'applied', applied)
    mirror.writer.postponePayments()
  })
}

/**
 * Archives the events that are new. `deep` reads the whole overlap; otherwise a page of known events older than the
 * mark is the end. The mark moves only when all is held, so that an interrupted poll starts over.
 * https://docs.stripe.com/api/events/list
 */
export async function pollEvents(mirror: AccountMirror, deep: boolean): Promise<TailResult> {
  const marked = getMeta(mirror.db, 'tail_event') ?? ''
  const markedAt = readMark(mirror.db, 'tail_created') ?? 0
  const since = Math.max(0, markedAt - OVERLAP)
  let fresh = 0
  let sawMark = marked === ''
  let exhausted = false
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
    const added = mirror.archive.append(page.objects)
    fresh += added
    const last = page.objects.at(-1)
    exhausted = !page.hasMore || last === undefined
    const reachedMark = last !== undefined && (integer(last, 'created') ?? 0) <= markedAt
    if (exhausted || (!deep && added === 0 && reachedMark)) break
    after = last?.id
  }
  const seen = newest
  if (seen !== null && (seen.id !== marked || seen.created !== markedAt)) {
    await mirror.commits.run(() => {
      writeMark(mirror.db, 'tail_event', seen.id)
      writeMark(mirror.db, 'tail_created', Math.max(seen.created, markedAt))
    })
  }
  return { fresh, gap: exhausted && !sawMark }
}
