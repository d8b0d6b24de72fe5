import { expect, test } from 'vitest'
import { type Asked, at, charges, listing, openOddServer } from './odd-server.ts'
import { contents, KEY, openAccountMirror, openSync, temporaryFolder } from './support.ts'
import { fetchObjects } from '../../src/main/sync/fetch-objects.ts'

type Answers = Readonly<Record<string, (asked: Asked) => void>>

/** What a server with these answers is mirrored as. */
async function mirrored(answers: Answers) {
  using folder = temporaryFolder()
  await using server = await openOddServer(at(answers))
  await using sync = await openSync(folder.path, server.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  const status = await sync.thread.answer({ type: 'catchUp' })
  const skipped = Object.fromEntries(status.resources.map(({ resource, skipped: why }) => [resource, why]))
  return { status, skipped, held: contents(folder.path) }
}

const refuse =
  (permission: string) =>
  ({ send }: Asked): void =>
    send(403, { error: { type: 'invalid_request_error', message: `Needs '${permission}'` } })

test('a key that may not read events or the balance mirrors the rest and names what it lacks', async () => {
  const { status, skipped, held } = await mirrored({
    '/v1/charges': listing(charges(3)),
    '/v1/events': refuse('rak_event_read'),
    '/v1/balance': refuse('rak_balance_read'),
    '/v1/balance_transactions': refuse('rak_balance_transaction_source_read'),
    '/v1/account': refuse('rak_account_read'),
  })
  expect(held['payments']).toHaveLength(3)
  expect(status.failure).toMatchObject({ code: 'permission_missing' })
  expect(skipped).toMatchObject({
    event: 'permission',
    balance: 'permission',
    balance_transaction: 'permission',
  })
  expect(skipped['charge']).toBeUndefined()
})

test('a balance alone that may not be read is named with its permission, until a key may read it', async () => {
  using folder = temporaryFolder()
  let balance = refuse('rak_balance_read')
  const answers: Answers = {
    '/v1/charges': listing(charges(3)),
    '/v1/events': listing([]),
    '/v1/balance': (asked) => balance(asked),
  }
  await using server = await openOddServer(at(answers))
  const read = async (key: string) => {
    await using sync = await openSync(folder.path, server.url)
    await sync.thread.answer({ type: 'key', key })
    return await sync.thread.answer({ type: 'catchUp' })
  }
  for (const key of ['rk_test_1', 'rk_test_2']) {
    const status = await read(key)
    expect(status).toMatchObject({
      failure: { code: 'permission_missing', params: { permission: 'rak_balance_read' } },
      freshness: { complete: true },
    })
    expect(status.resources).toContainEqual(
      expect.objectContaining({ resource: 'balance', skipped: 'permission' }),
    )
  }
  balance = ({ send }) => send(200, { object: 'balance', available: [], pending: [] })
  const status = await read('rk_test_3')
  expect(status.failure).toBeNull()
  expect(status.resources.map(({ resource }) => resource)).not.toContain('balance')
})

test.each(['/v1/balance', '/v1/refunds'])('%s that fails is named', async (path) => {
  using folder = temporaryFolder()
  await using server = await openOddServer(
    at({
      '/v1/charges': listing(charges(3)),
      [path]: ({ send }) =>
        send(500, { error: { type: 'api_error', message: 'Oh' } }, { 'stripe-should-retry': 'false' }),
    }),
  )
  await using sync = await openSync(folder.path, server.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  await expect(sync.thread.answer({ type: 'catchUp' })).rejects.toMatchObject({
    failure: {
      code: 'stripe_unavailable',
      message: `GET ${path}: Oh`,
      params: { path },
      stripe: { status: 500, message: 'Oh' },
    },
  })
})

test('a server without a balance is said to have none', async () => {
  const { status, skipped } = await mirrored({ '/v1/charges': listing(charges(3)) })
  expect(skipped).toMatchObject({ balance: 'unsupported' })
  expect(status.failure).toBeNull()
})

test.each(['/v1/events', '/v1/balance', '/v1/balance_transactions'])(
  'a key that may no longer read %s is a failure, for what is held grows old',
  async (path) => {
    using folder = temporaryFolder()
    let revoked = false
    const answers: Answers = {
      '/v1/charges': listing(charges(3)),
      '/v1/events': listing([]),
      '/v1/balance': ({ send }) => send(200, { object: 'balance', available: [], pending: [] }),
      '/v1/balance_transactions': listing([]),
    }
    await using server = await openOddServer((asked) => {
      if (revoked && asked.path === path) refuse('rak_some_read')(asked)
      return (revoked && asked.path === path) || at(answers)(asked)
    })
    await using sync = await openSync(folder.path, server.url)
    await sync.thread.answer({ type: 'key', key: KEY })
    await sync.thread.answer({ type: 'catchUp' })
    revoked = true
    await expect(sync.thread.answer({ type: 'catchUp' })).rejects.toMatchObject({
      failure: { code: 'permission_missing', params: { permission: 'rak_some_read' } },
    })
  },
)

test('a list that does not go on is a failure that names it; what came of it is kept', async () => {
  using folder = temporaryFolder()
  await using server = await openOddServer(
    at({
      '/v1/charges': ({ send }) => send(200, { data: charges(100), has_more: true }),
      '/v1/refunds': listing([]),
    }),
  )
  await using sync = await openSync(folder.path, server.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  await expect(sync.thread.answer({ type: 'catchUp' })).rejects.toMatchObject({
    failure: { code: 'stripe_unavailable', message: expect.stringContaining('/v1/charges') },
  })
  expect(contents(folder.path)['charge']).toHaveLength(100)
})

test('several entries of a currency are one balance', async () => {
  const available = [
    { amount: 1, currency: 'usd', source_types: { card: 1 } },
    { amount: 7, currency: 'eur', source_types: { card: 7 } },
    { amount: 2, currency: 'usd', source_types: { card: 1, fpx: 1 } },
  ]
  const { held } = await mirrored({
    '/v1/charges': listing(charges(1)),
    '/v1/balance': ({ send }) => send(200, { object: 'balance', available, pending: [] }),
    '/v1/balance_transactions': listing([]),
  })
  expect(held['balance']).toEqual([
    { currency: 'eur', part: 'available', amount: 7, source_types: '{"card":7}' },
    { currency: 'usd', part: 'available', amount: 3, source_types: '{"card":2,"fpx":1}' },
  ])
})

test.each([4e12, 1.7e15, Number.MAX_SAFE_INTEGER])(
  'objects made at %d are kept as they are',
  async (created) => {
    const { held } = await mirrored({ '/v1/charges': listing(charges(300, { created })) })
    expect(held['charge']).toHaveLength(300)
    expect(held['charge']).toContainEqual(
      expect.objectContaining({ id: 'ch_1', json: expect.objectContaining({ created }) }),
    )
    expect(held['payments']).toHaveLength(300)
  },
)

test('events of another name are kept and end', async () => {
  const events = [{ id: 'evt_1', object: 'v2.core.event', type: 'v2.x', created: '2026-01-01T00:00:00Z' }]
  const { status } = await mirrored({ '/v1/charges': listing(charges(1)), '/v1/events': listing(events) })
  expect(status.resources).toContainEqual(
    expect.objectContaining({ resource: 'event', complete: true, done: 1 }),
  )
})

test('currencies are the same in capitals', async () => {
  const { held } = await mirrored({ '/v1/charges': listing(charges(2, { currency: 'EUR' })) })
  expect(held['payments']).toMatchObject([{ currency: 'eur' }, { currency: 'eur' }])
})

test('many objects of a type that is not listed are read one by one', async () => {
  using folder = temporaryFolder()
  const all = charges(30)
  await using server = await openOddServer(({ path, send }) => {
    const found = all.find((charge) => 'id' in charge && path === `/v1/charges/${String(charge.id)}`)
    if (found !== undefined) send(200, { ...found, object: undefined })
    else if (path === '/v1/charges/ch_unread') send(405, 'Method Not Allowed')
    return found !== undefined || path === '/v1/charges/ch_unread'
  })
  using mirror = openAccountMirror(folder.path, server.url)
  const ids = [...all.map((charge) => ('id' in charge ? String(charge.id) : '')), 'ch_gone', 'ch_unread']
  const fetched = await fetchObjects(
    mirror,
    ids.map((id) => ({ type: 'charge', id, since: null })),
  )
  expect(fetched.objects).toHaveLength(30)
  expect(fetched.missing.map(({ id }) => id)).toEqual(['ch_gone'])
})
