import { CounterfoilError } from '../../shared/errors.ts'
import { integer, type StripeObject } from '../store/mirror/stripe-object.ts'
import { packBlock } from '../store/mirror/blocks.ts'
import { type AccountMirror, putPage } from './account-mirror.ts'
import type { Page } from './api-reader.ts'
import { type Cursor, readCursor, writeCursor } from './mirror-state.ts'
import { removeLostParts, withParts } from './parts.ts'
import { advancePayments } from './payments-frontier.ts'
import type { Resource } from './resources/resource.ts'

/** What a backfill needs to know. */
type ListedResource = Pick<Resource, 'type' | 'path' | 'query' | 'permission' | 'datedList'>

/** The list of events is read like a resource but kept in the archive. */
export const EVENTS: ListedResource = {
  type: 'event',
  path: '/v1/events',
  permission: 'rak_event_read',
}

interface AskedPage {
  readonly page: Page
  /** Its objects and their parts. */
  readonly objects: readonly StripeObject[]
  /** The JSON of each, and all of them compressed. */
  readonly texts: readonly string[]
  readonly data: Buffer
  readonly asked: number
}

/**
 * Reads one resource's whole history, newest first, from wherever it was left. A page and the cursor behind it are one
 * transaction; the next page is asked for while this one is written.
 */
export async function backfill(
  mirror: AccountMirror,
  resource: ListedResource,
  onProgress: (cursor: Cursor, objects: number) => void,
): Promise<void> {
  let cursor = readCursor(mirror.db, resource.type)
  if (cursor.complete) return
  try {
    let coming: Promise<AskedPage> | null = ask(mirror, resource, cursor)
    while (coming !== null) {
      const asked: AskedPage = await coming
      const next = advance(cursor, asked.page)
      coming = next.complete ? null : ask(mirror, resource, next)
      // The request that runs ahead is awaited in the next round; if this commit fails it is of no interest.
      coming?.catch(() => {})
      await keep(mirror, resource, asked, next)
      cursor = next
      onProgress(cursor, asked.page.objects.length)
    }
  } catch (error) {
    const skipped = skip(error, resource, cursor)
    if (skipped === null) throw error
    await mirror.commits.run(() => {
      writeCursor(mirror.db, skipped)
      advancePayments(mirror, resource.type)
    })
    onProgress(skipped, 0)
  }
}

/** What a key may not list, or a server does not have, is left out and said; null for any other failure. */
function skip(error: unknown, resource: ListedResource, cursor: Cursor): Cursor | null {
  if (!(error instanceof CounterfoilError)) return null
  const { code, params } = error.failure
  if (code === 'permission_missing') {
    return { ...cursor, complete: true, denied: String(params['permission'] ?? resource.permission) }
  }
  return code === 'object_not_found' ? { ...cursor, complete: true, unsupported: true } : null
}

async function ask(mirror: AccountMirror, resource: ListedResource, cursor: Cursor): Promise<AskedPage> {
  const asked = mirror.order.ask()
  try {
    const page = await listAfter(mirror, resource, cursor)
    const objects = await withParts(mirror, page.objects)
    const texts = objects.map((object) => JSON.stringify(object))
    return { page, objects, texts, data: packBlock(texts), asked }
  } catch (error) {
    mirror.order.done(asked)
    throw error
  }
}

/** Goes on after the last object; should that be gone, by its time, at which rows already held do no harm. */
async function listAfter(
  mirror: AccountMirror,
  { path, query, datedList }: ListedResource,
  cursor: Cursor,
): Promise<Page> {
  if (cursor.after === null) return mirror.api.list(path, { ...query })
  try {
    return await mirror.api.list(path, { ...query, starting_after: cursor.after })
  } catch (error) {
    const gone = error instanceof CounterfoilError && error.failure.code === 'object_not_found'
    if (!gone || cursor.reached === null) throw error
    return mirror.api.list(
      path,
      datedList === false ? { ...query } : { ...query, 'created[lte]': cursor.reached },
    )
  }
}

function advance(cursor: Cursor, { objects, hasMore }: Page): Cursor {
  const last = objects.at(-1)
  const reached = last === undefined ? cursor.reached : (integer(last, 'created') ?? cursor.reached)
  return {
    ...cursor,
    after: last?.id ?? cursor.after,
    reached,
    done: cursor.done + objects.length,
    complete: !hasMore || last === undefined,
    denied: null,
    unsupported: false,
  }
}

async function keep(
  mirror: AccountMirror,
  resource: Pick<Resource, 'type'>,
  { page, objects, texts, data, asked }: AskedPage,
  next: Cursor,
): Promise<void> {
  // The archive is a file of its own: events land there before the cursor moves past them.
  if (resource.type === EVENTS.type) mirror.archive.append(page.objects.toReversed())
  try {
    await mirror.commits.run(() => {
      if (resource.type !== EVENTS.type) {
        putPage(mirror, { objects, texts, data }, asked)
        removeLostParts(mirror, objects, asked)
      }
      writeCursor(mirror.db, next)
      advancePayments(mirror, resource.type)
    })
  } finally {
    mirror.order.done(asked)
  }
}
