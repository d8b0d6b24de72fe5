import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { KEY } from './support.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly said: string
}

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** The mirror in a process of its own, as it was built. */
export function startHeadless(args: readonly string[], key: string | null = KEY): Run {
  const child = spawn(process.execPath, ['out/main/mirror.js', ...args], {
    env: { ...process.env, STRIPE_API_KEY: key ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[code], out, said]) => ({ code: z.number().nullable().parse(code), out, said }),
  )
  return { child, ended }
}
