import { closeSync, openSync as openFile, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { SyncStatus } from '../../src/shared/features/sync/contract.ts'
import { type AccountServices, openAccountServices } from '../../src/main/workers/account-services.ts'
import { contents, KEY, mirrorAll, openShop, temporaryFolder, paymentsAt } from './support.ts'
import { workerEntries } from '../support/worker-entries.ts'

interface Opened extends AccountServices {
  readonly statuses: readonly SyncStatus[]
  readonly changes: readonly string[]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

async function open(folder: string, apiBase: string | null, key: string | null): Promise<Opened> {
  const statuses: SyncStatus[] = []
  const changes: string[] = []
  const services = await openAccountServices({
    profile: { id: 'demo' },
    folder,
    apiBase,
    key,
    entries: workerEntries,
    onStatus: (status) => statuses.push(status),
    onChanged: (types) => changes.push(...types),
  })
  return { ...services, statuses, changes, [Symbol.asyncDispose]: services.close }
}

const NEWEST = { filter: {}, sort: { column: 'created', direction: 'desc' }, offset: 0, limit: 500 } as const

test('threads fill the mirror while others read it, tell what they do, and stop', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 200 })
  await using account = await open(folder.path, shop.simulator.url, KEY)
  await vi.waitFor(
    async () => expect((await account.query('payments.list', NEWEST)).rows.length).toBeGreaterThan(0),
    {
      timeout: 10_000,
    },
  )
  await account.sync.catchUp()
  expect((await account.query('payments.list', NEWEST)).rows).toHaveLength(await paymentsAt(shop))
  expect(await account.query('payments.summary', { filter: {} })).toMatchObject({ count: 200, exact: true })
  expect(account.changes).toContain('charge')
  expect(account.statuses.map(({ phase }) => phase)).toContain('watching')
  expect(account.sync.status().reads.last30Days).toBeGreaterThan(10)
  const before = account.sync.status().reads.last30Days
  account.sync.countReads(7)
  await vi.waitFor(() => expect(account.sync.status().reads.last30Days).toBeGreaterThanOrEqual(before + 7), {
    timeout: 15_000,
  })
})

test('a refund made at Stripe is in the mirror once refreshed', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 60 })
  await using account = await open(folder.path, shop.simulator.url, KEY)
  await account.sync.catchUp()
  account.sync.pause()
  const filter = { statuses: ['succeeded'], amount: { min: 1000 }, currency: 'usd' } as const
  const [payment] = (await account.query('payments.list', { ...NEWEST, filter })).rows
  if (payment?.charge === undefined || payment.charge === null) throw new Error('No payment to refund')
  const refund = await shop.stripe.refunds.create({ charge: payment.charge, amount: 150 })
  account.sync.resume()
  await account.sync.refresh([
    { type: 'refund', id: refund.id },
    { type: 'charge', id: payment.charge },
  ])
  const detail = await account.query('payments.get', { id: payment.id })
  expect(detail.row).toMatchObject({ status: 'partially_refunded', amountRefunded: { amount: 150 } })
  expect(detail.refunds).toMatchObject([{ id: refund.id }])
})

test('without a key everything mirrored is read, and a key given later goes on', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 50 })
  await mirrorAll(folder.path, shop)
  await using account = await open(folder.path, shop.simulator.url, null)
  expect(account.sync.status().phase).toBe('stopped')
  expect((await account.query('payments.list', NEWEST)).rows).toHaveLength(await paymentsAt(shop))
  await expect(account.sync.refresh([])).rejects.toMatchObject({ failure: { code: 'key_missing' } })
  await account.sync.setKey(KEY)
  await account.sync.catchUp()
  expect(account.sync.status().phase).toBe('watching')
})

test('an unknown payment and an unknown time zone are answered by name', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await using account = await open(folder.path, shop.simulator.url, KEY)
  await account.sync.catchUp()
  await expect(account.query('payments.get', { id: 'pi_none' })).rejects.toMatchObject({
    failure: { code: 'object_not_found' },
  })
  const span = { currency: 'usd', from: 0, to: 86_400, interval: 'day', timeZone: 'Nowhere/Land' } as const
  await expect(account.query('overview.figures', span)).rejects.toMatchObject({
    failure: { code: 'invalid_input' },
  })
})

/** Overwrites the middle of a file with noise. */
function damage(file: string): void {
  const handle = openFile(file, 'r+')
  const { size } = statSync(file)
  writeSync(handle, Buffer.alloc(Math.floor(size / 2), 0x5a), 0, Math.floor(size / 2), Math.floor(size / 4))
  closeSync(handle)
}

test('a damaged mirror is set aside and read anew; a damaged archive or ledger is explained and kept', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 40 })
  await mirrorAll(folder.path, shop)
  const held = contents(folder.path)
  damage(join(folder.path, 'mirror.db'))
  await mirrorAll(folder.path, shop)
  expect(contents(folder.path)).toEqual(held)
  for (const file of ['archive.db', 'ledger.db']) {
    writeFileSync(
      join(folder.path, file),
      'not a database at all, and long enough to be read as one'.repeat(50),
    )
    await expect(open(folder.path, shop.simulator.url, KEY)).rejects.toMatchObject({
      failure: { code: 'store_damaged' },
    })
    expect(statSync(join(folder.path, file)).size).toBeGreaterThan(1000)
    writeFileSync(join(folder.path, file), '')
  }
})
