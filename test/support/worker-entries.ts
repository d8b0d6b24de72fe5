import { fileURLToPath } from 'node:url'
import type { WorkerEntries } from '../../src/main/workers/account-services.ts'

const source = (name: string): string =>
  fileURLToPath(new URL(`../../src/main/workers/${name}.ts`, import.meta.url))

/** The worker threads as they lie in the sources. */
export const workerEntries: WorkerEntries = {
  sync: source('sync-worker'),
  source: source('source-worker'),
  reader: source('reader-worker'),
}
