import reader from './reader-worker.ts?modulePath'
import source from './source-worker.ts?modulePath'
import sync from './sync-worker.ts?modulePath'
import type { WorkerEntries } from './account-services.ts'

/** Where the build put the worker threads' files. */
export const builtEntries: WorkerEntries = { sync, source, reader }
