import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { openAccountServices } from '../../../src/main/workers/account-services.ts'
import { untilMerged } from './merged.ts'
import { newest, twoYears } from './reads.ts'
import { type Line, percentile } from './report.ts'
import { builtWorkerEntries } from '../../support/worker-entries.ts'

/** What `stripe/sync-engine` writes into PostgreSQL on two cores, charges a second. */
const SYNC_ENGINE = 2000
/** Milliseconds; the console itself looks again every three seconds while history is read. */
const LOOK_EVERY = 1000

export function bytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

const linesSchema = z.array(z.custom<Line>((line) => typeof line === 'object' && line !== null)).readonly()

/** {@link fill} in a process that does nothing else, so that its memory is the console's. */
export async function fillApart(data: string, url: string, bare: number): Promise<readonly Line[]> {
  const child = fork(fileURLToPath(import.meta.url), [data, url, String(bare)])
  const ended = once(child, 'exit')
  const told = once(child, 'message')
  const [lines]: unknown[] = await Promise.race([
    told,
    ended.then(([code]) => Promise.reject(new Error(`filling ended with ${String(code)}`))),
  ])
  await ended
  return linesSchema.parse(lines)
}

/** Fills a folder as the console does, on its threads, while this thread looks at lists as a person would. */
async function fill(data: string, url: string, bare: number): Promise<readonly Line[]> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const services = await openAccountServices({
    profile: { id: 'bench' },
    folder: data,
    key: null,
    apiBase: url,
    entries: builtWorkerEntries(),
  })
  const looks: number[] = []
  const sizes: number[] = []
  const look = async (): Promise<void> => {
    const started = performance.now()
    await services.query('payments.list', newest)
    await services.query('overview.figures', twoYears())
    looks.push(performance.now() - started)
    sizes.push(process.memoryUsage.rss() / 1e6)
  }
  try {
    delay.enable()
    const started = performance.now()
    services.setKey('sk_test_bench')
    const caughtUp = services.sync.catchUp()
    for (let going = true; going; ) {
      await look()
      going = await Promise.race([caughtUp.then(() => false), wait(LOOK_EVERY, true)])
    }
    const status = await caughtUp
    const seconds = (performance.now() - started) / 1000
    delay.disable()
    const during = percentile(looks, 0.95)
    looks.length = 0
    await untilMerged(data)
    for (let index = 0; index < 40; index += 1) await look()
    const objects = status.resources.reduce((sum, { done }) => sum + done, 0)
    const rate = objects / seconds
    const memory = Math.max(...sizes)
    return [
      { what: 'bare loop: fetch and insert', value: bare, unit: 'objects/s' },
      { what: 'backfill', value: rate, unit: 'objects/s', bar: { at: 6 * SYNC_ENGINE, good: 'above' } },
      {
        what: 'backfill against the bare loop',
        value: rate / bare,
        unit: '×',
        bar: { at: 0.6, good: 'above' },
      },
      { what: 'backfill', value: seconds, unit: 's' },
      { what: 'objects and events', value: objects, unit: '' },
      { what: 'requests', value: status.reads.last30Days, unit: 'GETs' },
      { what: 'list and overview, quiet', value: percentile(looks, 0.95), unit: 'ms p95' },
      {
        what: 'list and overview, during the backfill',
        value: during,
        unit: 'ms p95',
        bar: { at: 2 * percentile(looks, 0.95), good: 'below' },
      },
      {
        what: 'event loop delay of main, during the backfill',
        value: delay.percentile(99) / 1e6,
        unit: 'ms p99',
        bar: { at: 20, good: 'below' },
      },
      {
        // With what reading TypeScript takes; the console's own main is measured by the other bench.
        what: 'memory of a process with these threads, at most',
        value: memory,
        unit: 'MB',
      },
    ]
  } finally {
    await services.close()
  }
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [data = '', url = '', bare = ''] = process.argv.slice(2)
  process.send(await fill(data, url, Number(bare)))
  process.disconnect()
}
