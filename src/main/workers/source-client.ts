import type { Json } from '../store/mirror/stripe-object.ts'
import type { Page } from '../sync/api-reader.ts'
import type { PackedPage } from '../sync/read-pages.ts'
import type { OpenSource } from '../sync/source.ts'
import type { SourceNews, SourceRequest } from './messages.ts'
import { WorkerClient } from './worker-client.ts'

/** Reads on a thread of its own, which ends with the session: the thread that writes only writes. */
export function sourceOnThread(entry: string): OpenSource {
  return ({ key, apiBase, stripeAccount = null, signal, onRead }) => {
    let offset = 0
    const worker = new WorkerClient<SourceRequest, SourceNews>(
      entry,
      { apiBase, stripeAccount },
      ({ serverTime }) => {
        if (serverTime !== null) offset = serverTime - Math.floor(Date.now() / 1000)
        onRead(serverTime)
      },
    )
    signal.addEventListener('abort', () => void worker.terminate(), { once: true })
    // Answered before anything asked later.
    worker.ask({ type: 'open', key }).catch(() => {})
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker runs this same code
    const ask = async <T>(request: SourceRequest): Promise<T> => (await worker.ask(request)) as T
    return {
      api: {
        get: (path, query = {}) => ask<Json>({ type: 'get', path, query }),
        list: (path, query) => ask<Page>({ type: 'list', path, query }),
        now: () => Math.floor(Date.now() / 1000) + offset,
      },
      readPages: (path, query, most) => ask<readonly PackedPage[]>({ type: 'pages', path, query, most }),
    }
  }
}
