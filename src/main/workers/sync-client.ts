import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { syncStatusSchema } from '../../shared/features/sync/contract.ts'
import type { SyncControl } from '../features/context.ts'
import type { SyncNews, SyncRequest, SyncWorkerSettings } from './messages.ts'
import { WorkerClient } from './worker-client.ts'

export interface SyncListener {
  readonly onStatus: (status: SyncStatus) => void
  /** Objects of these types changed in the mirror. */
  readonly onChanged: (types: readonly string[]) => void
  /** A request that nobody waits for failed; such as a store that cannot be opened. */
  readonly onError: (error: unknown) => void
}

export interface SyncClient extends SyncControl {
  /** Begins, goes on with another key, or with null stops. */
  readonly setKey: (key: string | null) => Promise<void>
  readonly setWatched: (watched: boolean) => void
  /** Counts GET requests that others made with this account's key. */
  readonly countReads: (reads: number) => void
  /** Reads until nothing is missing; throws what stands in the way. */
  readonly catchUp: () => Promise<SyncStatus>
  readonly close: () => Promise<void>
}

export interface ReopenableSync extends SyncClient {
  /** Ends the thread and goes on with another, which opens the files anew. */
  readonly reopen: () => Promise<void>
}

function stopped(account: string): SyncStatus {
  return {
    account,
    phase: 'stopped',
    online: false,
    freshness: { asOf: null, complete: false },
    lastAttemptAt: null,
    nextPollAt: null,
    resources: [],
    reads: { last30Days: 0, allowance: 0, forecast30Days: 0 },
    failure: null,
  }
}

/** Main's end of an account's sync thread; `status` is the last one told. */
export function openSync(
  entry: string,
  settings: SyncWorkerSettings,
  listener: SyncListener,
): ReopenableSync {
  let status = stopped(settings.account)
  const keep = (told: SyncStatus): void => {
    status = told
    listener.onStatus(told)
  }
  const start = (): WorkerClient<SyncRequest, SyncNews> =>
    new WorkerClient(entry, settings, (news) => {
      if (news.type === 'status') keep(news.status)
      else listener.onChanged(news.objects)
    })
  let worker = start()
  let key: string | null = null
  let [paused, watched] = [false, true]
  const ask = async (request: SyncRequest): Promise<SyncStatus> => {
    keep(syncStatusSchema.parse(await worker.ask(request)))
    return status
  }
  const tell = (request: SyncRequest): void => {
    ask(request).catch(listener.onError)
  }
  const end = async (): Promise<void> => {
    await worker.ask({ type: 'stop' }).catch(listener.onError)
    await worker.terminate()
  }
  return {
    status: () => status,
    setKey: async (next) => {
      key = next
      await ask({ type: 'key', key })
    },
    pollNow: async () => {
      await ask({ type: 'poll' })
    },
    pause: () => {
      paused = true
      tell({ type: 'pause' })
    },
    resume: () => {
      paused = false
      tell({ type: 'resume' })
    },
    refresh: async (objects) => {
      await ask({ type: 'refresh', objects })
    },
    setWatched: (next) => {
      watched = next
      tell({ type: 'watched', watched })
    },
    countReads: (reads) => tell({ type: 'reads', reads }),
    catchUp: () => ask({ type: 'catchUp' }),
    reopen: async () => {
      await end()
      worker = start()
      if (paused) tell({ type: 'pause' })
      if (!watched) tell({ type: 'watched', watched })
      await ask({ type: 'key', key })
    },
    close: end,
  }
}
