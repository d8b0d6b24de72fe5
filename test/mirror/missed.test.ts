import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CounterfoilError } from '../../src/shared/errors.ts'
import type { SyncStatus } from '../../src/shared/features/sync/contract.ts'
import { BlockReader } from '../../src/main/store/mirror/blocks.ts'
import { openMirror, openMirrorReader, setMeta } from '../../src/main/store/mirror/open.ts'
import { integer, type StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { tableName } from '../../src/main/store/mirror/table.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import type { ApiReader } from '../../src/main/sync/api-reader.ts'
import { sourceOf } from '../../src/main/sync/source.ts'
import { SyncThread } from '../../src/main/workers/sync-thread.ts'
import { FakeStripe } from './fake-stripe.ts'
import { KEY, temporaryFolder } from './support.ts'

const DAY = 86_400

/** One start of the console with this Stripe: everything is caught up, or what stands in the way is thrown. */
async function session(
  folder: string,
  stripe: FakeStripe,
  around: (reader: ApiReader) => Partial<ApiReader> = () => ({}),
): Promise<SyncStatus> {
  const reader = stripe.reader()
  const thread = SyncThread.open(
    { account: 'test', folder, apiBase: 'http://127.0.0.1:9' },
    () => sourceOf({ ...reader, ...around(reader) }),
    () => {},
  )
  try {
    await thread.answer({ type: 'key', key: KEY })
    return await thread.answer({ type: 'catchUp' })
  } finally {
    await thread.answer({ type: 'stop' })
  }
}

function held(folder: string, type: string, table = tableName(type)): readonly StripeObject[] {
  const db = openMirrorReader(folder)
  const blocks = new BlockReader(db)
  const objects = db
    .prepare<[string], { block: number; slot: number }>(
      `SELECT block, slot FROM ${table} WHERE deleted = 0 AND id LIKE ? ORDER BY id`,
    )
    .all(table === 'object' ? '%' : `${type}_%`)
    .map((row): StripeObject => JSON.parse(blocks.read(row)))
  db.close()
  return objects
}

function there(stripe: FakeStripe, type: string): readonly StripeObject[] {
  return Array.from(stripe.objects.values())
    .filter(({ object }) => object === type)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** As if the last look for drift were a day ago. */
function forgetDrift(folder: string): void {
  const { db } = openMirror(folder, tables)
  setMeta(db, 'drift_at', null)
  db.close()
}

const charge = (n: number, created: number, amount = 100): StripeObject => ({
  id: `charge_${String(n).padStart(4, '0')}`,
  object: 'charge',
  created,
  amount,
  currency: 'eur',
  status: 'succeeded',
})

function shopWithCharges(count: number): FakeStripe {
  const stripe = new FakeStripe()
  for (let n = 0; n < count; n += 1) stripe.set(charge(n, stripe.now - 100 * DAY + n), { lost: true })
  return stripe
}

const refusing =
  (refused: string, code: 'stripe_unavailable' | 'permission_missing') =>
  (reader: ApiReader): Partial<ApiReader> => ({
    list: (path, query) =>
      path === refused && (code !== 'stripe_unavailable' || query['starting_after'] !== undefined)
        ? Promise.reject(new CounterfoilError(code, `${path} is refused`))
        : reader.list(path, query),
  })

test('a list that stops in the middle is said, and read on from there', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(250)
  await expect(
    session(folder.path, stripe, refusing('/v1/charges', 'stripe_unavailable')),
  ).rejects.toMatchObject({ failure: { code: 'stripe_unavailable' } })
  expect(held(folder.path, 'charge')).toHaveLength(100)
  const status = await session(folder.path, stripe)
  expect(status).toMatchObject({ failure: null, freshness: { complete: true } })
  expect(held(folder.path, 'charge')).toEqual(there(stripe, 'charge'))
})

test('what a key may not read is said, and read once another may', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(3)
  const status = await session(folder.path, stripe, refusing('/v1/charges', 'permission_missing'))
  expect(status.failure).toMatchObject({ code: 'permission_missing' })
  expect(held(folder.path, 'charge')).toEqual([])
  expect(await session(folder.path, stripe)).toMatchObject({ failure: null })
  expect(held(folder.path, 'charge')).toEqual(there(stripe, 'charge'))
})

test('a history left in the middle for longer than events are listed is read anew', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(250)
  await session(folder.path, stripe, refusing('/v1/charges', 'stripe_unavailable')).catch(() => {})
  for (let n = 240; n < 250; n += 1) stripe.set(charge(n, stripe.now - 100 * DAY + n, 999))
  stripe.now += 40 * DAY
  stripe.prune()
  await session(folder.path, stripe)
  expect(held(folder.path, 'charge')).toEqual(there(stripe, 'charge'))
})

