import type { RunQuery } from '../features/context.ts'
import type { QueryRequest, ReaderRequest, WorkerSettings } from './messages.ts'
import { WorkerClient } from './worker-client.ts'

/** So that a slow search does not hold up a list. */
const READERS = 2

export interface ReaderPool {
  readonly query: RunQuery
  /** Lets go of the files, which the next question opens again. */
  readonly release: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Reader threads of one account; a question goes to the one with least to do. */
export function openReaderPool(entry: string, settings: WorkerSettings): ReaderPool {
  const readers = Array.from(
    { length: READERS },
    () => new WorkerClient<ReaderRequest>(entry, settings, () => {}),
  )
  const ask = async (request: QueryRequest): Promise<unknown> => {
    const [idlest] = readers.toSorted((a, b) => a.pending - b.pending)
    if (idlest === undefined) throw new Error('There are no readers')
    return idlest.ask(request)
  }
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reader runs the query of that very name
    query: (async (name, input) => ask({ name, input })) as RunQuery,
    release: async () => {
      await Promise.all(readers.map((reader) => reader.ask('release')))
    },
    close: async () => {
      await Promise.all(readers.map((reader) => reader.terminate()))
    },
  }
}
