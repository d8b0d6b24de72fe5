import { packObjects, type PackedObjects } from '../store/mirror/packed.ts'
import { integer } from '../store/mirror/stripe-object.ts'
import type { ApiReader, Query } from './api-reader.ts'
import { type PartList, partListsOf, withParts } from './parts.ts'
import { tableOf } from './resources/all.ts'

/** A page of a list with the parts of its objects, ready to be written. */
export interface PackedPage extends PackedObjects {
  readonly hasMore: boolean
  /** How many objects the list itself gave. */
  readonly listed: number
  readonly partLists: readonly PartList[]
  /** The oldest of them, where the next page goes on; null of an empty page. */
  readonly last: { readonly id: string; readonly created: number | null } | null
}

/** Reads up to `most` pages of a list from where `query` says; at least one, and fewer where the list ends. */
export type ReadPages = (path: string, query: Query, most: number) => Promise<readonly PackedPage[]>

/** Throws what `list` throws; after the first page it gives what it has instead, and whoever goes on meets the error. */
export async function readPages(
  api: Pick<ApiReader, 'list'>,
  path: string,
  query: Query,
  most: number,
): Promise<readonly PackedPage[]> {
  const pages = [await readPage(api, path, query)]
  while (pages.length < most) {
    const before = pages.at(-1)
    if (before === undefined || !before.hasMore || before.last === null) break
    const next = await readPage(api, path, { ...query, starting_after: before.last.id }).catch(() => null)
    if (next === null) break
    pages.push(next)
  }
  return pages
}

async function readPage(api: Pick<ApiReader, 'list'>, path: string, query: Query): Promise<PackedPage> {
  const { objects, hasMore } = await api.list(path, query)
  const last = objects.at(-1)
  return {
    ...packObjects(await withParts({ api }, objects), tableOf),
    hasMore,
    listed: objects.length,
    partLists: partListsOf(objects),
    last: last === undefined ? null : { id: last.id, created: integer(last, 'created') },
  }
}
