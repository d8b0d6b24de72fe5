import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { CounterfoilError } from '../../shared/errors.ts'

/** The simulator takes any test key for its own account. */
export const DEMO_KEY = 'sk_test_counterfoilDemoShop'
export const DEMO_ACCOUNT = 'demo'

const listeningSchema = z.object({ listening: z.url() })

interface DemoOptions {
  /** The built simulator. */
  readonly entry: string | URL
  /** Keeps what was done in the demo from one run to the next. */
  readonly stateFile: string
  readonly onStopped: (reason: unknown) => void
}

/** The demo shop: Stripe's simulator on a thread of its own, reached over loopback HTTP like Stripe. */
export class DemoSimulator {
  readonly #options: DemoOptions
  #worker: Worker | null = null
  #starting: Promise<string> | null = null

  constructor(options: DemoOptions) {
    this.#options = options
  }

  /** Starts it where it is not running and returns its URL; prefers `port` so that a bookmarked address stays true. */
  start(port: number | null): Promise<string> {
    this.#starting ??= this.#start(port ?? 0).catch((error: unknown) => {
      this.#starting = null
      throw new CounterfoilError('simulator_unavailable', 'The demo shop could not be started', {
        cause: error,
      })
    })
    return this.#starting
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    this.#starting = null
    if (worker === null) return
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ stop: true })
    const patience = setTimeout(() => void worker.terminate(), 3000)
    await ended
    clearTimeout(patience)
  }

  async #start(port: number): Promise<string> {
    mkdirSync(dirname(this.#options.stateFile), { recursive: true, mode: 0o700 })
    try {
      return await this.#spawn(port)
    } catch (error) {
      if (port === 0) throw error
      return await this.#spawn(0)
    }
  }

  #spawn(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const { entry, stateFile } = this.#options
      const worker = new Worker(entry, {
        workerData: { port, seed: 'demo', stateFile, liveArrivals: true },
        env: {},
      })
      worker.once('error', reject)
      worker.once('exit', (code) => {
        reject(new Error(`The simulator ended with ${code}`))
        if (this.#worker !== worker) return
        this.#worker = null
        this.#starting = null
        this.#options.onStopped(code)
      })
      worker.once('message', (message: unknown) => {
        const { data } = listeningSchema.safeParse(message)
        if (data === undefined) {
          reject(new Error('The simulator did not say where it listens'))
          return
        }
        this.#worker = worker
        resolve(data.listening)
      })
    })
  }
}
