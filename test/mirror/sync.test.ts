import type Stripe from 'stripe'
import { expect, test, vi } from 'vitest'
import type { SyncStatus } from '../../src/shared/features/sync/contract.ts'
import { openMirror, setMeta } from '../../src/main/store/mirror/open.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import {
  contents,
  KEY,
  mirrorAll,
  openShop,
  openSync,
  type OpenSync,
  temporaryFolder,
  paymentsAt,
} from './support.ts'

async function status(sync: OpenSync, request: 'poll' | 'pause' | 'resume' = 'poll'): Promise<SyncStatus> {
  return await sync.thread.answer({ type: request })
}

test('a failing network shows as offline, keeps everything, and recovers by itself', async () => {
  using folder = temporaryFolder()
  const shop = await openShop({ seed: 'demo', payments: 40, now: 1_790_000_000 })
  await using sync = await openSync(folder.path, shop.simulator.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  await sync.thread.answer({ type: 'catchUp' })
  const { port } = shop.simulator
  const held = contents(folder.path)
  await shop[Symbol.asyncDispose]()
  const offline = await status(sync)
  expect(offline).toMatchObject({ phase: 'offline', online: false, failure: { code: 'offline' } })
  expect(offline.freshness.complete).toBe(true)
  expect(contents(folder.path)).toEqual(held)
  const back = await startSimulator({ seed: 'demo', payments: 40, now: 1_790_000_000, port })
  try {
    await vi.waitFor(
      async () => expect(await status(sync, 'resume')).toMatchObject({ phase: 'watching', online: true }),
      { timeout: 10_000, interval: 50 },
    )
  } finally {
    await back.close()
  }
})

test('started with nothing to reach, it says so and begins when there is', async () => {
  using folder = temporaryFolder()
  const first = await openShop({ seed: 'demo', payments: 30, now: 1_790_000_000 })
  const { port, url } = first.simulator
  await first[Symbol.asyncDispose]()
  await using sync = await openSync(folder.path, url)
  await sync.thread.answer({ type: 'key', key: KEY })
  expect(await status(sync)).toMatchObject({ phase: 'offline', freshness: { asOf: null, complete: false } })
  await using shop = await openShop({ seed: 'demo', payments: 30, now: 1_790_000_000, port })
  await sync.thread.answer({ type: 'catchUp' }).catch(() => sync.thread.answer({ type: 'catchUp' }))
  expect(await status(sync)).toMatchObject({ phase: 'watching', online: true, failure: null })
  expect(contents(folder.path)['payments']).toHaveLength(await paymentsAt(shop))
  expect(shop.simulator.port).toBe(port)
})

test('a revoked key stops everything at once, keeps the mirror, and another key goes on', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 300 })
  await using sync = await openSync(folder.path, shop.simulator.url)
  await shop.control('POST', 'faults', { kind: 'key_revoked', path: '/v1/charges', times: 1 })
  await shop.control('POST', 'keys', { key: KEY, state: 'active' })
  await sync.thread.answer({ type: 'key', key: KEY })
  await vi.waitFor(
    () => {
      const last = sync.news.findLast((message) => message.type === 'status')
      expect(last?.status).toMatchObject({ phase: 'blocked', failure: { code: 'key_invalid' } })
    },
    { timeout: 15_000 },
  )
  // What was under way when the key was refused ends first.
  await status(sync)
  const asked = await count(shop)
  await status(sync)
  expect(await count(shop)).toBe(asked)
  await sync.thread.answer({ type: 'key', key: `${KEY}_new` })
  await sync.thread.answer({ type: 'catchUp' })
  expect(await status(sync)).toMatchObject({ phase: 'watching', failure: null })
  expect(contents(folder.path)['payments']).toHaveLength(await paymentsAt(shop))
})

async function count({ simulator }: Awaited<ReturnType<typeof openShop>>): Promise<number> {
  const response = await fetch(`${simulator.url}/_simulator/requests`)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the simulator's own log
  const { requests } = (await response.json()) as { readonly requests: readonly unknown[] }
  return requests.length
}

test('after a refusal no more than two calls leave', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 300 })
  await using sync = await openSync(folder.path, shop.simulator.url)
  await shop.control('POST', 'keys', { key: KEY, state: 'revoked' })
  await sync.thread.answer({ type: 'key', key: KEY })
  await status(sync)
  expect(await status(sync)).toMatchObject({ phase: 'blocked', failure: { code: 'key_invalid' } })
  expect(await count(shop)).toBeLessThanOrEqual(2)
})

test('a permission the key lacks is named, and the other resources are read', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 50 })
  const restricted = 'rk_test_mirror_restricted'
  await shop.control('POST', 'faults', { kind: 'permission_missing', path: '/v1/disputes' })
  await using sync = await openSync(folder.path, shop.simulator.url)
  await sync.thread.answer({ type: 'key', key: restricted })
  await sync.thread.answer({ type: 'catchUp' })
  const told = await status(sync)
  expect(told).toMatchObject({ phase: 'watching', failure: { code: 'permission_missing' } })
  expect(told.failure?.params['permission']).toMatch(/^rak_/)
  expect(contents(folder.path)['payments']).toHaveLength(await paymentsAt(shop))
})

