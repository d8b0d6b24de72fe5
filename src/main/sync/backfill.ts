import { CounterfoilError } from '../../shared/errors.ts'
import { type AccountMirror, putPage } from './account-mirror.ts'
import { type Cursor, readCursor, writeCursor } from './mirror-state.ts'
import { removeLostParts } from './parts.ts'
import { advancePayments } from './payments-frontier.ts'
import type { PackedPage } from './read-pages.ts'
import type { ListedResource } from './resources/resource.ts'
import { fetchUnlisted } from './unlisted.ts'
import { writeFetched } from './apply.ts'

/** The list of events is read like a resource but kept in the archive. */
export const EVENTS: ListedResource = {
  type: 'event',
  path: '/v1/events',
  permission: 'rak_event_read',
}

/** Pages that follow one another. */
interface Run {
  readonly pages: readonly PackedPage[]
  readonly asked: number
  /** How far all is read once these are written. */
  readonly next: Cursor
}

/** Pages read and written at a time; the first one alone, so that today is seen at once. */
const RUN = 10

/**
 * Reads one resource's whole history, newest first, from wherever it was left. Pages and the cursor behind them are one
 * transaction; the next ones are asked for while these are written.
 */
export async function backfill(
  mirror: AccountMirror,
  resource: ListedResource,
  onProgress: (cursor: Cursor, objects: number) => void,
): Promise<void> {
  let cursor = readCursor(mirror.db, resource.type)
  if (cursor.complete) return
  let coming: Promise<Run> | null = ask(mirror, resource, cursor)
  try {
    while (coming !== null) {
      const run: Run = await coming
      coming = run.next.complete ? null : ask(mirror, resource, run.next)
      // It is awaited in the next round; if this commit fails it is of no interest.
      coming?.catch(() => {})
      await keep(mirror, resource, cursor, run)
      const listed = run.next.done - cursor.done
      cursor = run.next
      onProgress(cursor, listed)
    }
  } catch (error) {
    coming?.then(({ asked }) => mirror.order.done(asked)).catch(() => {})
    const skipped = leftOut(error, resource, cursor)
    if (skipped === null) throw error
    await mirror.commits.run(() => {
      writeCursor(mirror.db, skipped)
      advancePayments(mirror, resource.type)
    })
    onProgress(skipped, 0)
  }
}

/** What a key may not list, or a server does not have, is left out and said; null for any other failure. */
export function leftOut(
  error: unknown,
  resource: Pick<ListedResource, 'permission'>,
  cursor: Cursor,
): Cursor | null {
  if (!(error instanceof CounterfoilError)) return null
  const { code, params } = error.failure
  if (code === 'permission_missing') {
    return { ...cursor, complete: true, denied: String(params['permission'] ?? resource.permission) }
  }
  // Not where some of it was read: then it is something in it that was not found.
  const isMissing = code === 'object_not_found' && cursor.after === null
  return isMissing ? { ...cursor, complete: true, unsupported: true } : null
}

async function ask(mirror: AccountMirror, resource: ListedResource, cursor: Cursor): Promise<Run> {
  const asked = mirror.order.ask()
  try {
    const pages = await listAfter(mirror, resource, cursor)
    return { pages, asked, next: pages.reduce(advance, cursor) }
  } catch (error) {
    mirror.order.done(asked)
    throw error
  }
}

/** Goes on after the last object; should that be gone, by its time or from the first: rows already held do no harm. */
async function listAfter(
  mirror: AccountMirror,
  { path, query, datedList }: ListedResource,
  cursor: Cursor,
): Promise<readonly PackedPage[]> {
  if (cursor.after === null) return mirror.readPages(path, { ...query }, 1)
  try {
    return await mirror.readPages(path, { ...query, starting_after: cursor.after }, RUN)
  } catch (error) {
    const gone = error instanceof CounterfoilError && error.failure.code === 'object_not_found'
    if (!gone) throw error
    const from = datedList === false || cursor.reached === null ? {} : { 'created[lte]': cursor.reached }
    return mirror.readPages(path, { ...query, ...from }, RUN)
  }
}

function advance(cursor: Cursor, { listed, last, hasMore }: PackedPage): Cursor {
  return {
    ...cursor,
    after: last?.id ?? cursor.after,
    reached: last?.created ?? cursor.reached,
    done: cursor.done + listed,
    complete: !hasMore || last === null,
    denied: null,
    unsupported: false,
  }
}

async function keep(
  mirror: AccountMirror,
  resource: ListedResource,
  from: Cursor,
  { pages, asked, next }: Run,
): Promise<void> {
  // The archive is a file of its own: events land there before the cursor moves past them.
  if (resource.type === EVENTS.type) for (const page of pages) mirror.archive.appendPacked(page)
  const unlisted = await fetchUnlisted(mirror, resource, { pages, from, to: next }).catch(
    (error: unknown) => {
      mirror.order.done(asked)
      throw error
    },
  )
  try {
    await mirror.commits.run(() => {
      if (resource.type !== EVENTS.type) {
        for (const page of pages) {
          putPage(mirror, page, asked)
          removeLostParts(mirror, page.partLists, new Set(page.rows.map(({ id }) => id)), asked)
        }
      }
      if (unlisted !== null) writeFetched(mirror, unlisted)
      writeCursor(mirror.db, next)
      advancePayments(mirror, resource.type)
    })
  } finally {
    mirror.order.done(asked)
    if (unlisted !== null) mirror.order.done(unlisted.asked)
  }
}
