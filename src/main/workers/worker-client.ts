import { Worker } from 'node:worker_threads'
import { CounterfoilError } from '../../shared/errors.ts'
import type { WorkerAnswer } from './messages.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Left to itself a heap that makes much garbage grows far beyond what it holds. The old generation has room for the
 * largest answer that is read.
 */
const LIMITS = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 }

/** Main's end of a worker thread that answers numbered requests. */
export class WorkerClient<Request, Message extends { readonly type: string } = never> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #count = 0
  #ended: CounterfoilError | null = null

  constructor(entry: string, settings: object, onMessage: (message: Message) => void) {
    // Workers get no environment, which may hold a key.
    this.#worker = new Worker(entry, { workerData: settings, env: {}, resourceLimits: LIMITS })
    this.#worker.on('message', (message: Message | WorkerAnswer) => {
      if (isAnswer(message)) this.#settle(message)
      else onMessage(message)
    })
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(undefined))
  }

  get pending(): number {
    return this.#waiting.size
  }

  /** Resolves with the worker's answer, rejects with its failure. */
  ask(request: Request): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    this.#count += 1
    const number = this.#count
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject })
      this.#worker.postMessage({ number, request })
    })
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #settle({ number, value, failure }: WorkerAnswer): void {
    const waiting = this.#waiting.get(number)
    this.#waiting.delete(number)
    if (failure === null) waiting?.resolve(value)
    else waiting?.reject(CounterfoilError.from(failure))
  }

  #end(cause: Error | undefined): void {
    this.#ended ??= new CounterfoilError(
      'internal',
      `The worker ended${cause === undefined ? '' : `: ${cause.message}`}`,
      {
        cause,
      },
    )
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}

function isAnswer(message: { readonly type: string }): message is WorkerAnswer {
  return message.type === 'answer'
}
