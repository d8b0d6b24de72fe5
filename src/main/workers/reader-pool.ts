import type { RunQuery } from '../features/context.ts'
import type { QueryRequest, WorkerSettings } from './messages.ts'
import { WorkerClient } from './worker-client.ts'

/** So that a slow search does not hold up a list. */
const READERS = 2

export interface ReaderPool {
  readonly query: RunQuery
  readonly close: () => Promise<void>
}

/** Reader threads of one account; a question goes to the one with least to do. */
export function openReaderPool(entry: string, settings: WorkerSettings): ReaderPool {
  const readers = Array.from(
    { length: READERS },
    () => new WorkerClient<QueryRequest>(entry, settings, () => {}),
  )
  const ask = async (request: QueryRequest): Promise<unknown> => {
    const [idlest] = readers.toSorted((a, b) => a.pending - b.pending)
    if (idlest === undefined) throw new Error('There are no readers')
    return idlest.ask(request)
  }
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reader runs the query of that very name
    query: (async (name, input) => ask({ name, input })) as RunQuery,
    close: async () => {
      await Promise.all(readers.map((reader) => reader.terminate()))
    },
  }
}
