import { packObjects, type PackedObjects } from '../store/mirror/packed.ts'
import { eventTable } from '../store/archive/events.ts'
import type { ApiReader, Query } from './api-reader.ts'
import { listsEvents, type Page } from './list-page.ts'
import { type PartList, partListsOf, withParts } from './parts.ts'
import { tableOf } from './resources/all.ts'

/** A page of a list with the parts of its objects, ready to be written. */
export interface PackedPage extends PackedObjects {
  readonly hasMore: boolean
  /** Characters of JSON. */
  readonly size: number
  /** How many objects the list itself gave. */
  readonly listed: number
  readonly partLists: readonly PartList[]
  readonly last: Page['last']
}

/** Characters of JSON after which no further page is read at once, so that few large ones fit into memory. */
const LARGEST_RUN = 16_000_000

/** Reads up to `most` pages of a list from where `query` says; at least one, and fewer where the list ends or they are large. */
export type ReadPages = (path: string, query: Query, most: number) => Promise<readonly PackedPage[]>

/** Throws what `list` throws; after the first page it gives what it has instead, and whoever goes on meets the error. */
export async function readPages(
  api: Pick<ApiReader, 'list'>,
  path: string,
  query: Query,
  most: number,
): Promise<readonly PackedPage[]> {
  const pages = [await readPage(api, path, query)]
  while (pages.length < most && pages.reduce((sum, { size }) => sum + size, 0) < LARGEST_RUN) {
    const before = pages.at(-1)
    if (before === undefined || !before.hasMore || before.last === null) break
    const next = await readPage(api, path, { ...query, starting_after: before.last.id }).catch(() => null)
    if (next === null) break
    pages.push(next)
  }
  return pages
}

async function readPage(api: Pick<ApiReader, 'list'>, path: string, query: Query): Promise<PackedPage> {
  const { objects, hasMore, last } = await api.list(path, query)
  const whole = await withParts({ api }, objects)
  const texts = whole.map((object) => JSON.stringify(object))
  return {
    // Whatever the list of events holds is one, also where it has another name for it.
    ...packObjects(whole, listsEvents(path) ? () => eventTable : tableOf, texts),
    hasMore,
    size: texts.reduce((sum, { length }) => sum + length, 0),
    listed: objects.length,
    partLists: partListsOf(whole),
    last,
  }
}
