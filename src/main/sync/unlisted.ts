import { tableName } from '../store/mirror/table.ts'
import { keyAt } from '../store/mirror/time-key.ts'
import type { AccountMirror } from './account-mirror.ts'
import { type FetchedObjects, fetchObjects, type ObjectReference } from './fetch-objects.ts'
import { type Cursor, readMark } from './mirror-state.ts'
import type { PackedPage } from './read-pages.ts'
import type { ListedResource } from './resources/resource.ts'

/** A part of a list, newest first, and how far it was read before and after. */
interface Part {
  readonly pages: readonly PackedPage[]
  readonly from: Cursor
  readonly to: Cursor
}

/**
 * Where everything is read anew because events were missed: what is held from the time that this part of the list
 * covers but was not in it, asked for one by one, since it may have been deleted or changed without a word. Null where
 * there is nothing to ask.
 */
export async function fetchUnlisted(
  mirror: AccountMirror,
  { type, listedWhile }: ListedResource,
  part: Part,
): Promise<FetchedObjects | null> {
  const since = readMark(mirror.db, 'gap_since')
  if (since === null || listedWhile === undefined) return null
  const unlisted = heldUnlisted(mirror, { type, listedWhile }, part)
  return unlisted.length === 0 ? null : await fetchObjects(mirror, unlisted)
}

function heldUnlisted(
  mirror: AccountMirror,
  { type, listedWhile }: { readonly type: string; readonly listedWhile: string },
  { pages, from, to }: Part,
): readonly ObjectReference[] {
  const listed = new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id)))
  // Objects of the oldest second may go on in the next part of the list.
  const oldest = to.complete ? 0 : keyAt((to.reached ?? 0) + 1)
  const newest = from.reached === null ? Number.MAX_SAFE_INTEGER : keyAt(from.reached + 1)
  return mirror.db
    .prepare<[number, number], { id: string; created: number }>(
      `SELECT id, created FROM ${tableName(type)} WHERE n >= ? AND n < ? AND deleted = 0 AND ${listedWhile}`,
    )
    .all(oldest, newest)
    .filter(({ id }) => !listed.has(id))
    .map(({ id, created }) => ({ type, id, since: created }))
}
