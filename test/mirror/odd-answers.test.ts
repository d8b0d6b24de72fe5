import { expect, test } from 'vitest'
import { createApiReader } from '../../src/main/sync/api-reader.ts'
import { type Asked, at, charges, listing, openOddServer, readerOf } from './odd-server.ts'

const balance = { object: 'balance' }

/** Fails as `fail` says so many times, then answers. */
function after(times: number, fail: (asked: Asked) => void): (asked: Asked) => void {
  let left = times
  return (asked) => {
    left -= 1
    if (left >= 0) fail(asked)
    else asked.send(200, balance)
  }
}

const failures: readonly (readonly [string, (asked: Asked) => void])[] = [
  ['is reset', ({ request }) => request.socket.resetAndDestroy()],
  ['closes without an answer', ({ request }) => request.socket.destroy()],
  [
    'ends in the middle of an answer',
    ({ response }) => {
      response.writeHead(200, { 'content-length': '5000' })
      response.write('{"object":', () => response.destroy())
    },
  ],
]

test.each(failures)('a connection that %s is tried again, but not for ever', async (_, fail) => {
  await using server = await openOddServer(
    at({ '/v1/balance': after(3, fail), '/v1/never': after(100, fail) }),
  )
  const api = readerOf(server)
  expect(await api.get('/v1/balance')).toEqual(balance)
  await expect(api.get('/v1/never')).rejects.toMatchObject({ failure: { code: 'offline' } })
  expect(server.asked.filter((path) => path === '/v1/never')).toHaveLength(6)
})

test('a server that cannot be reached is not tried again', async () => {
  const server = await openOddServer(() => false)
  await server[Symbol.asyncDispose]()
  let waits = 0
  const api = createApiReader({
    key: 'sk_test_odd',
    apiBase: server.url,
    signal: new AbortController().signal,
    onRead: () => {},
    sleep: () => {
      waits += 1
      return Promise.resolve()
    },
  })
  await expect(api.get('/v1/balance')).rejects.toMatchObject({ failure: { code: 'offline' } })
  expect(waits).toBe(0)
})

test.each([
  ['false', 1],
  ['true', 6],
])('Stripe-Should-Retry: %s is followed where the answer is not JSON, too', async (told, times) => {
  await using server = await openOddServer(
    at({ '/v1/balance': ({ send }) => send(500, '<html>', { 'stripe-should-retry': told }) }),
  )
  await expect(readerOf(server).get('/v1/balance')).rejects.toMatchObject({
    failure: { code: 'stripe_unavailable' },
  })
  expect(server.asked).toHaveLength(times)
})

test.each([
  [404, '<html>Not Found</html>', 'text/html'],
  [404, '{"error":"not found"}', 'application/json'],
  [405, 'Method Not Allowed', 'text/plain'],
  [501, '{"error":{"message":"Not implemented"}}', 'application/json'],
])('%i %s of a server on this machine means that it has no such address', async (status, body, type) => {
  await using server = await openOddServer(({ send }) => {
    send(status, body, { 'content-type': type })
    return true
  })
  await expect(readerOf(server).list('/v1/topups', {})).rejects.toMatchObject({
    failure: { code: 'object_not_found', stripe: { status } },
  })
  expect(server.asked).toHaveLength(1)
})

test('any other answer that is not JSON is a failure that may pass', async () => {
  await using server = await openOddServer(
    at({ '/v1/balance': after(2, ({ send }) => send(502, '<html>Bad Gateway</html>')) }),
  )
  expect(await readerOf(server).get('/v1/balance')).toEqual(balance)
})

test('a page that is too large is asked for in smaller ones, down to single objects', async () => {
  const tooLarge = Buffer.alloc(65 * 1024 * 1024, ' ')
  const all = charges(30)
  const list = (fitting: number) => (asked: Asked) => {
    if (Number(asked.query.get('limit')) > fitting) asked.response.end(tooLarge)
    else listing(all)(asked)
  }
  await using server = await openOddServer(at({ '/v1/charges': list(13), '/v1/refunds': list(0) }))
  const api = readerOf(server)
  const first = await api.list('/v1/charges', {})
  expect(first).toMatchObject({ hasMore: true, last: { id: 'ch_18' } })
  expect(await api.list('/v1/charges', { starting_after: 'ch_18' })).toMatchObject({ last: { id: 'ch_5' } })
  const limits = server.asked.map((path) => /limit=(\d+)/.exec(path)?.[1])
  expect(limits).toEqual(['100', '50', '25', '13', '26', '13'])
  await expect(api.list('/v1/refunds', { limit: 2 })).rejects.toMatchObject({
    failure: { code: 'stripe_unavailable', message: expect.stringContaining('too large') },
  })
  expect(server.asked).toHaveLength(8)
})
