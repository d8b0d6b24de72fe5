import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { MIRROR_FILE } from '../store/mirror/open.ts'
import { failureOf } from './failure.ts'
import type { Numbered, SyncMessage, SyncRequest } from './messages.ts'
import { sourceOnThread } from './source-client.ts'
import { SyncThread } from './sync-thread.ts'
import { giveWay } from './thread-priority.ts'
import { WaitingSync } from './waiting-sync.ts'

const settings = z
  .object({
    account: z.string(),
    folder: z.string(),
    apiBase: z.string().nullable(),
    stripeAccount: z.string().nullish(),
    source: z.string(),
  })
  .parse(workerData)
const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread')
giveWay('writer')

const tell = (message: SyncMessage): void => port.postMessage(message)

/** Opened at the first request, whose answer then tells what stands in the way. */
const sync = new WaitingSync({
  account: settings.account,
  folder: settings.folder,
  open: () => SyncThread.open(settings, sourceOnThread(settings.source), tell),
  tell,
})

port.on('message', ({ number, request }: Numbered<SyncRequest>) => {
  sync
    .answer(request)
    .then(
      (value) => tell({ type: 'answer', number, value, failure: null }),
      (error: unknown) =>
        tell({
          type: 'answer',
          number,
          value: null,
          failure: failureOf(error, join(settings.folder, MIRROR_FILE)),
        }),
    )
    .finally(() => {
      if (request.type === 'stop') port.close()
    })
})
