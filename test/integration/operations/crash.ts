import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { OperationRequest } from '../../../src/main/operations/runner.ts'
import type { Console, World } from './runner-fixture.ts'

const CHILD = new URL('crash-child.ts', import.meta.url).pathname

/** Runs one request in a console of its own that is killed at a labelled point; the signal it ended by. */
export function crash(
  world: World,
  label: string,
  folder: string,
  { kind, amount, params }: Pick<OperationRequest, 'kind' | 'amount' | 'params'>,
): Promise<NodeJS.Signals | null> {
  const request = JSON.stringify({ kind, amount, params })
  const child = spawn(process.execPath, [CHILD, label, folder, world.simulator.url, request], {
    env: { ...process.env, ATTEMPT: randomUUID() },
    stdio: 'inherit',
  })
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
}

/** Opens a console on the folder and waits until it has settled what was open. */
export async function reopened(world: World, folder: string): Promise<Console> {
  const opened = world.console(folder)
  for (const { id } of opened.runner.list({ offset: 0, limit: 100 }).rows) {
    if (['intent', 'sending', 'unknown'].includes(opened.runner.get(id).state)) await opened.runner.lookUp(id)
  }
  return opened
}
