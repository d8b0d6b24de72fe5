import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { RunQuery } from '../features/context.ts'
import { isMarkedDamaged } from '../store/mirror/open.ts'
import { openReaderPool } from './reader-pool.ts'
import { openSync, type SyncClient, type SyncListener } from './sync-client.ts'

/** The absolute paths of the files that worker threads start with: built ones in the app, the sources in tests. */
export interface WorkerEntries {
  readonly sync: string
  readonly source: string
  readonly reader: string
}

export interface AccountServicesOptions extends Partial<SyncListener> {
  readonly profile: { readonly id: string }
  /** A connected account, which is read with its platform's key. */
  readonly stripeAccount?: string | null
  /** The account's folder; made where it is missing. */
  readonly folder: string
  readonly key: string | null
  /** A loopback server; null is api.stripe.com. */
  readonly apiBase: string | null
  readonly entries: WorkerEntries
}

export interface AccountServices {
  readonly query: RunQuery
  readonly sync: SyncClient
  /** Where damage in the mirror was marked by another process. */
  readonly mend: () => void
  /** Begins, goes on with another key, or with null stops. */
  readonly setKey: (key: string | null) => void
  readonly close: () => Promise<void>
}

/**
 * The threads of one open account: one that syncs and writes, and readers. Resolves once the databases are open; throws
 * `store_damaged`, `store_newer`, `disk_full` or `disk_read_only`. Without a key everything mirrored can be read. Where
 * any of them meets damage in the mirror, all let go of it and open it anew: the file is set aside and read from Stripe
 * again.
 */
export async function openAccountServices(options: AccountServicesOptions): Promise<AccountServices> {
  const { profile, folder, apiBase, entries, key } = options
  const { stripeAccount = null } = options
  const settings = { account: profile.id, folder, apiBase, stripeAccount, source: entries.source }
  const onError = options.onError ?? (() => {})
  const readers = openReaderPool(entries.reader, settings)
  let mending: Promise<void> | null = null
  let phase: SyncStatus['phase'] | null = null
  const mend = async (): Promise<void> => {
    await readers.release()
    await sync.reopen()
  }
  const mendMarked = (): void => {
    if (mending !== null || !isMarkedDamaged(folder)) return
    mending = mend()
      .catch(onError)
      .finally(() => {
        mending = null
      })
  }
  const mendAfter = (failure: Failure | null): void => {
    if (failure?.code === 'store_damaged') mendMarked()
  }
  const sync = openSync(entries.sync, settings, {
    onStatus: (status) => {
      // The file read until now is done with: another process may have replaced it, or an earlier mirror be carried over.
      if (phase !== status.phase && (phase === 'waiting' || phase === 'rebuilding'))
        readers.release().catch(onError)
      phase = status.phase
      options.onStatus?.(status)
      mendAfter(status.failure)
    },
    onChanged: options.onChanged ?? (() => {}),
    onError,
  })
  try {
    await sync.setKey(key)
  } catch (error) {
    await Promise.all([sync.close(), readers.close()])
    throw error
  }
  return {
    query: async (name, input) => {
      // A reader that opened the file meanwhile would keep the damaged one.
      await mending
      try {
        return await readers.query(name, input)
      } catch (error) {
        if (error instanceof CounterfoilError) mendAfter(error.failure)
        throw error
      }
    },
    sync,
    mend: mendMarked,
    setKey: (next) => {
      sync.setKey(next).catch(onError)
    },
    close: async () => {
      await mending
      await Promise.all([sync.close(), readers.close()])
    },
  }
}
