import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { CounterfoilError } from '../../shared/errors.ts'
import { noteMirrorDamage } from '../store/mirror/open.ts'
import { Reader } from '../store/reader.ts'
import { failureOf } from './failure.ts'
import type { Numbered, QueryRequest, ReaderRequest, WorkerAnswer } from './messages.ts'
import { isQueryName, mirrorQueries } from './queries.ts'

const { folder } = z.looseObject({ folder: z.string() }).parse(workerData)
const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread')

let reader: Reader | null = null

/** Opened at the first question and again after any failure of the file, which may have been replaced. */
function answer({ name, input }: QueryRequest): unknown {
  if (!isQueryName(name)) throw new CounterfoilError('unknown_method', `No query ${name}`)
  const opened = (reader ??= new Reader(folder))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- RunQuery types the input by the query's name
  const query = mirrorQueries[name] as (reader: Reader, input: unknown) => unknown
  // One state of the mirror for the whole question: the writer may replace a block between two statements.
  return opened.mirror.transaction(() => query(opened, input))()
}

function release(): void {
  reader?.close()
  reader = null
}

port.on('message', ({ number, request }: Numbered<ReaderRequest>) => {
  const reply = (message: Omit<WorkerAnswer, 'type' | 'number'>): void =>
    port.postMessage({ type: 'answer', number, ...message })
  if (request === 'release') {
    release()
    reply({ value: null, failure: null })
    return
  }
  try {
    reply({ value: answer(request), failure: null })
  } catch (error) {
    const failure = failureOf(error, folder)
    if (!(error instanceof CounterfoilError) || failure.code === 'store_damaged') release()
    noteMirrorDamage(folder, failure)
    reply({ value: null, failure })
  }
})
