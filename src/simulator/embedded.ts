import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { startSimulator } from './server.ts'

/** What the thread that starts this one passes as `workerData`. */
const options = z
  .strictObject({
    port: z.int().min(0).default(0),
    seed: z.enum(['empty', 'demo']).default('demo'),
    payments: z.int().positive().optional(),
    now: z.int().positive().optional(),
    stateFile: z.string().optional(),
    liveArrivals: z.boolean().default(true),
  })
  .parse(workerData ?? {})

const port = parentPort
if (!port) throw new Error('embedded.ts runs as a worker thread only')

const { payments, now, ...rest } = options
const simulator = await startSimulator({
  ...rest,
  ...(payments === undefined ? {} : { payments }),
  ...(now === undefined ? {} : { now }),
  stateFile: options.stateFile,
})
port.postMessage({ listening: simulator.url })

const stop = async (): Promise<void> => {
  await simulator.close()
  port.postMessage({ stopped: true })
  port.close()
}

port.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null || !('stop' in message)) return
  void stop()
})
