import { globSync } from 'node:fs'
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

const built = (name: string): string => {
  const [file, ...more] = globSync(
    fileURLToPath(new URL(`../../out/main/chunks/${name}-*.js`, import.meta.url)),
  )
  if (file === undefined) throw new Error(`There is no built ${name}: run the build first`)
  if (more.length > 0) throw new Error(`More than one ${name} was built: empty the folder out first`)
  return file
}

/** The worker threads as they were built, without what reading TypeScript costs. */
export function builtWorkerEntries(): WorkerEntries {
  return { sync: built('sync-worker'), source: built('source-worker'), reader: built('reader-worker') }
}
