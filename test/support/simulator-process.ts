import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Stripe } from 'stripe'
import { z } from 'zod'

const cli = fileURLToPath(new URL('../../src/simulator/cli.ts', import.meta.url))

export interface SimulatorSwitches {
  readonly seed: 'empty' | 'demo'
  readonly payments?: number
  /** Keeps what happened, so that the simulator can be stopped and started again. */
  readonly stateFile?: string
}

const requestSchema = z.object({
  method: z.string(),
  path: z.string(),
  idempotency_key: z.string().nullable(),
  status: z.number().nullable(),
  fault: z.string().nullable(),
})
export type SeenRequest = z.infer<typeof requestSchema>

/** The simulator alone, as `npm run simulator` starts it. */
export class SimulatorProcess {
  readonly url: string
  readonly port: number
  readonly #switches: SimulatorSwitches
  #child: ChildProcess

  private constructor(url: string, switches: SimulatorSwitches, child: ChildProcess) {
    this.url = url
    this.port = Number(new URL(url).port)
    this.#switches = switches
    this.#child = child
  }

  static async start(switches: SimulatorSwitches): Promise<SimulatorProcess> {
    const { url, child } = await spawnSimulator(switches, 0)
    return new SimulatorProcess(url, switches, child)
  }

  /** Ends it as if the line were cut: every connection breaks. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }

  /** Goes on where it was stopped, on the same port. */
  async startAgain(): Promise<void> {
    const { child } = await spawnSimulator(this.#switches, this.port)
    this.#child = child
  }

  /** Another client of the same account. */
  stripe(key: string): Stripe {
    return new Stripe(key, { host: '127.0.0.1', port: this.port, protocol: 'http', telemetry: false })
  }

  /** Calls one of the control endpoints of docs/simulator.md and returns its answer. */
  async control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    return await control(this.url, method, path, body)
  }

  /** The requests it saw, oldest first. */
  async requests(method: string, path: string): Promise<readonly SeenRequest[]> {
    const answer = z.object({ requests: z.array(requestSchema) }).parse(await this.control('GET', 'requests'))
    return answer.requests.filter((request) => request.method === method && request.path === path)
  }
}

/** Calls a control endpoint of the simulator at `url`. @throws when it refuses */
export async function control(
  url: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${url}/_simulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer
}

async function spawnSimulator({ seed, payments, stateFile }: SimulatorSwitches, port: number) {
  const child = spawn(
    process.execPath,
    [
      cli,
      `--port=${port}`,
      `--seed=${seed}`,
      ...(payments === undefined ? [] : [`--payments=${payments}`]),
      ...(stateFile === undefined ? [] : [`--state=${stateFile}`]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulator ended (${String(code)}) before it listened`)
  })
  const listening = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const url = /^listening on (\S+)$/.exec(line)?.[1]
      if (url !== undefined) return url
    }
    return await failed
  })()
  failed.catch(() => undefined) // it ends one day; only before it listens is that an error
  return { url: await Promise.race([listening, failed]), child }
}
