import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLedger } from '../../../src/main/store/ledger/open.ts'
import { type World, openWorld } from './runner-fixture.ts'

const SENDS = Number(env['OPERATIONS_SENDS'] ?? 20)
const CHILD = new URL('order-child.ts', import.meta.url).pathname
const hasStrace = spawnSync('strace', ['-V']).status === 0

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** Runs the child under strace; the trace has one call a line, in order. */
async function traced(folder: string, options: readonly string[], sends: number) {
  const charges: string[] = []
  for (let n = 0; n < sends; n += 1) charges.push((await world.pay()).id)
  // Made before, so that only the journal's own writes are seen.
  openLedger(folder).close()
  const trace = join(folder, 'trace')
  const child = spawn('strace', [
    '-f',
    '-o',
    trace,
    '-s',
    '200',
    ...options,
    process.execPath,
    CHILD,
    folder,
    world.simulator.url,
    ...charges,
  ])
  const printed: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
  await new Promise((resolve) => child.once('exit', resolve))
  const outcomes = Buffer.concat(printed).toString().trim().split('\n')
  return { charges, outcomes, lines: readFileSync(trace, 'utf8').split('\n') }
}

const posts = () =>
  world.simulator.requests.list().filter(({ method, path }) => method === 'POST' && path === '/v1/refunds')
    .length

describe.skipIf(!hasStrace)('on the disk', () => {
  it(`an intent is synced before the first byte of each of ${SENDS} requests`, {
    timeout: 60_000 * Math.max(1, SENDS / 50),
  }, async () => {
    const { outcomes, lines } = await traced(
      world.folder(),
      ['-y', '-e', 'trace=fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg'],
      SENDS,
    )
    expect(new Set(outcomes)).toEqual(new Set(['succeeded']))
    // For each request: syncs of the journal since the one before, and whether anything was written after the last.
    const requests: { readonly syncs: number; readonly unsynced: boolean }[] = []
    let syncs = 0
    let unsynced = false
    for (const line of lines) {
      if (/f(?:data)?sync\(\d+<[^>]*ledger\.db-wal>.*= 0/.test(line)) {
        syncs += 1
        unsynced = false
      } else if (/pwrite64\(\d+<[^>]*ledger\.db-wal>/.test(line)) unsynced = true
      else if (line.includes('POST /v1/refunds')) {
        requests.push({ syncs, unsynced })
        syncs = 0
      }
    }
    expect(requests).toHaveLength(SENDS)
    // The intent and the count of this send.
    expect(Math.min(...requests.map((each) => each.syncs))).toBeGreaterThanOrEqual(2)
    expect(requests.filter((each) => each.unsynced)).toEqual([])
  })

  it('a sync that fails lets no request leave', { timeout: 60_000 }, async () => {
    const folder = world.folder()
    const { outcomes } = await traced(
      folder,
      ['-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:error=EIO'],
      3,
    )
    expect(outcomes).toEqual(['store_damaged', 'store_damaged', 'store_damaged'])
    expect(posts()).toBe(0)
  })
})

describe.skipIf(spawnSync('sh', ['-c', 'test "$(id -u)" = 0 && command -v mount']).status !== 0)(
  'a real disk',
  () => {
    it('that is full lets no request leave, and what is journalled can be read', async ({ skip }) => {
      const folder = world.folder()
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' })
      } catch {
        skip('this machine may not mount; the page limit in recovery.test.ts stands for it')
      }
      try {
        const charge = await world.pay()
        const { runner, close } = world.console(folder)
        execFileSync('sh', ['-c', `dd if=/dev/zero of="${folder}/filler" bs=4k 2>/dev/null || true`])
        const before = posts()
        await expect(
          runner.run({
            kind: 'refund',
            attempt: crypto.randomUUID(),
            amount: { amount: 100, currency: 'usd' },
            params: { charge: charge.id, amount: 100, metadata: { note: 'x'.repeat(60_000) } },
            acceptSimilar: false,
          }),
        ).rejects.toMatchObject({ failure: { code: 'disk_full' } })
        expect(posts()).toBe(before)
        expect(runner.list({ offset: 0, limit: 10 }).total).toBe(0)
        close()
      } finally {
        execFileSync('umount', ['-l', folder])
      }
    })
  },
)
