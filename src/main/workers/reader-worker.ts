import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { CounterfoilError } from '../../shared/errors.ts'
import { noteMirrorDamage } from '../store/mirror/open.ts'
import { Answering } from './answering.ts'
import { failureOf } from './failure.ts'
import type { Numbered, ReaderRequest, WorkerAnswer } from './messages.ts'

const { folder } = z.looseObject({ folder: z.string() }).parse(workerData)
const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread')

const answering = new Answering(folder)

port.on('message', ({ number, request }: Numbered<ReaderRequest>) => {
  const reply = (message: Omit<WorkerAnswer, 'type' | 'number'>): void =>
    port.postMessage({ type: 'answer', number, ...message })
  if (request === 'release') {
    answering.release()
    reply({ value: null, failure: null })
    return
  }
  try {
    reply({ value: answering.answer(request), failure: null })
  } catch (error) {
    const failure = failureOf(error, folder)
    // After any failure of the file, which may have been replaced, it is opened again.
    if (!(error instanceof CounterfoilError) || failure.code === 'store_damaged') answering.release()
    noteMirrorDamage(folder, failure)
    reply({ value: null, failure })
  }
})
