import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { SyncStatus } from '../../src/shared/features/sync/contract.ts'
import { type AccountServices, openAccountServices } from '../../src/main/workers/account-services.ts'
import { workerEntries } from '../support/worker-entries.ts'
import { startHeadless } from './headless-run.ts'
import { KEY, mirrorAll, openShop, temporaryFolder } from './support.ts'

interface Opened extends AccountServices, AsyncDisposable {
  readonly statuses: readonly SyncStatus[]
}

/** An account as the console opens it. */
async function open(folder: string, apiBase: string): Promise<Opened> {
  const statuses: SyncStatus[] = []
  const services = await openAccountServices({
    profile: { id: 'demo' },
    folder,
    apiBase,
    key: KEY,
    entries: workerEntries,
    onStatus: (status) => statuses.push(status),
  })
  return { ...services, statuses, [Symbol.asyncDispose]: services.close }
}

const NEWEST = { filter: {}, sort: { column: 'created', direction: 'desc' }, offset: 0, limit: 5 } as const

test('the console reads a folder that a run without a window holds, says who holds it, and goes on when it is killed', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await mirrorAll(folder.path, shop)
  const { child } = startHeadless(['--data', folder.path, '--api-base', shop.simulator.url, '--watch'])
  try {
    if (child.stderr !== null) await once(child.stderr, 'data')
    await using account = await open(folder.path, shop.simulator.url)
    expect(account.sync.status()).toMatchObject({
      phase: 'waiting',
      online: false,
      freshness: { complete: true, asOf: expect.any(Number) },
      failure: {
        code: 'folder_in_use',
        params: { folder: folder.path, holder: `npm run mirror, process ${child.pid}` },
      },
    })
    expect((await account.query('payments.list', NEWEST)).rows).toHaveLength(5)
    await account.sync.pollNow()
    await expect(account.sync.refresh([])).rejects.toMatchObject({ failure: { code: 'folder_in_use' } })
    account.sync.pause()
    expect(new Set(account.statuses.map(({ phase }) => phase))).toEqual(new Set(['waiting']))
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(account.sync.status().phase).toBe('paused'), { timeout: 15_000 })
    account.sync.resume()
    await vi.waitFor(
      () => expect(account.sync.status()).toMatchObject({ phase: 'watching', failure: null, online: true }),
      { timeout: 15_000 },
    )
  } finally {
    child.kill('SIGKILL')
  }
})

test('a run without a window refuses each folder that a console has open, and no other', async () => {
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  using first = temporaryFolder()
  using second = temporaryFolder()
  using free = temporaryFolder()
  const run = (folder: string) =>
    startHeadless(['--data', folder, '--api-base', shop.simulator.url, '--once']).ended
  {
    await using one = await open(first.path, shop.simulator.url)
    await using other = await open(second.path, shop.simulator.url)
    await one.sync.catchUp()
    await other.sync.catchUp()
    for (const folder of [first.path, second.path]) {
      const { code, out, said } = await run(folder)
      expect([code, out]).toEqual([2, ''])
      expect(said).toContain(`${folder} is in use by Counterfoil, process ${process.pid}`)
      expect(said).toContain('(folder_in_use)')
    }
    expect((await run(free.path)).code).toBe(0)
    expect(one.sync.status().phase).toBe('watching')
  }
  expect((await run(first.path)).code).toBe(0)
  expect((await run(second.path)).code).toBe(0)
})