test('events that Stripe no longer keeps lead to a full new reading, said while it lasts', async () => {
  using folder = temporaryFolder()
  using fresh = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 60 })
  const gone = await thingsToLose(shop.stripe)
  await mirrorAll(folder.path, shop)
  await gone.lose()
  const customer = await shop.stripe.customers.create({ name: 'Seen in no event' })
  await shop.control('POST', 'clock', { advance: 40 * 86_400 })
  await mirrorAll(folder.path, shop)
  await mirrorAll(fresh.path, shop)
  expect(JSON.stringify(contents(folder.path)['customer'])).toContain(customer.id)
  for (const { type, id } of gone.deleted)
    expect(contents(folder.path)[type]).toContainEqual({ id, deleted: 1 })
  expect(contents(folder.path)['payment_method']).toContainEqual(
    expect.objectContaining({ id: gone.detached, deleted: 0, customer: null }),
  )
  // What is in no list can only be known to who has seen it before.
  expect(listed(contents(folder.path), gone.detached)).toEqual(contents(fresh.path))
})

/** Objects that can vanish from their lists, and what makes them. */
async function thingsToLose(stripe: Stripe) {
  const customer = await stripe.customers.create({ name: 'Gone by then' })
  const [product, invoice, endpoint, keeper] = await Promise.all([
    stripe.products.create({ name: 'Discontinued' }),
    stripe.invoices.create({ customer: customer.id }),
    stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] }),
    stripe.customers.create({ name: 'Stays' }),
  ])
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: keeper.id })
  return {
    deleted: [customer, product, invoice, endpoint].map(({ object, id }) => ({ type: object, id })),
    detached: method.id,
    lose: async (): Promise<void> => {
      await stripe.invoices.del(invoice.id)
      await stripe.customers.del(customer.id)
      await stripe.products.del(product.id)
      await stripe.webhookEndpoints.del(endpoint.id)
      await stripe.paymentMethods.detach(method.id)
    },
  }
}

function listed(held: ReturnType<typeof contents>, detached: string): ReturnType<typeof contents> {
  const isListed = (row: unknown): boolean =>
    typeof row !== 'object' ||
    row === null ||
    !(('deleted' in row && row.deleted === 1) || ('id' in row && row.id === detached))
  return Object.fromEntries(
    Object.entries(held).map(([type, rows]) => [type, Array.isArray(rows) ? rows.filter(isListed) : rows]),
  )
}

test('what happens at the shop arrives by itself, pauses and goes on', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 20 })
  await using sync = await openSync(folder.path, shop.simulator.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  await sync.thread.answer({ type: 'catchUp' })
  await shop.stripe.paymentIntents.create({
    amount: 1234,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  await status(sync)
  expect(contents(folder.path)['payments']).toHaveLength(await paymentsAt(shop))
  expect(await status(sync, 'pause')).toMatchObject({ phase: 'paused' })
  await shop.stripe.customers.create({ name: 'While paused' })
  expect(JSON.stringify(contents(folder.path)['customer'])).not.toContain('While paused')
  await status(sync, 'resume')
  await status(sync)
  expect(JSON.stringify(contents(folder.path)['customer'])).toContain('While paused')
})

test('a mirror of another shape is built anew from its own objects, without asking Stripe', async () => {
  using folder = temporaryFolder()
  const shop = await openShop({ seed: 'demo', payments: 80 })
  await mirrorAll(folder.path, shop)
  await shop[Symbol.asyncDispose]()
  const expected = contents(folder.path)
  const { db } = openMirror(folder.path, tables)
  setMeta(db, 'fingerprint', 'an earlier one')
  db.close()
  await using sync = await openSync(folder.path, shop.simulator.url)
  expect(await status(sync)).toMatchObject({ freshness: { complete: true } })
  expect(contents(folder.path)).toEqual(expected)
})

test('the account itself is kept, but not among those connected to it, and no building anew mixes them', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'empty' })
  const connected = await shop.stripe.accounts.create({ type: 'custom', country: 'US' })
  const { id } = await shop.stripe.accounts.retrieveCurrent()
  const kept = (): readonly [readonly string[], readonly string[]] => {
    const { db } = openMirror(folder.path, tables)
    const ids = (sql: string) =>
      db
        .prepare<[], { id: string }>(sql)
        .all()
        .map((row) => row.id)
    const found = [
      ids("SELECT id FROM object WHERE type = 'account'"),
      ids('SELECT id FROM account WHERE deleted = 0'),
    ] as const
    db.close()
    return found
  }
  {
    await using sync = await openSync(folder.path, shop.simulator.url)
    await sync.thread.answer({ type: 'key', key: KEY })
    await sync.thread.answer({ type: 'catchUp' })
    await sync.thread.answer({ type: 'refresh', objects: [{ type: 'account', id }] })
  }
  expect(kept()).toEqual([[id], [connected.id]])
  const { db } = openMirror(folder.path, tables)
  setMeta(db, 'fingerprint', 'older')
  db.close()
  await mirrorAll(folder.path, shop)
  expect(kept()).toEqual([[id], [connected.id]])
})