test('changes whose events came and went unseen are found, where no event was known too', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(5)
  await session(folder.path, stripe)
  stripe.set(charge(2, stripe.now - 100 * DAY + 2, 777))
  stripe.now += 40 * DAY
  stripe.prune()
  await session(folder.path, stripe)
  expect(held(folder.path, 'charge')).toEqual(there(stripe, 'charge'))
})

test('an event that has merely grown too old to be listed is no gap', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(5)
  stripe.set(charge(7, stripe.now))
  await session(folder.path, stripe)
  for (let days = 0; days < 40; days += 20) {
    stripe.now += 20 * DAY
    stripe.prune()
    stripe.reads = 0
    await session(folder.path, stripe)
    expect(stripe.reads).toBeLessThan(16)
  }
})

test('a lost archive is noticed, and everything read again', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(5)
  for (let n = 10; n < 20; n += 1) {
    stripe.set(charge(n, stripe.now))
    stripe.now += 2 * DAY
  }
  await session(folder.path, stripe)
  for (const file of ['archive.db', 'archive.db-wal', 'archive.db-shm'])
    if (existsSync(join(folder.path, file))) rmSync(join(folder.path, file))
  stripe.set(charge(12, stripe.now - 16 * DAY, 555))
  await session(folder.path, stripe)
  expect(held(folder.path, 'charge')).toEqual(there(stripe, 'charge'))
})

test('without a list of events every session reads anew', async () => {
  using folder = temporaryFolder()
  const stripe = shopWithCharges(5)
  const plain = (reader: ApiReader): Partial<ApiReader> => ({
    list: (path, query) =>
      path === '/v1/events'
        ? Promise.reject(new CounterfoilError('object_not_found', 'No such address'))
        : reader.list(path, query),
  })
  await session(folder.path, stripe, plain)
  stripe.set(charge(2, stripe.now - 100 * DAY + 2, 777))
  await session(folder.path, stripe, plain)
  expect(held(folder.path, 'charge')).toEqual(there(stripe, 'charge'))
})

test('of what only events show, the oldest is kept, and an old deletion does not undo a newer state', async () => {
  using folder = temporaryFolder()
  const stripe = new FakeStripe()
  const report = (version: number) => ({ id: 'frr_1', object: 'reporting.report_run', created: 1, version })
  stripe.set(report(1))
  stripe.now += 20 * DAY
  await session(folder.path, stripe)
  expect(held(folder.path, 'reporting.report_run', 'object').map(({ id }) => id)).toContain('frr_1')
  // Deleted and made again; the deletion is told of last.
  stripe.delete('frr_1')
  stripe.now += 10
  stripe.set(report(2), { rank: 1 })
  const reader = stripe.reader()
  const newestFirst = await reader.list('/v1/events', { limit: 2 })
  const late = (of: ApiReader): Partial<ApiReader> => ({
    list: async (path, query) => {
      const page = await of.list(path, query)
      return path === '/v1/events' ? { ...page, objects: page.objects.toReversed() } : page
    },
  })
  expect(newestFirst.objects.map((event) => integer(event, 'created'))).toEqual([stripe.now, stripe.now - 10])
  await session(folder.path, stripe, late)
  expect(held(folder.path, 'reporting.report_run', 'object')).toMatchObject([{ version: 2 }])
})

test('an open payment whose event was lost is found by looking again', async () => {
  using folder = temporaryFolder()
  const stripe = new FakeStripe()
  const intent = (status: string): StripeObject => ({
    id: 'payment_intent_1',
    object: 'payment_intent',
    created: 1_799_990_000,
    amount: 5,
    currency: 'eur',
    status,
  })
  stripe.set(intent('requires_capture'))
  await session(folder.path, stripe)
  stripe.set(intent('succeeded'), { lost: true })
  forgetDrift(folder.path)
  await session(folder.path, stripe)
  expect(held(folder.path, 'payment_intent')).toEqual(there(stripe, 'payment_intent'))
})

test('webhook endpoints, which no event tells of, come and go', async () => {
  using folder = temporaryFolder()
  const stripe = new FakeStripe()
  const endpoint = (n: number): StripeObject => ({
    id: `webhook_endpoint_${n}`,
    object: 'webhook_endpoint',
    created: stripe.now,
    url: 'https://example.com',
  })
  stripe.set(endpoint(1), { lost: true })
  await session(folder.path, stripe)
  stripe.objects.delete('webhook_endpoint_1')
  stripe.set(endpoint(2), { lost: true })
  forgetDrift(folder.path)
  await session(folder.path, stripe)
  expect(held(folder.path, 'webhook_endpoint').map(({ id }) => id)).toEqual(['webhook_endpoint_2'])
})
