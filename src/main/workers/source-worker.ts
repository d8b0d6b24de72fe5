import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { CounterfoilError } from '../../shared/errors.ts'
import { pause } from '../sync/pause.ts'
import { openSource, type Source } from '../sync/source.ts'
import { mapStripeError } from '../stripe/errors.ts'
import type { Numbered, SourceMessage, SourceRequest } from './messages.ts'
import { giveWay } from './thread-priority.ts'

const { apiBase, stripeAccount } = z
  .looseObject({ apiBase: z.string().nullable(), stripeAccount: z.string().nullable() })
  .parse(workerData)
const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread')
giveWay('source')

const tell = (message: SourceMessage): void => port.postMessage(message)

let source: Source | null = null

async function answer(request: SourceRequest): Promise<unknown> {
  if (request.type === 'open') {
    source = openSource({
      key: request.key,
      apiBase,
      stripeAccount,
      // The thread ends with its session.
      signal: new AbortController().signal,
      onRead: (serverTime) => tell({ type: 'read', serverTime }),
      sleep: pause,
    })
    return null
  }
  if (source === null) throw new CounterfoilError('key_missing', 'There is no key to read with')
  const { path, query } = request
  switch (request.type) {
    case 'get':
      return source.api.get(path, query)
    case 'list':
      return source.api.list(path, query)
    case 'pages':
      return source.readPages(path, query, request.most)
  }
}

port.on('message', ({ number, request }: Numbered<SourceRequest>) => {
  answer(request).then(
    (value) => tell({ type: 'answer', number, value, failure: null }),
    (error: unknown) => tell({ type: 'answer', number, value: null, failure: mapStripeError(error).failure }),
  )
})
