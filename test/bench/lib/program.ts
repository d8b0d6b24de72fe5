import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface RunningSimulator {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** The simulator in a process of its own, as whoever measures would start it. */
export async function startSimulatorProcess(payments: number): Promise<RunningSimulator> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['src/simulator/cli.ts', '--port', '0', '--seed', 'demo', '--payments', String(payments)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (child.stdout === null) throw new Error('The simulator has no output')
  for await (const line of createInterface(child.stdout)) {
    const url = /^listening on (\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    return {
      url,
      stop: async () => {
        child.kill()
        await once(child, 'exit')
      },
    }
  }
  throw new Error('The simulator ended before it listened')
}
