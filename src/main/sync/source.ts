import { type ApiReader, type ApiReaderOptions, createApiReader } from './api-reader.ts'
import { type ReadPages, readPages } from './read-pages.ts'

/** All that a mirror is read from. */
export interface Source {
  readonly api: ApiReader
  readonly readPages: ReadPages
}

export type OpenSource = (options: ApiReaderOptions) => Source

/** Reads and takes apart on this thread; see `workers/source-client.ts` for one of its own. */
export const openSource: OpenSource = (options) => sourceOf(createApiReader(options))

export function sourceOf(api: ApiReader): Source {
  return { api, readPages: (path, query, most) => readPages(api, path, query, most) }
}
