import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { CounterfoilError } from '../../shared/errors.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { parseApiBase } from '../stripe/api-base.ts'
import { builtEntries } from '../workers/built-entries.ts'
import { sourceOnThread } from '../workers/source-client.ts'
import { runMirror } from './run-mirror.ts'

const USAGE = 'Usage: STRIPE_API_KEY=… npm run mirror -- --data DIR [--api-base URL] [--once | --watch]'

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

function failWith(error: unknown): never {
  const code = error instanceof CounterfoilError ? ` (${error.failure.code})` : ''
  return fail(`${error instanceof Error ? error.message : String(error)}${code}`)
}

function lockOf(folder: string): Disposable {
  try {
    return lockFolder(folder, 'npm run mirror')
  } catch (error) {
    return failWith(error)
  }
}

function options(): { readonly folder: string; readonly apiBase: string | null; readonly once: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        'api-base': { type: 'string' },
        once: { type: 'boolean' },
        watch: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help === true) {
      process.stdout.write(`${USAGE}\n`)
      process.exit(0)
    }
    const apiBase = values['api-base'] ?? null
    if (apiBase !== null) parseApiBase(apiBase)
    if (values.data === undefined) fail(USAGE)
    if (values.once === true && values.watch === true) fail(`--once or --watch, not both.\n${USAGE}`)
    return { folder: values.data, apiBase, once: values.once ?? false }
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

const { folder, apiBase, once } = options()
const key = process.env['STRIPE_API_KEY']
if (key === undefined || key === '') fail(`STRIPE_API_KEY is not set.\n${USAGE}`)

const lock = lockOf(folder)
const stop = new AbortController()
let interruptedBy: 'SIGINT' | 'SIGTERM' | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruptedBy ??= signal
    stop.abort()
  })
}

try {
  const result = await runMirror({
    folder,
    apiBase,
    key,
    openSource: sourceOnThread(builtEntries.source),
    once,
    signal: stop.signal,
    say: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`${JSON.stringify(result)}\n`)
  // As a shell tells that a signal ended what was to be brought to its end.
  process.exitCode = once && interruptedBy !== null ? 128 + constants.signals[interruptedBy] : 0
  // The wait for an interruption would keep the process.
  stop.abort()
} catch (error) {
  failWith(error)
} finally {
  lock[Symbol.dispose]()
}
